"""The laws of a hasher. ``make`` gives one; hashes it made before are verified by that same one."""

import time
from collections.abc import Callable
from functools import partial

from attrs import frozen
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from espaceclient.domain.password import PasswordAttempt
from espaceclient.ports.hasher import Hasher
from espaceclient.testing.laws.law import Made, expect, for_all, law, opened
from espaceclient.testing.laws.race import RIVALS, race
from espaceclient.testing.strategies.values import password_attempts, passwords

MakeHasher = Callable[[], Made[Hasher]]

_LONG = "aB1!" + "é" * 60
"""124 bytes of UTF-8: more than bcrypt reads."""


@frozen
class HasherSuccession:
    """A hasher, and the one that replaces it: a higher cost, a newer key, or both."""

    older: Hasher
    newer: Hasher


MakeHasherSuccession = Callable[[], Made[HasherSuccession]]


@law
def the_right_password_matches(make: MakeHasher) -> None:
    """The password that was hashed matches, whatever characters it has."""

    def check(password: PasswordAttempt) -> None:
        with opened(make()) as made:
            expect(made.verify(PasswordAttempt(password.prepared), made.hash(password)), "it did not")

    for_all(passwords() | password_attempts(), check)


@law
def another_password_never_matches(make: MakeHasher) -> None:
    """A password that differs anywhere, in case, in a space at an end, in its last character, never matches."""

    def check(pair: tuple[str, str]) -> None:
        password, other = map(PasswordAttempt, pair)
        with opened(make()) as made:
            expect(not made.verify(other, made.hash(password)), f"{pair[1]!r} matched the hash of {pair[0]!r}")

    for_all(_almost_the_same(), check, examples=60)


def _almost_the_same() -> SearchStrategy[tuple[str, str]]:
    """Pairs of texts that careless code takes for one."""
    known = (
        ("Passw0rd!", "passw0rd!"),
        ("Passw0rd!", "Passw0rd! "),
        (" Passw0rd!", "Passw0rd!"),
        ("Passw0rd!\n", "Passw0rd!"),
        ("Passw0rd!", "Passw0rd"),
        ("Passw0rd!\0a", "Passw0rd!\0b"),
        ("\0Passw0rd!", "\0"),
        ("Pass\ud800!", "Pass?!"),
        (_LONG + "x", _LONG + "y"),
        (_LONG, _LONG[:-1]),
        ("a" * 72 + "x", "a" * 72 + "y"),
        ("a" * 72, "a" * 73),
        ("é" * 8, "e" * 8),
    )
    drawn = st.tuples(st.text(min_size=1, max_size=130), st.text(min_size=1, max_size=130))
    different = drawn.filter(lambda pair: PasswordAttempt(pair[0]) != PasswordAttempt(pair[1]))
    return st.sampled_from(known) | different


@law
def nobodys_password_never_matches(make: MakeHasher) -> None:
    """Where there is no account no password matches, not even an empty one."""

    def check(password: PasswordAttempt) -> None:
        with opened(make()) as made:
            expect(not made.verify(password, None), f"{password.prepared!r} did")

    for_all(password_attempts() | st.sampled_from(("", "None", "*")).map(PasswordAttempt), check)


@law
def nobody_costs_as_much_as_somebody(make: MakeHasher) -> None:
    """Verifying for an account that does not exist costs a whole hash computation too."""
    password = PasswordAttempt("Passw0rd!")
    with opened(make()) as made:
        stored = made.hash(password)
        somebody, nobody = (_cheapest(partial(made.verify, password, known)) for known in (stored, None))
        # Processor time of this thread, the least of many runs: what is skipped is skipped every time.
        expect(nobody * 4 > somebody, f"it took {nobody} ns instead of {somebody} ns")


def _cheapest(run: Callable[[], object]) -> int:
    def once() -> int:
        start = time.thread_time_ns()
        run()
        return time.thread_time_ns() - start

    return min(once() for _ in range(15))


@law
def every_hash_has_its_own_salt(make: MakeHasher) -> None:
    """The same password hashed twice gives two hashes, and each of them matches."""

    def check(password: PasswordAttempt) -> None:
        with opened(make()) as made:
            first, second = made.hash(password), made.hash(password)
            expect(first.encoded != second.encoded, "it gave one hash")
            expect(made.verify(password, first) and made.verify(password, second), "one of them did not match")

    for_all(passwords(), check, examples=5)


@law
def a_hash_does_not_tell_the_password(make: MakeHasher) -> None:
    """What is kept of a password does not hold it."""

    def check(password: PasswordAttempt) -> None:
        with opened(make()) as made:
            expect(password.prepared not in made.hash(password).encoded, "it did")

    for_all(passwords(), check, examples=10)


@law
def a_fresh_hash_needs_no_other(make: MakeHasher) -> None:
    """A hash just made needs not be made again."""

    def check(password: PasswordAttempt) -> None:
        with opened(make()) as made:
            expect(not made.needs_rehash(made.hash(password)), "it was said to need it")

    for_all(passwords(), check, examples=5)


@law
def rivals_hash_as_one_does(make: MakeHasher) -> None:
    """Eight that hash and verify at once get each their own right answers."""
    with opened(make()) as made:
        right = race([partial(_hash_and_verify, made, f"Passw0rd!{rival}") for rival in range(RIVALS)])
        expect(all(right), f"{right.count(False)} of them got a wrong one")


def _hash_and_verify(hasher: Hasher, text: str) -> bool:
    stored = hasher.hash(PasswordAttempt(text))
    return hasher.verify(PasswordAttempt(text), stored) and not hasher.verify(PasswordAttempt(text + "x"), stored)


@law
def an_older_hash_still_matches(make: MakeHasherSuccession) -> None:
    """A hash made under an older cost or key still matches its password alone, and needs to be made again."""

    def check(password: PasswordAttempt) -> None:
        with opened(make()) as made:
            kept = made.older.hash(password)
            expect(made.newer.verify(password, kept), "its password did not match")
            expect(not made.newer.verify(PasswordAttempt(password.prepared + "x"), kept), "another password matched")
            expect(made.newer.needs_rehash(kept), "it was said to need nothing")
            expect(not made.newer.needs_rehash(made.newer.hash(password)), "so was the one that replaces it")

    for_all(passwords(), check, examples=5)


HASHER_LAWS = (
    the_right_password_matches,
    another_password_never_matches,
    nobodys_password_never_matches,
    nobody_costs_as_much_as_somebody,
    every_hash_has_its_own_salt,
    a_hash_does_not_tell_the_password,
    a_fresh_hash_needs_no_other,
    rivals_hash_as_one_does,
)

HASHER_SUCCESSION_LAWS = (an_older_hash_still_matches,)
"""For a hasher whose cost or key can change; ``make`` gives a ``HasherSuccession``."""
