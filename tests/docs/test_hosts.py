"""The pages about hosts: their sites run, and know who is signed in."""

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import httpx2
import pytest
from django.test import override_settings
from starlette.testclient import TestClient

from espaceclient.adapters.authentication import RequestHeaders
from espaceclient.adapters.django import DjangoMailer
from espaceclient.adapters.sqlite import SqliteDatabase
from espaceclient.answers import NoSession
from tests.adapters.hosts import django_settings  # noqa: F401 - it configures Django
from tests.adapters.hosts.site import over_wsgi
from tests.adapters.subscribers_http.billing import nobody
from tests.docs.host import COOKIE, EMAIL, FOREIGN, HELD, Host

Browser = Callable[[], httpx2.Client]


@pytest.fixture
def host() -> Host:
    return Host()


def over_asgi(app: object) -> Browser:
    return lambda: TestClient(app, "http://localhost", follow_redirects=False)  # type: ignore[arg-type]  # by name


def expect_a_site(host: Host, browser: Browser) -> httpx2.Client:
    """Its pages and its own pages know who is signed in; return a browser that is."""
    stranger, subscriber, session = browser(), browser(), host.session()
    subscriber.cookies.set(COOKIE, session, domain="localhost.local")
    assert EMAIL not in stranger.get("/").text
    assert EMAIL in subscriber.get("/").text
    assert EMAIL in subscriber.get("/espace/tableau-de-bord").text
    assert "Les factures depuis le" in subscriber.get(f"/factures/{HELD}").text
    assert subscriber.get(f"/factures/{FOREIGN}").status_code == 403
    led_away = stranger.get(f"/factures/{HELD}").headers["location"]
    assert led_away.startswith("/espace/connexion?next=")
    assert expect_led_back(stranger, led_away) == f"/factures/{HELD}"
    return subscriber


def expect_led_back(browser: httpx2.Client, led_away: str) -> str:
    """Sign in where a page of the host led, and return where that leads."""
    token = csrf_of(browser.get(led_away).text)
    fields = {"email": EMAIL, "password": "Aa1!aaaa", "csrf": token}
    return browser.post(led_away, data=fields).headers["location"]


def csrf_of(page: str) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', page)
    assert found
    return found[1]


def test_the_flask_site_runs(host: Host) -> None:
    host.run("flask.md")
    site = over_wsgi(host.names["app"].wsgi_app)
    subscriber = expect_a_site(host, site)
    assert subscriber.get("/profil").text == EMAIL
    assert site().get("/profil").headers["location"].startswith("/espace/connexion")
    assert subscriber.post("/factures/paiement").status_code == 403


@pytest.mark.parametrize("page", ["starlette.md", "fastapi.md"])
def test_the_asgi_site_runs(host: Host, page: str) -> None:
    host.run(page)
    subscriber = expect_a_site(host, over_asgi(host.names["app"]))
    field = csrf_of(subscriber.get(f"/factures/{HELD}").text)
    assert subscriber.post("/factures/paiement", data={"csrf": field}).text == "Merci"
    assert subscriber.post("/factures/paiement", data={"csrf": "x"}).status_code == 403


@pytest.fixture
def django_host(host: Host, monkeypatch: pytest.MonkeyPatch) -> Iterator[Host]:
    """The page's settings are in force, and what it writes is the module that they name."""
    host.run("django.md", until="## The pages")
    module = ModuleType("espace")
    vars(module).update(host.names)
    monkeypatch.setitem(sys.modules, "espace", module)
    named = {name: value for name, value in host.names.items() if name.isupper()}
    with override_settings(ROOT_URLCONF="espace", **named):
        host.run("django.md", since="## The pages")
        yield host


def test_the_django_site_runs(django_host: Host) -> None:
    subscriber = expect_a_site(django_host, over_wsgi(django_host.names["application"]))
    assert "Les factures depuis le" in subscriber.get(f"/factures/{HELD}/async").text
    assert isinstance(django_host.names["mailer"], DjangoMailer)


def test_the_django_site_runs_behind_asgi(django_host: Host) -> None:
    subscriber = expect_a_site(django_host, over_asgi(django_host.names["asynchronous"]))
    assert "Les factures depuis le" in subscriber.get(f"/factures/{HELD}/async").text


def test_a_host_in_no_framework_greets_who_is_signed_in(host: Host, tmp_path: Path) -> None:
    host.names["file"] = tmp_path / "espace-client.sqlite3"
    SqliteDatabase(host.names["file"]).close()
    host.run("who-is-signed-in.md")
    browser = over_wsgi(host.names["hello"])()
    assert browser.get("/").text == "Bonjour"
    browser.cookies.set(COOKIE, host.session())
    assert browser.get("/").text == f"Bonjour {EMAIL}"
    assert host.names["looking"].find_session(RequestHeaders()) == NoSession()
    host.names["database"].close()


def test_the_introspection_answers_and_its_client_asks(host: Host) -> None:
    host.names.update(new_secret="n" * 43, old_secret="o" * 43, url=nobody())
    host.run("introspection.md")
    there = TestClient(host.names["app"])
    session = host.session()
    known = {"Authorization": f"Bearer {'o' * 43}"}
    told = there.post("/introspection/", data={"token": session}, headers=known).json()
    assert (told["active"], len(told["entitlements"])) == (True, 1)
    bearer = {"Authorization": f"Bearer {session}"}
    asked: list[tuple[dict[str, str], str]] = [(bearer, HELD), (bearer, "é"), ({}, HELD)]
    assert [host.names["bills"](*each) for each in asked] == [503, 403, 401]
    host.names["sessions"].close()
