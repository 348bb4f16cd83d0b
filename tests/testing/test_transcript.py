"""Pages in two worlds are compared byte for byte, tokens aside."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import httpx
import pytest
from attrs import field, frozen
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient

from espaceclient.adapters.system import SystemTokens
from espaceclient.ports.errors import StorageUnavailable
from espaceclient.ports.keys import Key, LinkKeys
from espaceclient.testing import (
    LawBroken,
    Page,
    WorldPorts,
    assert_same_transcript,
    expect_worlds_alike,
    page,
    tokens_aside,
)

HEADERS = {"Content-Type": "text/html", "Date": "now"}


@frozen
class Answer:
    status_code: int = 200
    headers: Mapping[str, str] = field(factory=HEADERS.copy)
    content: bytes = b"<p>Si votre compte existe...</p>"


def visit(site: Callable[[], Answer]) -> Page:
    return page(site())


def with_cookies(*cookies: str) -> Callable[[], Answer]:
    return lambda: Answer(headers=httpx.Headers([("Set-Cookie", cookie) for cookie in cookies]))


def raising(error: Exception) -> Callable[[], Answer]:
    def site() -> Answer:
        raise error

    return site


def test_equal_pages_are_equal() -> None:
    assert_same_transcript(
        [visit, visit], Answer, lambda: Answer(headers={"content-type": "text/html"})
    )


def test_one_header_more_is_seen() -> None:
    def telling() -> Answer:
        return Answer(headers={"Content-Type": "text/html", "X-Known": "1"})

    with pytest.raises(
        AssertionError, match=r"act 1, visit, was seen as .+ in one world and as .+x-known"
    ):
        assert_same_transcript([visit], Answer, telling)


def test_one_space_more_is_seen() -> None:
    with pytest.raises(AssertionError):
        assert_same_transcript(
            [visit], Answer, lambda: Answer(content=b"<p>Si votre compte  existe...</p>")
        )


def test_another_status_is_seen() -> None:
    with pytest.raises(AssertionError):
        assert_same_transcript([visit], Answer, lambda: Answer(status_code=303))


def test_of_two_long_pages_the_place_is_told_where_they_part() -> None:
    with pytest.raises(AssertionError) as told:
        assert_same_transcript(
            [visit],
            lambda: Answer(content=b"x" * 9000 + b"un"),
            lambda: Answer(content=b"x" * 9000 + b"deux"),
        )
    assert str(told.value).partition("\n")[0] == (
        f"act 1, visit, was seen as …{'x' * 40}un') in one world "
        f"and as …{'x' * 40}deux') in the other"
    )


def test_headers_in_another_order_are_seen() -> None:
    with pytest.raises(AssertionError):
        assert_same_transcript([visit], with_cookies("a=1", "b=2"), with_cookies("b=2", "a=1"))


def test_a_header_that_comes_twice_is_not_one_that_holds_both() -> None:
    with pytest.raises(AssertionError):
        assert_same_transcript([visit], with_cookies("a=1", "b=2"), with_cookies("a=1, b=2"))


def test_the_answers_of_httpx_and_of_starlette_are_pages() -> None:
    def two_cookies(_request: Request) -> Response:
        response = Response("Bonjour", media_type="text/plain")
        response.set_cookie("a", "1")
        response.set_cookie("b", "2")
        return response

    def wsgi(
        _environ: object, start_response: Callable[[str, list[tuple[str, str]]], object]
    ) -> list[bytes]:
        cookies = [("Set-Cookie", f"{name}; Path=/; SameSite=lax") for name in ("a=1", "b=2")]
        start_response(
            "200 OK",
            [("Content-Length", "7"), ("Content-Type", "text/plain; charset=utf-8"), *cookies],
        )
        return [b"Bonjour"]

    with httpx.Client(transport=httpx.WSGITransport(wsgi)) as by_httpx:
        of_httpx = page(by_httpx.get("https://exemple.fr/"))
    of_starlette = page(TestClient(Starlette(routes=[Route("/", two_cookies)])).get("/"))
    assert (
        of_httpx
        == of_starlette
        == Page(
            200,
            (
                ("content-length", "7"),
                ("content-type", "text/plain; charset=utf-8"),
                ("set-cookie", "a=1; Path=/; SameSite=lax"),
                ("set-cookie", "b=2; Path=/; SameSite=lax"),
            ),
            "Bonjour",
        )
    )


def test_a_port_out_of_reach_in_one_world_only_is_seen() -> None:
    with pytest.raises(AssertionError, match="StorageUnavailable"):
        assert_same_transcript([visit], Answer, raising(StorageUnavailable()))


def test_a_port_out_of_reach_in_both_worlds_is_no_difference() -> None:
    assert_same_transcript([visit], raising(StorageUnavailable()), raising(StorageUnavailable()))


def test_an_act_that_is_wrong_in_both_worlds_is_not_passed_over() -> None:
    with pytest.raises(AttributeError):
        assert_same_transcript([visit], raising(AttributeError()), raising(AttributeError()))


def test_what_an_act_may_raise_is_seen_of_it() -> None:
    assert_same_transcript([visit], raising(OSError()), raising(OSError()), may_raise=(OSError,))
    with pytest.raises(AssertionError, match="OSError"):
        assert_same_transcript([visit], Answer, raising(OSError()), may_raise=(OSError,))


def test_an_act_that_returns_nothing_is_wrong() -> None:
    def blind(site: Callable[[], Answer]) -> None:
        site()

    with pytest.raises(
        TypeError, match="blind returned nothing: an act returns what is seen of it"
    ):
        assert_same_transcript([blind], Answer, Answer)


def test_a_wrong_act_is_found_also_in_random_histories() -> None:
    def wrong(ports: WorldPorts) -> str:
        return ports.client().answer_to_all_questions()  # type: ignore[attr-defined, no-any-return] # there is none

    with pytest.raises(LawBroken, match=r"AttributeError was raised: .+answer_to_all_questions"):
        expect_worlds_alike(lambda ports: ports, st.just(wrong), histories=1)


def test_visitors_are_let_out_again() -> None:
    visitors: list[str] = []

    @contextmanager
    def visitor(_ports: WorldPorts) -> Iterator[list[str]]:
        visitors.append("came")
        yield visitors
        visitors.append("left")

    expect_worlds_alike(visitor, st.just(lambda present: present[-1]), histories=1)
    assert visitors[:4] == ["came", "came", "left", "left"]


def test_the_hour_at_which_a_cookie_expires_is_set_aside() -> None:
    def leaving(second: int) -> Callable[[], Answer]:
        return with_cookies(
            f'session=""; expires=Mon, 02 Mar 2026 09:00:{second:02} GMT; HttpOnly; Max-Age=0'
        )

    assert_same_transcript([visit], leaving(8), leaving(9))


def test_a_cookie_that_lives_longer_is_seen() -> None:
    def living(seconds: int) -> Callable[[], Answer]:
        return with_cookies(f"session=1; expires=Mon, 02 Mar 2026 09:00:00 GMT; Max-Age={seconds}")

    with pytest.raises(AssertionError, match="Max-Age"):
        assert_same_transcript([visit], living(60), living(61))


@pytest.mark.parametrize(
    "token",
    [
        "Ab3" * 8 + "." + "Cd4_" * 10,
        "x0CqTTxF5i-hyLFcLxKGLQ",
        "__AbCd-EfGhIjKl0mNoP9-",
        "550e8400-e29b-41d4-a716-446655440000",
    ],
)
def test_tokens_are_set_aside(token: str) -> None:
    assert tokens_aside(f'<a href="/activation/{token}">') == '<a href="/activation/…">'


@pytest.mark.parametrize(
    "words",
    [
        "un-compte-existe-deja-a-cette-adresse",
        "Compte-existant-depuis-2026",
        "compte_existant_a_cette_adresse",
        "contrat-00000042-de-la-commune",
        "a-short-id-x0CqTTxF5i",
    ],
)
def test_words_are_not_taken_for_tokens(words: str) -> None:
    assert tokens_aside(words) == words


def test_no_token_is_taken_for_words() -> None:
    tokens = SystemTokens(links=LinkKeys.of(Key("key", b"k" * 32)))
    assert {tokens_aside(tokens.new_id()) for _ in range(10_000)} == {"…"}
