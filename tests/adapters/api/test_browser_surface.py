"""The surface of browsers: the cookies of the pages, and nothing that another site had sent."""

import pytest
from starlette.testclient import TestClient

from espaceclient.adapters.authentication import CookieSettings
from tests.adapters.api.world import (
    CREDENTIALS,
    Browser,
    api_of,
    become_subscriber,
    code,
)
from tests.adapters.web.visitor import Visitor
from tests.adapters.web.world import EMAIL, World

CLOSING = "/v1/browser/account/closing"


@pytest.fixture
def subscriber(browser: Browser, world: World) -> Browser:
    become_subscriber(browser, world)
    return browser


def test_the_tokens_are_in_cookies_and_in_no_body(subscriber: Browser) -> None:
    answer = subscriber.ask("POST", "session", CREDENTIALS)
    assert answer.content == b""
    session, known = answer.headers.get_list("set-cookie")
    assert session.startswith("__Host-espaceclient-session=")
    assert session.endswith("; HttpOnly; Path=/; SameSite=lax; Secure")
    assert known.startswith("__Host-espaceclient-browser=")


def test_what_changes_something_brings_the_token_against_forgery(subscriber: Browser) -> None:
    for headers in ({}, {"X-CSRF-Token": ""}, {"X-CSRF-Token": "A" * 43}):
        answer = subscriber.http.request("DELETE", "/v1/browser/session", headers=headers)
        assert (answer.status_code, code(answer)) == (403, "csrf_refused")
    assert subscriber.ask("GET", "session").status_code == 200


def test_two_tokens_against_forgery_are_none(subscriber: Browser) -> None:
    twice = [("X-CSRF-Token", subscriber.csrf())] * 2
    answer = subscriber.http.request("DELETE", "/v1/browser/session", headers=twice)
    assert code(answer) == "csrf_refused"


def test_the_token_of_another_browser_is_refused(subscriber: Browser, world: World) -> None:
    other = Browser(TestClient(api_of(world), base_url="https://localhost"))
    headers = {"X-CSRF-Token": other.csrf()}
    answer = subscriber.http.request("DELETE", "/v1/browser/session", headers=headers)
    assert code(answer) == "csrf_refused"


def test_a_browser_that_takes_no_cookies_is_told(browser: Browser) -> None:
    answer = browser.http.post("/v1/browser/session", json=CREDENTIALS)
    assert (answer.status_code, code(answer)) == (403, "cookie_missing")


def test_another_site_is_refused_whatever_it_knows(subscriber: Browser) -> None:
    for site in ("cross-site", "same-site", "", "SAME-ORIGIN", "\u00e9"):
        headers = [
            (b"X-CSRF-Token", subscriber.csrf().encode()),
            (b"Sec-Fetch-Site", site.encode()),
        ]
        answer = subscriber.http.request("DELETE", "/v1/browser/session", headers=headers)
        assert (answer.status_code, code(answer)) == (403, "csrf_refused")


def test_json_that_a_form_of_another_site_sends_is_refused(subscriber: Browser) -> None:
    body = b'{"current_password": "x", "ignored": "="}'
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data"):
        headers = {"content-type": kind}
        assert subscriber.http.post(CLOSING, content=body, headers=headers).status_code == 403
        with_token = {**headers, "X-CSRF-Token": subscriber.csrf()}
        assert subscriber.http.post(CLOSING, content=body, headers=with_token).status_code == 415


def test_the_token_in_a_body_or_in_the_query_does_not_count(subscriber: Browser) -> None:
    csrf = subscriber.csrf()
    in_body = subscriber.http.post(CLOSING, json={"current_password": "x", "csrf": csrf})
    in_query = subscriber.http.post(CLOSING, json={"current_password": "x"}, params={"csrf": csrf})
    assert {code(in_body), code(in_query)} == {"csrf_refused"}


def test_a_bearer_gets_nobody_round_the_token_against_forgery(subscriber: Browser) -> None:
    session = subscriber.http.cookies["__Host-espaceclient-session"]
    headers = {"Authorization": f"Bearer {session}"}
    answer = subscriber.http.request("DELETE", "/v1/browser/session", headers=headers)
    assert code(answer) == "csrf_refused"


def test_a_cookie_that_comes_twice_signs_nobody_in(subscriber: Browser) -> None:
    session = subscriber.http.cookies["__Host-espaceclient-session"]
    planted = f"__Host-espaceclient-session={session}; __Host-espaceclient-session=x"
    subscriber.http.cookies.clear()
    answer = subscriber.http.get("/v1/browser/session", headers={"Cookie": planted})
    assert answer.status_code == 401


def test_a_session_that_is_over_is_forgotten(subscriber: Browser, world: World) -> None:
    other = Browser(TestClient(api_of(world), base_url="https://localhost"))
    other.ask("POST", "session", CREDENTIALS)
    other.ask("DELETE", "other-devices")
    answer = subscriber.ask("GET", "session")
    assert (answer.status_code, code(answer)) == (401, "not_signed_in")
    assert answer.headers["www-authenticate"] == (
        'Cookie cookie-name="__Host-espaceclient-session"'
    )
    assert "__Host-espaceclient-session" not in subscriber.http.cookies


def test_a_device_is_called_by_its_browser(browser: Browser, world: World) -> None:
    browser.http.headers["user-agent"] = "Mozilla/5.0 (Windows NT 10.0) Gecko Firefox/140.0"
    become_subscriber(browser, world)
    (device,) = browser.ask("GET", "devices").json()["devices"]
    assert device["label"] == "Firefox sur Windows"


def test_no_other_origin_is_let_in(browser: Browser) -> None:
    asks = {"Origin": "https://autre.exemple", "Access-Control-Request-Method": "POST"}
    preflight = browser.http.options("/v1/browser/session", headers=asks)
    assert preflight.status_code == 405
    allowed = [name for name in preflight.headers if name.startswith("access-control")]
    assert allowed == []


def test_who_signs_in_on_a_page_is_signed_in_here_and_the_other_way_round(world: World) -> None:
    visitor = Visitor(world)
    visitor.become_subscriber()
    here = TestClient(
        api_of(world, CookieSettings(secure=False)),
        base_url="http://localhost",
        cookies=visitor.http.cookies,
    )
    assert here.get("/v1/browser/session").json()["email"] == EMAIL
    headers = {"X-CSRF-Token": visitor.token("/mot-de-passe-oublie")}
    assert here.delete("/v1/browser/session", headers=headers).status_code == 204
    assert visitor.get("/tableau-de-bord").headers["location"] == "/connexion"
