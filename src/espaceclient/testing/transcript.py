"""Two worlds, the same acts: what is seen must be the same, call by call or page by page."""

from collections.abc import Callable, Sequence
from itertools import takewhile
from operator import eq
from typing import TypeVar

from espaceclient.ports.errors import PortError

W = TypeVar("W")
MayRaise = tuple[type[Exception], ...]

_BEFORE, _AFTER = 40, 60
"""Characters shown around the place where two things part."""


def assert_same_transcript(
    acts: Sequence[Callable[[W], object]], here: W, there: W, *, may_raise: MayRaise = ()
) -> None:
    """Do each act in both worlds: what it returns must be equal, else ``AssertionError`` tells
    where it parts.

    An act returns what can be seen of it, such as a ``page``. Of a ``PortError``, or of what
    ``may_raise`` names, the class is seen. Whatever else an act raises is an error in it, and comes
    out.
    """
    answers: MayRaise = (PortError, *may_raise)
    for number, act in enumerate(acts, start=1):
        _compare(
            f"act {number}, {name_of(act)},", _seen(act, here, answers), _seen(act, there, answers)
        )


def _compare(act: str, here: object, there: object) -> None:
    if here == there:
        return
    shown_here, shown_there = _where_they_part(repr(here), repr(there))
    told = f"{act} was seen as {shown_here} in one world and as {shown_there} in the other"
    assert here == there, told  # noqa: S101 - pytest shows what differs
    raise AssertionError(told)  # where python -O leaves the line above out


def shown_by(act: Callable[[W], object], world: W) -> object:
    """Do an act; one that returns nothing would be equal in any two worlds."""
    shown = act(world)
    if shown is None:
        raise TypeError(f"{name_of(act)} returned nothing: an act returns what is seen of it")
    return shown


def name_of(act: object) -> str:
    return getattr(act, "__name__", None) or repr(act)


def _seen(act: Callable[[W], object], world: W, answers: MayRaise) -> object:
    try:
        return shown_by(act, world)
    except answers as error:
        return type(error)


def _where_they_part(here: str, there: str) -> tuple[str, str]:
    common = sum(1 for _ in takewhile(bool, map(eq, here, there)))
    start = max(0, common - _BEFORE)
    return _cut(here, start), _cut(there, start)


def _cut(text: str, start: int) -> str:
    end = start + _BEFORE + _AFTER
    return "…" * (start > 0) + text[start:end] + "…" * (end < len(text))
