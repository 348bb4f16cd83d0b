"""``espaceclient serve --api``: the API below the base URL, over the client of the pages."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from attrs import evolve
from prometheus_client import generate_latest
from starlette.testclient import TestClient

from espaceclient.adapters.cli.composition import compose, make_pages
from espaceclient.adapters.cli.opening import create_store
from espaceclient.adapters.cli.settings import ServeSettings
from espaceclient.adapters.metrics import Metrics
from espaceclient.adapters.web.draining import Draining
from espaceclient.keys import FingerprintKeys, Key, LinkKeys, PepperKeys, SessionKeys


@pytest.fixture
def settings(tmp_path: Path) -> ServeSettings:
    communes = tmp_path / "communes.csv"
    communes.write_text("code_insee;commune;societe\n13026;Châteauneuf;Eau\n", "utf-8")
    return ServeSettings(
        data=tmp_path / "data",
        base_url="http://127.0.0.1:8000/espace/",
        link_keys=LinkKeys.of(Key("2026", b"l" * 32)),
        session_keys=SessionKeys.of(Key("2026", b"s" * 32)),
        fingerprint_keys=FingerprintKeys.of(Key("2026", b"f" * 32)),
        password_keys=PepperKeys.of(Key("2026", b"p" * 32)),
        communes=communes,
    )


def site(settings: ServeSettings, draining: Draining, metrics: Metrics) -> Iterator[TestClient]:
    with create_store(settings) as store:
        app = make_pages(
            settings,
            compose(settings, store),
            draining=draining,
            metrics=metrics,
            api=True,
        )
        yield TestClient(app, base_url="http://127.0.0.1:8000", follow_redirects=False)


def test_the_api_stands_beside_the_pages(settings: ServeSettings) -> None:
    metrics = Metrics()
    for http in site(settings, Draining(), metrics):
        assert http.get("/espace/").status_code == 200
        communes = http.get("/espace/api/v1/communes")
        assert communes.json()["communes"][0]["code"] == "13026"
        assert communes.headers["cross-origin-resource-policy"] == "same-origin"
        assert http.get("/espace/api/v1/openapi.json").status_code == 200
        assert http.get("/espace/api/nowhere").json()["code"] == "not_found"
        assert http.get("/api/v1/communes").status_code == 404
        assert http.put("/espace/api/v1/app/session").headers["allow"] == "GET, POST, DELETE"
    assert 'page="list_communes"' in generate_latest(metrics.registry).decode()


def test_a_browser_signs_in_by_the_cookies_of_the_pages(settings: ServeSettings) -> None:
    root = evolve(settings, base_url="https://client.exemple.fr/")
    for http in site(root, Draining(), Metrics()):
        cookie = http.get("/api/v1/browser/csrf").headers["set-cookie"]
        assert cookie.startswith("__Host-espaceclient-csrf=")


def test_pages_and_api_have_the_cookies_that_settings_name(settings: ServeSettings) -> None:
    named = evolve(settings, cookie_name="nord", cookie_domain="exemple.fr", cookie_path="/espace")
    shared = evolve(named, base_url="https://client.exemple.fr/espace/")
    for http in site(shared, Draining(), Metrics()):
        for path in ("/espace/connexion", "/espace/api/v1/browser/csrf"):
            assert http.get(path).headers["set-cookie"].startswith("__Host-nord-csrf=")
        led_away = http.get("/espace/tableau-de-bord").headers["set-cookie"]
        assert led_away.startswith("__Secure-nord-session=; Domain=exemple.fr; ")


def test_a_site_that_ends_answers_by_a_problem(settings: ServeSettings) -> None:
    draining = Draining()
    for http in site(settings, draining, Metrics()):
        with http:
            assert http.portal
            http.portal.call(_give_up, draining)
            credentials = {"email": "a@exemple.fr", "password": "Faux-2026"}
            answer = http.post("/espace/api/v1/app/session", json=credentials)
            assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")


async def _give_up(draining: Draining) -> None:
    draining.give_up()
