"""Bodies that no client of ours sends: each has its status, and none is a defect."""

import asyncio
import json

import pytest
from httpx2 import Response
from starlette.requests import Request
from starlette.testclient import TestClient
from starlette.types import Message

from espaceclient.adapters.api.json_body import LARGEST_BODY, read_json
from espaceclient.adapters.api.refusals import Refusal, RefusedError
from tests.adapters.api.world import App, api_of, code, problems
from tests.adapters.web.world import World

JSON = "application/json"


@pytest.fixture(scope="module")
def app() -> App:
    """One for all: nothing that is refused here changes anything."""
    return App(TestClient(api_of(World()), base_url="https://localhost"))


def send(app: App, body: bytes, media_type: str | None = JSON) -> Response:
    headers = {} if media_type is None else {"content-type": media_type}
    return app.http.post("/v1/app/session", content=body, headers=headers)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b'{"email": "a", "email": "b"}',
        b'{"email": NaN}',
        b'{"email": "\xff"}',
        b'{"email": "\\ud800"}',
        b'{"\\udfff": "a"}',
        b'\xef\xbb\xbf{"email": "a"}',
        '{"email": "é"}'.encode("utf-16"),
        b'{"email": ' + b"9" * 5000 + b"}",
        b"[" * 16_000,
        b'{"a":' * 3_000 + b"1" + b"}" * 0,
        json.dumps({f"x{number}": "" for number in range(21)}).encode(),
        b"null" + b"\0",
    ],
    ids=lambda body: repr(body[:24]),
)
def test_what_is_no_json_is_malformed(app: App, body: bytes) -> None:
    answer = send(app, body)
    assert (answer.status_code, code(answer)) == (400, "malformed")


@pytest.mark.parametrize("body", [b"[]", b"null", b'"a"', b"1", b"true"])
def test_json_that_is_no_object_is_refused_with_its_name(app: App, body: bytes) -> None:
    answer = send(app, body)
    assert (answer.status_code, problems(answer)) == (422, ["body/not_object"])


@pytest.mark.parametrize("value", [1, 1.5, True, None, [], ["a"], {}, {"a": {"b": []}}])
def test_a_value_of_another_type_is_refused_with_its_field(app: App, value: object) -> None:
    answer = send(app, json.dumps({"email": value, "password": "x"}).encode())
    assert (answer.status_code, problems(answer)) == (422, ["email/not_text"])


def test_a_field_that_nobody_expects_is_refused(app: App) -> None:
    answer = app.ask("POST", "session", {"email": "a@exemple.fr", "password": "x", "admin": "1"})
    assert (answer.status_code, problems(answer)) == (422, ["admin/not_expected"])


def test_a_field_that_is_absent_counts_as_an_empty_one(app: App) -> None:
    answer = app.ask("POST", "session", {})
    assert problems(answer) == ["email/required", "password/required"]


@pytest.mark.parametrize("name", ["__proto__", "__class__", "constructor", "model_config"])
def test_names_that_mean_something_elsewhere_mean_nothing_here(app: App, name: str) -> None:
    assert problems(app.ask("POST", "session", {name: "x"})) == [f"{name}/not_expected"]


@pytest.mark.parametrize(
    "media_type",
    [None, "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "text/json"],
)
def test_another_media_type_is_not_read(app: App, media_type: str | None) -> None:
    answer = send(app, b'{"email": "a", "password": "b"}', media_type)
    assert (answer.status_code, code(answer)) == (415, "not_json")


def test_a_charset_beside_the_media_type_does_not_matter(app: App) -> None:
    assert send(app, b"{}", "Application/JSON; charset=utf-8").status_code == 422


def test_a_body_of_more_than_sixteen_kibibytes_is_too_large(app: App) -> None:
    longest = json.dumps({"email": "a" * (LARGEST_BODY - 13)}).encode()
    assert len(longest) == LARGEST_BODY
    assert problems(send(app, longest))[0] == "email/too_long"
    answer = send(app, longest + b" ")
    assert (answer.status_code, code(answer)) == (413, "too_large")


def test_a_body_that_does_not_come_is_given_up() -> None:
    async def receive() -> Message:
        await asyncio.Event().wait()
        raise AssertionError

    async def read() -> None:
        scope = {
            "type": "http",
            "method": "POST",
            "headers": [(b"content-type", b"application/json")],
        }
        await read_json(Request(scope, receive), patience=0.01)

    with pytest.raises(RefusedError) as refused:
        asyncio.run(read())
    assert refused.value.refused.refusal is Refusal.TOO_SLOW


def test_who_hangs_up_is_answered_by_nothing_but_a_refusal() -> None:
    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def read() -> None:
        scope = {
            "type": "http",
            "method": "POST",
            "headers": [(b"content-type", b"application/json")],
        }
        await read_json(Request(scope, receive))

    with pytest.raises(RefusedError) as refused:
        asyncio.run(read())
    assert refused.value.refused.refusal is Refusal.MALFORMED
