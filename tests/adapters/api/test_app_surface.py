"""The surface of apps: a bearer token in its header, and nowhere else."""

import pytest

from tests.adapters.api.world import CREDENTIALS, App, Browser, become_subscriber, code, problems
from tests.adapters.web.world import World


@pytest.fixture
def session(app: App, world: World) -> str:
    become_subscriber(app, world)
    return app.tokens.pop("session")


def test_without_a_token_the_scheme_is_named(app: App) -> None:
    answer = app.ask("GET", "session")
    assert (answer.status_code, code(answer)) == (401, "not_signed_in")
    assert answer.headers["www-authenticate"] == "Bearer"


def test_a_header_that_is_not_the_right_one_signs_nobody_in(app: App, session: str) -> None:
    for value in (
        "{}",
        "Bearer",
        "Bearer {}x",
        "Basic {}",
        "Bearer {} {}",
        "Token {}",
        "Bearer\t{}",
    ):
        headers = {"Authorization": value.replace("{}", session)}
        assert app.http.get("/v1/app/session", headers=headers).status_code == 401


def test_two_headers_sign_nobody_in(app: App, session: str) -> None:
    twice = [("Authorization", f"Bearer {session}")] * 2
    assert app.http.get("/v1/app/session", headers=twice).status_code == 401


def test_a_token_in_the_query_or_in_a_body_signs_nobody_in(app: App, session: str) -> None:
    for name in ("access_token", "token", "session", "bearer"):
        assert app.http.get("/v1/app/session", params={name: session}).status_code == 401
    body = {"current_password": "x", "access_token": session}
    assert app.http.post("/v1/app/account/closing", json=body).status_code == 401


def test_a_cookie_signs_nobody_in(app: App, session: str) -> None:
    cookie = {"Cookie": f"__Host-espaceclient-session={session}"}
    assert app.http.get("/v1/app/session", headers=cookie).status_code == 401


def test_no_cookie_is_ever_set(app: App, world: World) -> None:
    become_subscriber(app, world)
    answer = app.ask("POST", "session", CREDENTIALS)
    assert "set-cookie" not in answer.headers
    assert not app.http.cookies


def test_of_a_cookie_and_a_bearer_each_surface_takes_its_own(
    app: App, browser: Browser, world: World
) -> None:
    become_subscriber(app, world)
    both = {"Authorization": f"Bearer {app.tokens['session']}", "Cookie": "x=y"}
    assert app.http.get("/v1/app/session", headers=both).status_code == 200
    assert browser.http.get("/v1/browser/session", headers=both).status_code == 401


def test_no_token_stands_in_an_address(app: App) -> None:
    paths = app.http.get("/v1/openapi.json").json()["paths"]
    named = {part for path in paths for part in path.split("/") if part.startswith("{")}
    assert named == {"{contract}", "{reference}"}


def test_a_device_is_called_by_one_line(app: App) -> None:
    for label in ("", "x" * 81, "deux\nlignes"):
        answer = app.ask("POST", "session", {**CREDENTIALS, "label": label})
        assert problems(answer) == ["label/not_one_line"]


def test_the_device_is_called_as_it_says(app: App, world: World) -> None:
    become_subscriber(app, world)
    app.ask("POST", "session", {**CREDENTIALS, "label": "Téléphone"})
    assert app.ask("GET", "devices").json()["devices"][0]["label"] == "Téléphone"


def test_no_header_makes_another_method_of_a_request(app: App, world: World) -> None:
    become_subscriber(app, world)
    bearer = {"Authorization": f"Bearer {app.tokens['session']}"}
    for name in ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override", "_method"):
        override = {name: "DELETE"}
        app.http.get("/v1/app/session", headers=override | bearer, params=override)
        assert app.ask("GET", "session").status_code == 200


def test_whatever_asks_for_a_session_is_refused_without_one_that_lasts(
    app: App, session: str
) -> None:
    app.http.delete("/v1/app/session", headers={"Authorization": f"Bearer {session}"})
    asking = [
        (method, path.replace("{contract}", "x").replace("{reference}", "x"), described)
        for path, operations in app.http.get("/v1/openapi.json").json()["paths"].items()
        for method, described in operations.items()
        if described.get("security") == [{"app_session": []}]
    ]
    assert len(asking) == 13
    for token in ("", session, "A" * 22 + "." + "B" * 43):
        for method, path, described in asking:
            content = described.get("requestBody", {}).get("content", {})
            body = content.get("application/json", {}).get("example")
            headers = {"Authorization": f"Bearer {token}"} if token else {}
            answer = app.http.request(method, path, json=body, headers=headers)
            assert (answer.status_code, code(answer)) == (401, "not_signed_in"), path
