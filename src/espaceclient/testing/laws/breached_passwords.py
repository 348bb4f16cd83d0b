"""The laws of a list of breached passwords. ``make`` is given the passwords that it shall hold."""

from collections.abc import Callable, Sequence
from functools import partial

from espaceclient.domain.password import PasswordAttempt
from espaceclient.ports.breached_passwords import BreachedPasswords
from espaceclient.ports.errors import BreachedPasswordsUnavailable
from espaceclient.testing.laws.concurrent import CALLERS, at_once
from espaceclient.testing.laws.law import (
    Fixture,
    LawBroken,
    expect,
    for_all,
    law,
    law_of_one,
    opened,
)
from espaceclient.testing.strategies.values import password_texts

MakeBreachedPasswords = Callable[[Sequence[str]], Fixture[BreachedPasswords]]

_LISTED = ("Aa1!aaaa", "Aa1!aaaé", " Aa1!aaaa ", "Aa1!\U0001f4a7\U0001f4a7\U0001f4a7\U0001f4a7")
_ALMOST = ("aA1!aaaa", "Aa1!aaae", "Aa1!aaaa ", "Aa1!aaa", "Aa1!aaaa\0", "", "\ud800")
_ALIKE = ("Aa1!-1155", "Aa1!-1156")
"""Two passwords whose SHA-1 begins with the same five hexadecimal digits."""


@law
def a_listed_password_is_found(make: MakeBreachedPasswords) -> None:
    """Every password of the list is found, however its accents are composed."""
    with opened(make(_LISTED)) as breached:
        for listed in (*_LISTED, "Aa1!aaae\u0301"):
            expect(_contains(breached, listed), f"{listed!r} was not")


@law
def any_other_password_is_not(make: MakeBreachedPasswords) -> None:
    """A password that differs from those of the list by a character is not found."""
    with opened(make(_LISTED)) as breached:
        for other in _ALMOST:
            expect(not _contains(breached, other), f"{other!r} was")
    with opened(make(())) as breached:
        expect(not _contains(breached, _LISTED[0]), f"{_LISTED[0]!r} was, in an empty list")


@law
def passwords_are_told_apart_by_more_than_a_beginning(make: MakeBreachedPasswords) -> None:
    """Of two passwords whose hashes begin alike, only the one of the list is found."""
    for listed, other in (_ALIKE, _ALIKE[::-1]):
        with opened(make([listed])) as breached:
            expect(_contains(breached, listed), f"{listed!r} was not found")
            expect(not _contains(breached, other), f"{other!r} was found as well")


@law
def each_of_many_is_found(make: MakeBreachedPasswords) -> None:
    """Any password is found in a list of many that holds it, and in no other."""
    many = [f"Aa1!-{number}" for number in range(300)]
    with opened(make(many)) as breached:
        missed = [each for each in many[::7] if not _contains(breached, each)]
        expect(not missed, f"{missed} were not")
        for_all(
            password_texts(),
            lambda text: expect(not _contains(breached, text), f"{text!r} was"),
        )


@law
def concurrent_callers_get_their_own_answers(make: MakeBreachedPasswords) -> None:
    """Eight that ask at once get each the answer to their own question."""
    asked = [f"Aa1!-{number}" for number in range(CALLERS)]

    def ask_often(breached: BreachedPasswords, text: str) -> set[bool]:
        return {_contains(breached, text) for _ in range(20)}

    with opened(make(asked[::2])) as breached:
        found = at_once([partial(ask_often, breached, text) for text in asked])
    expect(found == [{True}, {False}] * (CALLERS // 2), f"they got {found}")


@law_of_one
def silence_is_no_answer(breached: BreachedPasswords) -> None:
    """A list that does not answer raises BreachedPasswordsUnavailable, and never says that a
    password is not on it.
    """
    for _ in range(3):
        try:
            found = _contains(breached, _LISTED[0])
        except BreachedPasswordsUnavailable:
            continue
        raise LawBroken(f"the answer was {found}")


def _contains(breached: BreachedPasswords, text: str) -> bool:
    return breached.contains(PasswordAttempt(text))


BREACHED_PASSWORDS_LAWS = (
    a_listed_password_is_found,
    any_other_password_is_not,
    passwords_are_told_apart_by_more_than_a_beginning,
    each_of_many_is_found,
    concurrent_callers_get_their_own_answers,
)

UNREACHABLE_BREACHED_PASSWORDS_LAWS = (silence_is_no_answer,)
"""For a list that can be out of reach; ``make`` gives one that is."""
