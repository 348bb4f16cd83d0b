"""Pages in two worlds are compared byte for byte, tokens aside."""

from collections.abc import Callable, Mapping

import pytest
from attrs import field, frozen

from espaceclient.testing import Page, assert_same_transcript, page, tokens_aside

HEADERS = {"Content-Type": "text/html", "Date": "now"}


@frozen
class Answer:
    status_code: int = 200
    headers: Mapping[str, str] = field(factory=HEADERS.copy)
    content: bytes = b"<p>Si votre compte existe...</p>"


def visit(site: Callable[[], Answer]) -> Page:
    return page(site())


def test_equal_pages_are_equal() -> None:
    assert_same_transcript(
        [visit, visit], Answer, lambda: Answer(headers={"date": "later", "content-type": "text/html"})
    )


def test_one_header_more_is_seen() -> None:
    def telling() -> Answer:
        return Answer(headers={"Content-Type": "text/html", "X-Known": "1"})

    with pytest.raises(AssertionError, match="act 1, visit, was seen as"):
        assert_same_transcript([visit], Answer, telling)


def test_one_space_more_is_seen() -> None:
    with pytest.raises(AssertionError):
        assert_same_transcript([visit], Answer, lambda: Answer(content=b"<p>Si votre compte  existe...</p>"))


def test_another_status_is_seen() -> None:
    with pytest.raises(AssertionError):
        assert_same_transcript([visit], Answer, lambda: Answer(status_code=303))


def test_an_exception_in_one_world_only_is_seen() -> None:
    def broken() -> Answer:
        raise OSError

    with pytest.raises(AssertionError, match="OSError"):
        assert_same_transcript([visit], Answer, broken)


def test_the_same_exception_in_both_worlds_is_no_difference() -> None:
    def broken() -> Answer:
        raise OSError

    assert_same_transcript([visit], broken, broken)


def test_the_hour_at_which_a_cookie_expires_is_set_aside() -> None:
    def leaving(second: int) -> Callable[[], Answer]:
        cookie = f'session=""; expires=Mon, 02 Mar 2026 09:00:{second:02} GMT; HttpOnly; Max-Age=0'
        return lambda: Answer(headers={"Set-Cookie": cookie})

    assert_same_transcript([visit], leaving(8), leaving(9))


def test_a_cookie_that_lives_longer_is_seen() -> None:
    def living(seconds: int) -> Callable[[], Answer]:
        cookie = f"session=1; expires=Mon, 02 Mar 2026 09:00:00 GMT; Max-Age={seconds}"
        return lambda: Answer(headers={"Set-Cookie": cookie})

    with pytest.raises(AssertionError, match="Max-Age"):
        assert_same_transcript([visit], living(60), living(61))


def test_tokens_are_set_aside() -> None:
    token = "Ab3" * 8 + "." + "Cd4_" * 10
    assert tokens_aside(f'<a href="/activation/{token}">') == '<a href="/activation/…">'


def test_words_are_not_taken_for_tokens() -> None:
    assert tokens_aside("un-compte-existe-deja-a-cette-adresse") == "un-compte-existe-deja-a-cette-adresse"
