"""The laws of a hasher. ``make`` gives one; hashes it made before are verified by that same one."""

from collections.abc import Callable, Iterator
from functools import partial
from time import perf_counter_ns

from attrs import frozen
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from espaceclient.domain.password import PasswordAttempt, prepare
from espaceclient.domain.password_policy import LONGEST
from espaceclient.ports.hasher import Hasher
from espaceclient.testing.laws.concurrent import CALLERS, at_once
from espaceclient.testing.laws.law import (
    LawBroken,
    Make,
    expect,
    for_all,
    law,
    law_for_all,
    law_of_one,
    opened,
)
from espaceclient.testing.strategies.values import password_attempts, passwords

_LONG = "aB1!" + "é" * 60
"""124 bytes of UTF-8: more than bcrypt reads."""

_LONGEST = "\U0001f4a7" * 127
"""A password one character short of the longest: with it, 509 to 512 bytes."""

_ALMOST_THE_SAME = (
    ("Passw0rd!", "passw0rd!"),
    ("Passw0rd!", "Passw0rd! "),
    (" Passw0rd!", "Passw0rd!"),
    ("Pass  w0rd!", "Pass w0rd!"),
    ("Passw0rd!\n", "Passw0rd!"),
    ("Passw0rd!", "Passw0rd"),
    ("Passw0rd!", "Passw0rd!\0"),
    ("Passw0rd!\0a", "Passw0rd!\0b"),
    ("\0Passw0rd!", "\0"),
    ("Pass?!", "Pass\ud800!"),
    ("Passw0rd!\u200b", "Passw0rd!"),
    ("Passw0rd!\U0001f4a7", "Passw0rd!"),
    ("Passw0rd!\U0001f4a7", "Passw0rd!\U0001f525"),
    ("Passw0rd!ﬁ", "Passw0rd!fi"),
    ("Ａ1b!Ａ1b!", "A1b!A1b!"),
    ("é" * 8, "e" * 8),
    ("a" * 72, "a" * 73),
    ("a" * 72 + "x", "a" * 72 + "y"),
    (_LONG, _LONG[:-1]),
    (_LONG + "x", _LONG + "y"),
    ("a" * 127 + "x", "a" * 127 + "y"),
    ("a" * 128, "a" * 129),
    (_LONGEST + "x", _LONGEST + "y"),
)
"""Texts that careless code takes for one."""

_AS_MUCH = 1.5
"""Whatever differs by more than that has computed something else: twice the hash, or half of it."""
_ROUNDS, _MEASURES = 10, 10
_NEXT_TO_NOTHING = 50_000
"""Nanoseconds: a hash that is as quick as that protects nothing, and is for tests."""


@frozen
class HasherRotation:
    """A hasher, and the one that replaces it: a higher cost, a newer key, or both."""

    older: Hasher
    newer: Hasher


def _short_enough(attempts: SearchStrategy[PasswordAttempt]) -> SearchStrategy[PasswordAttempt]:
    """Only what a hasher must hash; what is longer it verifies."""
    return attempts.filter(lambda attempt: len(attempt.prepared) <= LONGEST)


def _one_character_apart() -> SearchStrategy[tuple[str, str]]:
    texts, characters = st.text(max_size=60), st.characters(codec="utf-8")
    others = st.characters() | st.just("")
    drawn = st.builds(
        lambda begins, one, other, ends: (begins + one + ends, begins + other + ends),
        texts,
        characters,
        others,
        texts,
    )
    return drawn.filter(
        lambda pair: len(prepare(pair[0])) <= LONGEST and prepare(pair[0]) != prepare(pair[1])
    )


@law_for_all(passwords() | _short_enough(password_attempts()))
def the_right_password_matches(hasher: Hasher, password: PasswordAttempt) -> None:
    """The password that was hashed matches, whatever characters it has."""
    matched = hasher.verify(PasswordAttempt(password.prepared), hasher.hash(password))
    expect(matched, "it did not")


@law
def another_password_never_matches(make: Make[Hasher]) -> None:
    """A password that differs anywhere, in case, in a space at an end, in its last character, never
    matches.
    """

    def check(pair: tuple[str, str]) -> None:
        password, other = map(PasswordAttempt, pair)
        with opened(make()) as hasher:
            matched = hasher.verify(other, hasher.hash(password))
        expect(not matched, f"{_in_short(pair[1])} matched the hash of {_in_short(pair[0])}")

    for pair in _ALMOST_THE_SAME:
        check(pair)
    for_all(_one_character_apart(), check, examples=30)


def _in_short(text: str) -> str:
    if len(text) <= 20:
        return repr(text)
    return f"a text of {len(text)} characters with {text[-2:]!r} at its end"


@law_for_all(password_attempts() | st.sampled_from(("", "None", "*")).map(PasswordAttempt))
def nobodys_password_never_matches(hasher: Hasher, password: PasswordAttempt) -> None:
    """Where there is no account no password matches, not even an empty one."""
    expect(not hasher.verify(password, None), f"{password.prepared!r} did")


@law_of_one
def nobody_costs_as_much_as_somebody(hasher: Hasher) -> None:
    """Verifying for an account that does not exist costs one hash computation too, neither less nor
    more.
    """
    for wrong in map(PasswordAttempt, ("Passw0rd?", "a" * LONGEST)):
        stored = hasher.hash(PasswordAttempt("Passw0rd!"))
        with_account = partial(hasher.verify, wrong, stored)
        expect_as_much(
            partial(hasher.verify, wrong, None), with_account, "for an account that does"
        )


@law_of_one
def asking_about_a_hash_computes_none(hasher: Hasher) -> None:
    """Telling whether a hash needs to be made again computes none."""
    password = PasswordAttempt("Passw0rd!")
    stored = hasher.hash(password)
    ask, verify = partial(hasher.needs_rehash, stored), partial(hasher.verify, password, stored)
    for asking, verifying in _measured(ask, verify):
        if asking < max(verifying / 2, _NEXT_TO_NOTHING):
            return
    raise LawBroken(f"it took {asking:,} ns, and computing one {verifying:,} ns")


def expect_as_much(
    one: Callable[[], object], other: Callable[[], object], of_the_other: str
) -> None:
    """Go on if both take as long; ``of_the_other`` says what the other one is."""
    for first, second in _measured(one, other):
        if max(first, second) <= _AS_MUCH * min(first, second):
            return
    raise LawBroken(f"it took {first:,} ns, and {second:,} ns {of_the_other}")


def _measured(one: Callable[[], object], other: Callable[[], object]) -> Iterator[tuple[int, int]]:
    """Measure several times how many nanoseconds each takes; it takes several bad measures to
    accuse.

    In turns, and the least of some rounds: a busy machine only adds to what is computed. By the
    clock on the wall: a hasher may compute in another thread, another process or another machine.
    """
    for _ in range(_MEASURES):
        rounds = [(_timed(one), _timed(other)) for _ in range(_ROUNDS)]
        yield min(first for first, _ in rounds), min(second for _, second in rounds)


def _timed(run: Callable[[], object]) -> int:
    start = perf_counter_ns()
    run()
    return perf_counter_ns() - start


@law_for_all(passwords(), examples=5)
def every_hash_has_its_own_salt(hasher: Hasher, password: PasswordAttempt) -> None:
    """The same password hashed twice gives two hashes, and each of them matches."""
    first, second = hasher.hash(password), hasher.hash(password)
    expect(first.encoded != second.encoded, "it gave one hash")
    both = hasher.verify(password, first) and hasher.verify(password, second)
    expect(both, "one of them did not match")


@law_for_all(passwords(), examples=10)
def a_hash_does_not_tell_the_password(hasher: Hasher, password: PasswordAttempt) -> None:
    """What is kept of a password does not hold it."""
    expect(password.prepared not in hasher.hash(password).encoded, "it did")


@law_for_all(passwords(), examples=5)
def a_fresh_hash_needs_no_other(hasher: Hasher, password: PasswordAttempt) -> None:
    """A hash just made need not be made again."""
    expect(not hasher.needs_rehash(hasher.hash(password)), "it was said to need it")


@law_of_one
def concurrent_hashing_gives_the_right_answers(hasher: Hasher) -> None:
    """Eight that hash and verify at once get each their own right answers."""

    def is_right(text: str) -> bool:
        stored = hasher.hash(PasswordAttempt(text))
        wrong = hasher.verify(PasswordAttempt(text + "x"), stored)
        return hasher.verify(PasswordAttempt(text), stored) and not wrong

    right = at_once([partial(is_right, f"Passw0rd!{caller}") for caller in range(CALLERS)])
    expect(all(right), f"{right.count(False)} of them got a wrong one")


@law_for_all(passwords(), examples=5)
def an_older_hash_still_matches(made: HasherRotation, password: PasswordAttempt) -> None:
    """A hash made under an older cost or key still matches its password alone, and needs to be made
    again.
    """
    kept = made.older.hash(password)
    expect(made.newer.verify(password, kept), "its password did not match")
    other = PasswordAttempt(password.prepared + "x")
    expect(not made.newer.verify(other, kept), "another password matched")
    expect(made.newer.needs_rehash(kept), "it was said to need nothing")
    replaced = made.newer.needs_rehash(made.newer.hash(password))
    expect(not replaced, "its replacement needed it too")


@law_of_one
def refusing_costs_the_same_after_a_change_of_cost(made: HasherRotation) -> None:
    """A wrong password is refused at today's cost, also by a hash that was made at an older one."""
    wrong, kept = PasswordAttempt("Passw0rd?"), made.older.hash(PasswordAttempt("Passw0rd!"))
    by_older = partial(made.newer.verify, wrong, kept)
    expect_as_much(by_older, partial(made.newer.verify, wrong, None), "where there is no account")


HASHER_LAWS = (
    the_right_password_matches,
    another_password_never_matches,
    nobodys_password_never_matches,
    nobody_costs_as_much_as_somebody,
    asking_about_a_hash_computes_none,
    every_hash_has_its_own_salt,
    a_hash_does_not_tell_the_password,
    a_fresh_hash_needs_no_other,
    concurrent_hashing_gives_the_right_answers,
)

HASHER_ROTATION_LAWS = (
    an_older_hash_still_matches,
    refusing_costs_the_same_after_a_change_of_cost,
)
"""For a hasher whose cost or key can change; ``make`` gives a ``HasherRotation``."""
