"""The service of breached passwords: what it is asked, and what is no answer."""

import re

import pytest

from espaceclient.adapters.breached_passwords import BreachedPasswordsService
from espaceclient.adapters.breached_passwords.range_service import LARGEST_ANSWER
from espaceclient.ports.errors import BreachedPasswordsUnavailable
from espaceclient.values import PasswordAttempt
from tests.adapters.breached_passwords.service import listing, running, sha1
from tests.adapters.subscribers_http import billing

LISTED = PasswordAttempt("Aa1!aaaa")


class Seconds:
    """A monotonic clock that a test sets."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_five_digits_of_the_hash_are_sent_and_padding_is_asked_for() -> None:
    with running(listing(["Aa1!aaaa"])) as service:
        with BreachedPasswordsService(service.base_url + "/") as breached:
            assert breached.contains(LISTED)
        [question] = service.questions
    whole = sha1("Aa1!aaaa")
    assert question.path == f"/api/range/{whole[:5]}"
    assert question.headers["Add-Padding"] == "true"
    assert (whole[5:] in question.text.upper(), "Aa1!aaaa" in question.text) == (False, False)


def test_what_was_seen_no_time_is_padding() -> None:
    rest = sha1("Aa1!aaaa")[5:].encode()
    with (
        running(lambda _prefix: (200, rest + b":0")) as service,
        BreachedPasswordsService(service.base_url) as breached,
    ):
        assert not breached.contains(LISTED)


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (404, b""),
        (429, b""),
        (503, b"F" * 35 + b":1"),
        (200, b""),
        (200, b"<html>"),
        (200, b"F" * 40 + b":1"),
        (200, b"F" * 35 + b":1\r\n<"),
        (200, b"F" * 35),
        (200, (b"F" * 35 + b":1\r\n") * (LARGEST_ANSWER // 39 + 2)),
    ],
    ids=["404", "429", "503", "empty", "a page", "whole hashes", "cut", "uncounted", "too long"],
)
def test_any_other_answer_is_none(status: int, body: bytes) -> None:
    with (
        running(lambda _prefix: (status, body)) as service,
        BreachedPasswordsService(service.base_url) as breached,
        pytest.raises(BreachedPasswordsUnavailable, match="gave no answer: "),
    ):
        breached.contains(LISTED)


def test_after_silence_the_service_is_left_alone_for_a_while() -> None:
    clock = Seconds()
    statuses = [503, 200, 200]
    with (
        running(lambda _prefix: (statuses.pop(0), b"F" * 35 + b":1")) as service,
        BreachedPasswordsService(service.base_url, pause=30, clock=clock) as breached,
    ):
        with pytest.raises(BreachedPasswordsUnavailable):
            breached.contains(LISTED)
        clock.now += 29.9
        with pytest.raises(BreachedPasswordsUnavailable, match="is left alone"):
            breached.contains(LISTED)
        assert len(service.questions) == 1
        clock.now += 0.1
        assert not breached.contains(LISTED)
        assert not breached.contains(LISTED)
        assert len(service.questions) == 3


def test_an_answer_that_drips_in_is_given_up() -> None:
    with (
        billing.saying([b"HTTP/1.1 200 OK\r\n"] + [b"x"] * 100, pause=0.05) as base_url,
        BreachedPasswordsService(base_url, patience=0.3) as breached,
        pytest.raises(BreachedPasswordsUnavailable, match="TimeoutError"),
    ):
        breached.contains(LISTED)


def test_what_is_closed_gives_no_answer() -> None:
    breached = BreachedPasswordsService("http://127.0.0.1:1")
    breached.close()
    with pytest.raises(BreachedPasswordsUnavailable):
        breached.contains(LISTED)


@pytest.mark.parametrize("url", ["http://exemple.fr", "exemple.fr", "https://a:b@exemple.fr"])
def test_the_service_is_asked_over_https_alone(url: str) -> None:
    with pytest.raises(ValueError, match=re.escape("must ")):
        BreachedPasswordsService(url)
