import asyncio
from collections.abc import Iterator
from urllib.parse import quote

import anyio
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Message

from espaceclient.adapters.web.forms import read_form
from tests.adapters.web.visitor import FORM, Visitor, shown
from tests.adapters.web.world import World

URLENCODED = {"content-type": "application/x-www-form-urlencoded"}


def test_a_body_of_16_kib_is_read(visitor: Visitor) -> None:
    answer = visitor.http.post(
        "/connexion", content=b"a=" + b"x" * (16 * 1024 - 2), headers=URLENCODED
    )
    assert answer.status_code == 403


def test_a_larger_body_is_not(visitor: Visitor) -> None:
    answer = visitor.http.post(
        "/connexion", content=b"a=" + b"x" * (16 * 1024 - 1), headers=URLENCODED
    )
    assert answer.status_code == 413
    assert "trop long" in shown(answer)


def test_a_body_in_chunks_is_bounded_too(visitor: Visitor) -> None:
    def chunks() -> Iterator[bytes]:
        for _ in range(17):
            yield b"x" * 1024

    answer = visitor.http.post("/connexion", content=chunks(), headers=URLENCODED)
    assert answer.status_code == 413


@pytest.mark.parametrize(
    "body",
    [
        b"a=%FF",
        b"\xff\xfe",
        b"email=a&email=b",
        b"&".join(b"f%d=1" % number for number in range(21)),
    ],
    ids=["not_utf8", "not_ascii", "a_field_twice", "too_many_fields"],
)
def test_a_malformed_form_is_refused(visitor: Visitor, body: bytes) -> None:
    assert visitor.http.post("/connexion", content=body, headers=URLENCODED).status_code == 400


@pytest.mark.parametrize(
    "media_type", ["", "application/json", "text/plain", "multipart/form-data; boundary=x"]
)
def test_anything_but_a_url_encoded_form_is_refused(visitor: Visitor, media_type: str) -> None:
    answer = visitor.http.post(
        "/connexion", content=b'{"email": "a"}', headers={"content-type": media_type}
    )
    assert answer.status_code == 400


def test_an_uploaded_file_is_refused(visitor: Visitor) -> None:
    assert visitor.http.post(FORM, files={"email": ("a.txt", b"x")}).status_code == 400


@pytest.mark.parametrize("character", ["\x00", "\r\n", "\u202e", "\U0001f4a7", "\ufffe"])
def test_any_character_may_come_in_any_field(visitor: Visitor, character: str) -> None:
    typed = dict.fromkeys(
        ("email", "password", "confirmation", "contract_number", "meter_number"), character * 9
    )
    assert visitor.submit(FORM, typed).status_code == 422
    assert visitor.submit("/connexion", typed).status_code == 422


def test_a_form_whose_sender_went_away_is_read_no_further() -> None:
    async def gone() -> Message:
        return {"type": "http.disconnect"}

    headers = [(b"content-type", b"application/x-www-form-urlencoded")]
    request = Request({"type": "http", "method": "POST", "headers": headers}, gone)
    with pytest.raises(HTTPException) as refused:
        asyncio.run(read_form(request))
    assert refused.value.status_code == 400


def test_a_form_that_does_not_come_to_its_end_is_given_up() -> None:
    sent = [{"type": "http.request", "body": b"email=", "more_body": True}]

    async def stuck() -> Message:
        if not sent:
            await anyio.sleep_forever()
        return sent.pop()

    headers = [(b"content-type", b"application/x-www-form-urlencoded")]
    request = Request({"type": "http", "method": "POST", "headers": headers}, stuck)
    with pytest.raises(HTTPException) as refused:
        asyncio.run(read_form(request, patience=0))
    assert (refused.value.status_code, refused.value.headers) == (408, {"Connection": "close"})


NAMES = [
    "email",
    "password",
    "confirmation",
    "current_password",
    "contract_number",
    "meter_number",
    "commune",
]


@settings(max_examples=30, deadline=None)
@given(
    path=st.sampled_from(
        [FORM, "/connexion", "/mot-de-passe-oublie", "/mot-de-passe", "/deconnexion"]
    ),
    fields=st.dictionaries(st.sampled_from(NAMES), st.text(max_size=300)),
)
def test_whatever_is_typed_gets_an_answer(path: str, fields: dict[str, str]) -> None:
    visitor = Visitor(World())
    answer = visitor.post(path, {**fields, "csrf": visitor.token()})
    assert answer.status_code in {303, 413, 422}


@settings(max_examples=30, deadline=None)
@given(path=st.sampled_from([FORM, "/connexion"]), body=st.binary(max_size=200))
def test_whatever_is_sent_gets_an_answer(path: str, body: bytes) -> None:
    answer = Visitor(World()).http.post(path, content=body, headers=URLENCODED)
    assert answer.status_code in {400, 403}


@settings(max_examples=30, deadline=None)
@given(
    page=st.sampled_from(["activation", "nouveau-mot-de-passe"]),
    token=st.text(min_size=1, max_size=200),
)
def test_whatever_token_a_link_has_gets_an_answer(page: str, token: str) -> None:
    answer = Visitor(World()).get(f"/{page}/{quote(token, safe='')}")
    assert answer.status_code in {404, 410}


@settings(max_examples=30, deadline=None)
@given(query=st.text(max_size=60), cookie=st.text(st.characters(codec="latin-1"), max_size=60))
def test_whatever_a_query_and_cookies_hold_gets_an_answer(query: str, cookie: str) -> None:
    header = (
        f"espaceclient-session={cookie}; espaceclient-csrf={cookie}; espaceclient-notice={cookie}"
    )
    visitor = Visitor(World())
    for path in ("/", "/ouverture/formulaire", "/tableau-de-bord"):
        answer = visitor.http.get(
            f"{path}?commune={quote(query)}", headers={b"cookie": header.encode("latin-1")}
        )
        assert answer.status_code in {200, 303, 422}
