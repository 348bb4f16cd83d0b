"""Hashes that other systems made: who is let in, and that a cheap one is refused no sooner."""

import logging
from collections.abc import Callable

import bcrypt
import pytest

from espaceclient.adapters.bcrypt import BcryptHasher
from espaceclient.adapters.bcrypt.foreign_hash import installed
from espaceclient.adapters.bcrypt.price import gauge_of, missing
from espaceclient.domain.foreign_hash import HashScheme
from espaceclient.domain.password import PasswordAttempt, PasswordHash
from espaceclient.ports.hasher import ForeignHasher
from espaceclient.ports.keys import Key, MissingKeys, PepperKeys
from tests.adapters.bcrypt.test_hasher import Counting

PEPPERS = PepperKeys.of(Key("2026", b"n" * 32))
PASSWORD = PasswordAttempt("Fontaine-1827")
PBKDF2 = "pbkdf2_sha256$1$9Zq3kXw0cVb7$8P2pddNkLIJm7vXIjiAmHkq9tqyx/FBfMeZZscqQrK8="
ARGON2 = (
    "$argon2id$v=19$m=8,t=1,p=1$4HWjbnqQ7om2tuVQDF09EA$UDg/YluAXQk1yZ/ULzx0kKe4ofRDyxrVJFhiIcnnK6o"
)


def readings(*nanoseconds: int) -> Callable[[], int]:
    """Return a stopwatch that is read three times: at the start, after the gauge, at the end."""
    return iter(nanoseconds).__next__


def costs_of(encoded: str, cost: int, *readings_: int) -> list[int]:
    """Return the costs of the bcrypt hashes that a wrong password for a hash takes."""
    compute = Counting()
    hasher = BcryptHasher(PEPPERS, cost=cost, compute=compute, stopwatch=readings(*readings_))
    assert not hasher.verify(PasswordAttempt("wrong"), PasswordHash(encoded, None))
    return [int(each) for each in compute.costs]


def test_bcrypt_argon2_and_pbkdf2_are_taken() -> None:
    hasher = BcryptHasher(PEPPERS, cost=4)
    assert isinstance(hasher, ForeignHasher)
    assert hasher.foreign_schemes() == {HashScheme.BCRYPT, HashScheme.ARGON2, HashScheme.PBKDF2}


def test_without_packages_bcrypt_is_taken_alone() -> None:
    hasher = BcryptHasher(PEPPERS, cost=4, foreign={})
    assert hasher.foreign_schemes() == {HashScheme.BCRYPT}


@pytest.mark.parametrize("encoded", [PBKDF2, ARGON2])
def test_a_cheap_foreign_hash_is_made_up_to_the_price_of_today(encoded: str) -> None:
    """The gauge is an eighth of the price and takes 10; the check takes as long."""
    assert costs_of(encoded, 7, 0, 10, 20) == [4, 5, 6]
    assert sum(2**each for each in (4, 5, 6)) == 2**7 - 2**4


def test_one_that_takes_as_long_as_today_is_made_up_for_nothing() -> None:
    assert costs_of(PBKDF2, 7, 0, 10, 80) == [4]


def test_a_dearer_one_takes_longer_and_no_more() -> None:
    assert costs_of(PBKDF2, 7, 0, 10, 900) == [4]


def test_what_lacks_is_counted_in_the_cheapest_hashes() -> None:
    assert missing(12, 9, gauged=1000, checked=0) == [9, 10, 11]
    assert missing(12, 9, gauged=1000, checked=31) == [9, 10, 11]
    assert missing(12, 9, gauged=1000, checked=32) == [4, 5, 6, 7, 8, 10, 11]
    assert missing(12, 9, gauged=1000, checked=3000) == [11]
    assert missing(12, 9, gauged=1000, checked=7000) == []


def test_a_stopwatch_that_stands_still_is_no_error() -> None:
    assert missing(12, 9, gauged=0, checked=0) == [9, 10, 11]


def test_the_gauge_is_an_eighth_of_the_price_as_long_as_bcrypt_has_one() -> None:
    assert [gauge_of(cost) for cost in (4, 6, 7, 8, 12)] == [4, 4, 4, 5, 9]


@pytest.mark.parametrize(
    "doctored",
    [
        PBKDF2.replace("$1$", "$1000000000$"),
        ARGON2.replace("m=8", "m=4194304"),
        bcrypt.hashpw(b"a", bcrypt.gensalt(4)).decode().replace("$04$", "$31$"),
        ARGON2[:-1],
    ],
    ids=["a billion rounds", "4 GiB", "cost 31", "malformed"],
)
def test_a_doctored_hash_in_the_database_is_not_computed(doctored: str) -> None:
    assert costs_of(doctored, 5) == [5]


def test_a_foreign_hash_with_a_key_of_ours_is_none() -> None:
    hasher = BcryptHasher(PEPPERS, cost=4)
    assert not hasher.verify(PASSWORD, PasswordHash(PBKDF2, "2026"))


def test_a_hash_whose_package_is_missing_is_refused_at_the_price_of_today(
    caplog: pytest.LogCaptureFixture,
) -> None:
    compute = Counting()
    hasher = BcryptHasher(PEPPERS, cost=4, compute=compute, foreign={})
    with caplog.at_level(logging.WARNING):
        assert not hasher.verify(PASSWORD, PasswordHash(ARGON2, None))
    assert compute.costs == [b"04"]
    assert caplog.messages == [
        "A password was refused: its hash is of argon2, whose package is missing"
    ]


def test_a_password_is_read_as_utf_8_and_none_of_it_is_cut() -> None:
    django = "pbkdf2_sha256$1$sel$ZtKAc6cd1aafY0yd2KvLzndH0OGPwrAHqHcqRRh7e38="
    hasher = BcryptHasher(PEPPERS, cost=4)
    long = "é" * 100
    assert hasher.verify(PasswordAttempt(long), PasswordHash(django, None))
    assert not hasher.verify(PasswordAttempt(long[:-1]), PasswordHash(django, None))


@pytest.mark.parametrize("encoded", [PBKDF2, ARGON2])
@pytest.mark.parametrize("text", ["", "\ud800", "a\0b", "x" * 5000])
def test_any_text_is_an_attempt(encoded: str, text: str) -> None:
    hasher = BcryptHasher(PEPPERS, cost=4)
    assert not hasher.verify(PasswordAttempt(text), PasswordHash(encoded, None))


def test_a_process_without_peppers_tells_what_it_would_verify() -> None:
    without = BcryptHasher(None, cost=4)
    assert without.foreign_schemes() == {HashScheme.BCRYPT, *installed()}
    with pytest.raises(MissingKeys):
        without.needs_rehash(PasswordHash(PBKDF2, None))
