from collections.abc import Iterator

import pytest

from tests.adapters.web.visitor import FORM, Visitor, shown

URLENCODED = {"content-type": "application/x-www-form-urlencoded"}


def test_a_body_of_16_kib_is_read(visitor: Visitor) -> None:
    answer = visitor.http.post("/connexion", content=b"a=" + b"x" * (16 * 1024 - 2), headers=URLENCODED)
    assert answer.status_code == 403


def test_a_larger_body_is_not(visitor: Visitor) -> None:
    answer = visitor.http.post("/connexion", content=b"a=" + b"x" * (16 * 1024 - 1), headers=URLENCODED)
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


@pytest.mark.parametrize("media_type", ["", "application/json", "text/plain", "multipart/form-data; boundary=x"])
def test_anything_but_a_url_encoded_form_is_refused(visitor: Visitor, media_type: str) -> None:
    answer = visitor.http.post("/connexion", content=b'{"email": "a"}', headers={"content-type": media_type})
    assert answer.status_code == 400


def test_an_uploaded_file_is_refused(visitor: Visitor) -> None:
    assert visitor.http.post(FORM, files={"email": ("a.txt", b"x")}).status_code == 400


@pytest.mark.parametrize("character", ["\x00", "\r\n", "\u202e", "\U0001f4a7", "\ufffe"])
def test_any_character_may_come_in_any_field(visitor: Visitor, character: str) -> None:
    typed = dict.fromkeys(("email", "password", "confirmation", "contract_number", "meter_number"), character * 9)
    assert visitor.submit(FORM, typed).status_code == 422
    assert visitor.submit("/connexion", typed).status_code == 422
