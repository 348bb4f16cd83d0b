"""The API as an application: what it does not know, what breaks, and what every answer has."""

from collections.abc import Callable
from typing import NoReturn

from fastapi import FastAPI
from starlette.testclient import TestClient

from espaceclient.adapters.api import create_api, create_api_app
from espaceclient.testing.doubles import intercept
from tests.adapters.api.world import CREDENTIALS, App, code
from tests.adapters.web.world import FRENCH, World


def test_a_path_that_is_not_there_is_not_found(app: App) -> None:
    for path in ("/", "/v1", "/v2/app/session", "/v1/app/session/", "/v1/admin"):
        answer = app.http.get(path)
        assert (answer.status_code, code(answer)) == (404, "not_found")


def test_another_method_is_answered_by_those_that_there_are(app: App) -> None:
    for method in ("PUT", "PATCH", "HEAD", "OPTIONS", "TRACE"):
        answer = app.http.request(method, "/v1/app/session")
        assert answer.status_code == 405
        assert answer.headers["allow"] == "GET, POST, DELETE"


def test_every_answer_has_its_security_headers(app: App) -> None:
    answers = [
        app.http.get("/v1/communes"),
        app.ask("POST", "session", CREDENTIALS),
        app.ask("GET", "session"),
        app.http.get("/nowhere"),
        app.http.put("/v1/communes"),
    ]
    for answer in answers:
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["content-security-policy"] == (
            "default-src 'none'; frame-ancestors 'none'"
        )


def test_a_defect_is_answered_by_a_problem_that_tells_nothing(world: World) -> None:
    world.storage = intercept(world.storage, "storage", _breaks)
    world.rebuild()
    api = create_api_app(world.client, wording=FRENCH, tokens=world.tokens)
    http = TestClient(api, raise_server_exceptions=False)
    answer = http.post("/v1/app/session", json=CREDENTIALS)
    assert (answer.status_code, code(answer)) == (500, "broken")
    assert "secret" not in answer.text
    assert answer.headers["cache-control"] == "no-store"


def _breaks(_name: str, _call: Callable[[], object]) -> NoReturn:
    raise RuntimeError("a secret of the host")


def test_there_are_no_pages_that_load_scripts_from_elsewhere(app: App) -> None:
    assert app.http.get("/docs").status_code == app.http.get("/redoc").status_code == 404


def test_a_host_includes_the_router_under_any_prefix(world: World) -> None:
    host = FastAPI()
    router = create_api(world.client, wording=FRENCH, tokens=world.tokens)
    host.include_router(router, prefix="/eau/api")
    http = TestClient(host, base_url="https://localhost")
    answer = http.post("/eau/api/v1/app/session", json={**CREDENTIALS, "x": 1})
    assert (answer.status_code, code(answer)) == (422, "invalid")
    paths = host.openapi()["paths"]
    assert paths["/eau/api/v1/app/session"]["post"]["operationId"] == "app_sign_in"
