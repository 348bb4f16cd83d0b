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


def test_tokens_are_set_aside() -> None:
    token = "Ab3" * 8 + "." + "Cd4_" * 10
    assert tokens_aside(f'<a href="/activation/{token}">') == '<a href="/activation/…">'


def test_words_are_not_taken_for_tokens() -> None:
    assert tokens_aside("un-compte-existe-deja-a-cette-adresse") == "un-compte-existe-deja-a-cette-adresse"
