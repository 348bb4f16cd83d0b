"""What a host does with somebody who would find out who has an account, or use an old session.

Each answer is found by doing it, over the host's own interface. The standard library alone: each
peer runs this in an environment of its own.
"""

import statistics
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from time import perf_counter
from typing import Any, Protocol

from tests.benchmarks.peers.calling import Browser
from tests.benchmarks.peers.driving import Journey, Visitor

ROUNDS = 9
WRONG = "Rien-de-juste-1"
GUESSES = 30
SHORTEST_TOKEN = 20
"""Addresses are as long."""


class Visit(Journey, Protocol):
    browser: Browser
    visitor: Visitor


Begin = Callable[[Visitor], Visit]
_numbers = count(1_000_000)


def questions(begin: Begin) -> dict[str, object]:
    """Return what was found, by question."""
    return {
        "sign-up: known address answered as a new one": sign_up_tells_nothing(begin),
        "sign-up: time for a known address, of that for a new one": ratio(
            begin, lambda visit: visit.sign_up()
        ),
        "forgotten: known address answered as an unknown one": same(
            begin, lambda visit: visit.forgotten()
        ),
        "forgotten: time for a known address, of that for an unknown one": ratio(
            begin, lambda visit: visit.forgotten()
        ),
        "sign-in: wrong password answered as an unknown address": same(
            begin, lambda visit: visit.sign_in(), WRONG
        ),
        "sign-in: time for a wrong password, of that for an unknown address": ratio(
            begin, lambda visit: visit.sign_in(), WRONG
        ),
        f"sign-in: right password refused after {GUESSES} wrong ones": guesses_are_limited(begin),
        "session: ended by sign-out, for a copy of it": ended_by(
            begin, lambda first, _: first.sign_out()
        ),
        "session: another one ended by a change of password": ended_by(
            begin, lambda _, other: other.change_password()
        ),
        "session: another one ended by a reset": ended_by(begin, lambda _, other: reset(other)),
    }


def new(begin: Begin, password: str | None = None) -> Visit:
    number = next(_numbers)
    return begin(Visitor(number, password) if password else Visitor(number))


def member(begin: Begin) -> Visit:
    visit = new(begin)
    visit.sign_up()
    visit.activate()
    return visit


def again(begin: Begin, member: Visit, password: str | None = None) -> Visit:
    """Return another browser of somebody, at another address."""
    number = member.visitor.number
    visit = begin(Visitor(number, password) if password else Visitor(number))
    visit.browser.address = Visitor(next(_numbers)).address
    return visit


def told(visit: Visit, act: Callable[[Visit], None]) -> object:
    """Return the status and the shape of what is answered, agreed to or not."""
    with suppress(AssertionError):
        act(visit)
    answer = visit.browser.answer
    assert answer
    kind = dict(answer.headers).get("content-type", dict(answer.headers).get("Content-Type", ""))
    return answer.status, shape(answer.json) if "json" in kind and answer.body else None


def shape(content: Any) -> Any:
    """Return JSON without what is each visitor's own: codes and sentences stay."""
    match content:
        case dict():
            return {name: shape(value) for name, value in sorted(content.items())}
        case list():
            return [shape(each) for each in content]
        case str() if " " in content or len(content) < SHORTEST_TOKEN:
            return content
        case _:
            return type(content).__name__


def sign_up_tells_nothing(begin: Begin) -> bool:
    known = again(begin, member(begin))
    return told(known, lambda visit: visit.sign_up()) == told(
        new(begin), lambda visit: visit.sign_up()
    )


def same(begin: Begin, act: Callable[[Visit], None], password: str | None = None) -> bool:
    return told(again(begin, member(begin), password), act) == told(new(begin, password), act)


def ratio(begin: Begin, act: Callable[[Visit], None], password: str | None = None) -> float:
    """Return the median of the ratios of two that ask one after the other, in turns."""
    found = []
    for _ in range(ROUNDS):
        known, unknown = again(begin, member(begin), password), new(begin, password)
        found.append(seconds(known, act) / seconds(unknown, act))
    return round(statistics.median(found), 2)


def seconds(visit: Visit, act: Callable[[Visit], None]) -> float:
    began = perf_counter()
    with suppress(AssertionError):
        act(visit)
    return perf_counter() - began


def guesses_are_limited(begin: Begin) -> bool:
    """Guess at one account, each time from another address."""
    known = member(begin)
    for _ in range(GUESSES):
        told(again(begin, known, WRONG), lambda visit: visit.sign_in())
    try:
        again(begin, known).sign_in()
    except AssertionError:
        return True
    return False


def ended_by(begin: Begin, act: Callable[[Visit, Visit], None]) -> bool:
    """Tell whether a copy of the first session is refused after ``act(first, another)``."""
    first = member(begin)
    first.sign_in()
    other = again(begin, first)
    other.sign_in()
    copy = again(begin, first)
    copy.browser.headers, copy.browser.cookies = (
        dict(first.browser.headers),
        dict(first.browser.cookies),
    )
    copy.who_am_i()
    act(first, other)
    try:
        copy.who_am_i()
    except AssertionError:
        return True
    return False


def reset(visit: Visit) -> None:
    visit.browser.headers, visit.browser.cookies = {}, {}
    visit.forgotten()
    visit.reset()
