"""The same host in each framework: who signs in on the pages is signed in on the host's."""

from collections.abc import Callable

import pytest

from tests.adapters.hosts.django_site import django_asgi_site, django_wsgi_site
from tests.adapters.hosts.fastapi_site import fastapi_site
from tests.adapters.hosts.flask_site import flask_site
from tests.adapters.hosts.site import FOREIGN, HELD, SIGN_IN, Site
from tests.adapters.hosts.starlette_site import starlette_site
from tests.adapters.web.visitor import Visitor
from tests.adapters.web.world import EMAIL

SITES = [flask_site, django_wsgi_site, django_asgi_site, starlette_site, fastapi_site]
SESSION, CSRF = "espaceclient-session", "espaceclient-csrf"


@pytest.fixture(params=SITES, ids=lambda make: make.__name__, scope="module")
def site(request: pytest.FixtureRequest) -> Site:
    make: Callable[[], Site] = request.param
    return make()


@pytest.fixture
def visitor(site: Site) -> Visitor:
    return site.visitor()


@pytest.fixture
def subscriber(site: Site, visitor: Visitor) -> Visitor:
    visitor.http.cookies.set(SESSION, site.session(), domain="localhost.local")
    return visitor


def field_of(subscriber: Visitor) -> str:
    page = subscriber.http.get("/factures").text
    return page.partition('name="csrf" value="')[2].partition('"')[0]


def test_who_signs_in_on_the_pages_is_signed_in_on_the_host_s(site: Site, visitor: Visitor) -> None:
    site.session()
    assert visitor.http.get("/").text == "personne"
    visitor.sign_in()
    assert visitor.http.get("/").text == EMAIL


def test_who_signs_out_on_the_pages_is_signed_out_on_the_host_s(subscriber: Visitor) -> None:
    subscriber.submit_sign_out()
    assert subscriber.http.get("/").text == "personne"


def test_a_page_for_those_who_are_signed_in_sends_others_to_sign_in(visitor: Visitor) -> None:
    answer = visitor.http.get("/factures?an=2026")
    location = f"{SIGN_IN}?de=/factures?an=2026"
    assert (answer.status_code, answer.headers["location"]) == (303, location)


def test_who_asked_for_a_path_that_is_not_ascii_is_sent_to_sign_in(site: Site) -> None:
    answer = site.browser().get("/contrats/%C3%A9t%C3%A9%0d%0a?%0d%0aan=%C3%A9")
    assert answer.status_code in {303, 403, 404}  # Starlette's site refuses such a number first
    assert answer.headers.get("location", "").isascii()


def test_what_depends_on_who_is_signed_in_is_kept_by_nobody(subscriber: Visitor) -> None:
    for path in ("/", "/factures", f"/contrats/{HELD}"):
        headers = subscriber.http.get(path).headers
        assert headers["cache-control"] == "no-store"
        assert "Cookie, Authorization" in headers["vary"]


def test_what_asks_nothing_is_left_as_it_is(subscriber: Visitor) -> None:
    answer = subscriber.http.get("/public")
    assert answer.text == "public"
    assert not {"vary", "cache-control", "set-cookie"} & set(answer.headers)


def test_a_bearer_token_is_taken_as_the_cookie_is(site: Site, subscriber: Visitor) -> None:
    app = site.browser()
    bearer = {"Authorization": f"Bearer {subscriber.http.cookies[SESSION]}"}
    assert app.get("/", headers=bearer).text == EMAIL
    assert app.post("/factures", headers=bearer).text == "payée"


def test_a_bearer_token_that_opens_nothing_is_answered_401(visitor: Visitor) -> None:
    answer = visitor.http.get("/factures", headers={"Authorization": "Bearer s.t"})
    assert (answer.status_code, answer.headers["www-authenticate"].lower()) == (401, "bearer")


def test_a_token_in_a_query_is_none(site: Site, subscriber: Visitor) -> None:
    token = subscriber.http.cookies[SESSION]
    stranger = site.browser()
    for name in ("access_token", "token", "session", SESSION):
        assert stranger.get(f"/?{name}={token}").text == "personne"


def test_a_cookie_of_another_instance_signs_nobody_in(site: Site, visitor: Visitor) -> None:
    other = Site(type(site.world)(), site.browser)
    visitor.http.cookies.set(SESSION, other.session())
    assert visitor.http.get("/").text == "personne"


def test_a_contract_is_shown_to_who_may_see_it_alone(subscriber: Visitor) -> None:
    held, *others = (
        subscriber.http.get(f"/contrats/{number}") for number in (HELD, FOREIGN, "9999999", "é")
    )
    assert held.text == "2026-03-02T09:00:00+00:00"
    assert [each.status_code for each in others] == [403, 403, 403]
    assert len({each.text for each in others}) == 1


def test_a_contract_is_shown_to_nobody_without_a_session(visitor: Visitor) -> None:
    answer = visitor.http.get(f"/contrats/{HELD}")
    location = f"{SIGN_IN}?de=/contrats/{HELD}"
    assert (answer.status_code, answer.headers["location"]) == (303, location)


def test_a_form_of_the_host_is_taken_with_its_field(subscriber: Visitor) -> None:
    assert subscriber.http.post("/factures", data={"csrf": field_of(subscriber)}).text == "payée"


def test_a_form_s_field_is_worth_nothing_in_another_browser(
    site: Site, subscriber: Visitor
) -> None:
    field = field_of(subscriber)
    subscriber.http.cookies.delete(CSRF)
    stranger = site.visitor()
    stranger.get("/connexion")
    subscriber.http.cookies.set(CSRF, stranger.http.cookies[CSRF])
    assert subscriber.http.post("/factures", data={"csrf": field}).status_code == 403


@pytest.mark.parametrize("fetch_site", ["cross-site", "same-site"])
def test_a_form_that_another_site_sends_is_refused(subscriber: Visitor, fetch_site: str) -> None:
    fields, headers = {"csrf": field_of(subscriber)}, {"Sec-Fetch-Site": fetch_site}
    assert subscriber.http.post("/factures", data=fields, headers=headers).status_code == 403


def test_a_form_without_its_field_is_refused(subscriber: Visitor) -> None:
    assert subscriber.http.post("/factures").status_code == 403
    assert subscriber.http.post("/factures", data={"csrf": "x"}).status_code == 403


def test_a_script_sends_the_field_as_a_header(subscriber: Visitor) -> None:
    headers = {"X-CSRF-Token": field_of(subscriber)}
    assert subscriber.http.post("/factures", json={}, headers=headers).text == "payée"
    assert subscriber.http.post("/factures", data={"a": "b"}, headers=headers).text == "payée"


def test_a_form_of_nobody_is_answered_401(visitor: Visitor) -> None:
    assert visitor.http.post("/factures", data={"csrf": visitor.token()}).status_code == 401


def test_a_browser_that_has_no_value_for_forms_is_given_one(subscriber: Visitor) -> None:
    subscriber.http.cookies.delete(CSRF)
    answer = subscriber.http.get("/factures")
    (given,) = [each for each in answer.headers.get_list("set-cookie") if CSRF in each]
    assert "no-store" in answer.headers["cache-control"]
    assert {"HttpOnly", "Path=/"} < set(given.split("; "))
    assert "samesite=lax" in given.lower()


def test_an_outage_is_answered_503(visitor: Visitor) -> None:
    answer = visitor.http.get("/panne")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "60")
