"""The bcrypt hasher at its lowest cost, with the hashes that it computes counted."""

import unicodedata
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, BrokenBarrierError

import bcrypt
import pytest

from espaceclient.adapters.bcrypt import BcryptHasher
from espaceclient.domain.password import PasswordAttempt, PasswordHash
from espaceclient.ports.keys import Key, LinkKeys, MissingKeys, PepperKeys

OLD = Key("2024", b"o" * 32)
NEW = Key("2026", b"n" * 32)
PASSWORD = PasswordAttempt("Fontaine-1827")


class Counting:
    """bcrypt itself, which remembers the costs that it was asked for."""

    def __init__(self) -> None:
        self.costs: list[bytes] = []

    def __call__(self, password: bytes, salt: bytes) -> bytes:
        self.costs.append(salt[4:6])
        return bcrypt.hashpw(password, salt)


def hasher(
    *keys: Key, compute: Callable[[bytes, bytes], bytes] = bcrypt.hashpw, cost: int = 4
) -> BcryptHasher:
    return BcryptHasher(PepperKeys(keys or (NEW,)), cost=cost, compute=compute)


def legacy(password: bytes, version: str = "2b") -> PasswordHash:
    encoded = bcrypt.hashpw(password, bcrypt.gensalt(4)).decode()
    return PasswordHash(f"${version}{encoded[3:]}", None)


def test_a_password_matches_its_own_hash() -> None:
    assert hasher().verify(PASSWORD, hasher().hash(PASSWORD))


def test_another_password_does_not_match() -> None:
    assert not hasher().verify(PasswordAttempt("Fontaine-1828"), hasher().hash(PASSWORD))


def test_a_hash_is_bcrypt_2b_at_the_cost_and_names_its_pepper() -> None:
    stored = hasher(NEW, OLD).hash(PASSWORD)
    assert (stored.encoded[:7], stored.key_id) == ("$2b$04$", "2026")


def test_two_hashes_of_one_password_have_salts_of_their_own() -> None:
    assert hasher().hash(PASSWORD) != hasher().hash(PASSWORD)


def test_a_hash_does_not_match_without_its_pepper() -> None:
    stored = hasher(NEW).hash(PASSWORD)
    assert not hasher(Key("2026", b"another secret of thirty-two byt")).verify(PASSWORD, stored)


def test_a_peppered_hash_does_not_match_as_a_plain_one() -> None:
    stored = hasher(NEW).hash(PASSWORD)
    assert not hasher(NEW).verify(PASSWORD, PasswordHash(stored.encoded, None))


def test_passwords_that_differ_after_72_bytes_differ() -> None:
    stored = hasher().hash(PasswordAttempt("é" * 36 + "1"))
    assert not hasher().verify(PasswordAttempt("é" * 36 + "2"), stored)


def test_a_password_of_128_astral_characters_matches() -> None:
    password = PasswordAttempt("𝔘" * 128)
    assert hasher().verify(password, hasher().hash(password))


def test_a_nul_cuts_nothing() -> None:
    stored = hasher().hash(PasswordAttempt("Fontaine\0one"))
    assert not hasher().verify(PasswordAttempt("Fontaine\0two"), stored)


def test_one_word_composed_in_two_ways_is_one_password() -> None:
    stored = hasher().hash(PasswordAttempt("Rivière-42"))
    assert hasher().verify(PasswordAttempt(unicodedata.normalize("NFD", "Rivière-42")), stored)


def test_a_lone_surrogate_is_an_attempt_that_does_not_match() -> None:
    assert not hasher().verify(PasswordAttempt("\ud800"), hasher().hash(PASSWORD))


def test_a_hash_under_an_older_key_matches_and_is_to_be_renewed() -> None:
    stored = hasher(OLD).hash(PASSWORD)
    rotated = hasher(NEW, OLD)
    assert (rotated.verify(PASSWORD, stored), rotated.needs_rehash(stored)) == (True, True)


def test_a_hash_under_the_newest_key_and_cost_is_up_to_date() -> None:
    assert not hasher(NEW, OLD).needs_rehash(hasher(NEW).hash(PASSWORD))


def test_a_hash_of_another_cost_matches_and_is_to_be_renewed() -> None:
    stored = hasher(cost=5).hash(PASSWORD)
    assert (hasher().verify(PASSWORD, stored), hasher().needs_rehash(stored)) == (True, True)


def test_a_hash_under_a_key_that_is_gone_costs_one_computation_and_does_not_match() -> None:
    compute = Counting()
    stored = hasher(OLD).hash(PASSWORD)
    assert (hasher(NEW, compute=compute).verify(PASSWORD, stored), compute.costs) == (
        False,
        [b"04"],
    )


def test_no_account_costs_one_computation_of_the_same_cost_and_does_not_match() -> None:
    compute = Counting()
    assert (hasher(cost=5, compute=compute).verify(PASSWORD, None), compute.costs) == (
        False,
        [b"05"],
    )


@pytest.mark.parametrize("attempt", [PASSWORD, PasswordAttempt("wrong")], ids=["right", "wrong"])
def test_a_cheaper_hash_takes_as_many_rounds_as_one_of_today(attempt: PasswordAttempt) -> None:
    stored = hasher(cost=4).hash(PASSWORD)
    compute = Counting()
    hasher(cost=7, compute=compute).verify(attempt, stored)
    assert compute.costs == [b"04", b"04", b"05", b"06"]
    assert sum(2 ** int(cost) for cost in compute.costs) == 2**7


def test_needs_rehash_computes_nothing() -> None:
    compute = Counting()
    hasher(compute=compute).needs_rehash(legacy(b"Fontaine-1827"))
    assert compute.costs == []


@pytest.mark.parametrize("version", ["2a", "2b", "2y"])
def test_a_plain_hash_of_an_older_system_matches_and_is_to_be_renewed(version: str) -> None:
    stored = legacy(b"Fontaine-1827", version)
    assert (hasher().verify(PASSWORD, stored), hasher().needs_rehash(stored)) == (True, True)


def test_a_plain_hash_of_an_older_system_refuses_another_password() -> None:
    assert not hasher().verify(PasswordAttempt("Fontaine-1828"), legacy(b"Fontaine-1827"))


def test_an_older_system_read_72_bytes() -> None:
    stored = legacy(b"a" * 72)
    assert hasher().verify(PasswordAttempt("a" * 73), stored)


def test_an_older_system_compared_all_of_its_72_bytes() -> None:
    assert not hasher().verify(PasswordAttempt("a" * 71), legacy(b"a" * 72))


def test_a_nul_never_matches_a_hash_of_an_older_system() -> None:
    compute = Counting()
    stored = legacy(b"Fontaine")
    assert (
        hasher(compute=compute).verify(PasswordAttempt("Fontaine\0"), stored),
        compute.costs,
    ) == (False, [b"04"])


GOOD = "$2b$04$QYUP3uPnzmVfmfRvhGCP4O05ECZDvb./gvLKvr/Neis4y9vs7VExq"


@pytest.mark.parametrize(
    "encoded",
    [
        "",
        "plain text",
        GOOD[:-1],
        GOOD + "\n",
        GOOD.replace("$2b$", "$2x$"),
        GOOD.replace("$04$", "$03$"),
        GOOD.replace("$04$", "$32$"),
        GOOD.replace("$04$", "$٠٤$"),
        GOOD.replace("4O05", "4P05"),
        GOOD.replace("Q", "é"),
    ],
)
@pytest.mark.parametrize("key_id", ["2026", None])
def test_a_malformed_hash_costs_one_computation_and_does_not_match(
    encoded: str, key_id: str | None
) -> None:
    compute = Counting()
    stored = PasswordHash(encoded, key_id)
    assert (hasher(compute=compute).verify(PASSWORD, stored), compute.costs) == (False, [b"04"])


def test_a_malformed_hash_is_to_be_renewed() -> None:
    assert hasher().needs_rehash(PasswordHash("plain text", "2026"))


class Meeting:
    """bcrypt itself, reached through a door that opens when ``size`` computations stand before it
    at once.
    """

    def __init__(self, size: int, patience: float) -> None:
        self._door = Barrier(size)
        self._patience = patience
        self.met = 0

    def __call__(self, password: bytes, salt: bytes) -> bytes:
        try:
            self._door.wait(self._patience)
            self.met += 1
        except BrokenBarrierError:
            self._door.reset()
        return bcrypt.hashpw(password, salt)


def met(at_once: int, size: int, patience: float) -> int:
    meeting = Meeting(size, patience)
    busy = BcryptHasher(PepperKeys.of(NEW), cost=4, at_once=at_once, compute=meeting)
    uses: Iterable[Callable[[], object]] = [
        lambda: busy.hash(PASSWORD),
        lambda: busy.verify(PASSWORD, None),
    ] * 2
    with ThreadPoolExecutor(4) as threads:
        for done in [threads.submit(use) for use in uses]:
            done.result()
    return meeting.met


def test_as_many_hashes_as_allowed_are_computed_at_once() -> None:
    assert met(at_once=2, size=2, patience=30) == 4


def test_no_more_hashes_than_allowed_are_computed_at_once() -> None:
    assert met(at_once=2, size=3, patience=0.1) == 0


@pytest.mark.parametrize("cost", [3, 32])
def test_a_cost_that_bcrypt_does_not_have_is_refused(cost: int) -> None:
    with pytest.raises(ValueError, match="a bcrypt cost is 4 to 31"):
        hasher(cost=cost)


def test_a_hasher_that_may_compute_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one hash is computed at once, not 0"):
        BcryptHasher(PepperKeys.of(NEW), at_once=0)


def test_nothing_secret_shows_in_a_hash() -> None:
    assert "$2b$" not in repr(hasher().hash(PASSWORD))


def test_keys_of_another_kind_are_refused() -> None:
    with pytest.raises(TypeError, match=r"^PepperKeys are needed here, not LinkKeys$"):
        BcryptHasher(LinkKeys.of(NEW))  # type: ignore[arg-type]  # the mistake


def test_a_process_without_peppers_hashes_no_password() -> None:
    without = BcryptHasher(None, cost=4)
    stored = hasher().hash(PASSWORD)
    for act in (
        lambda: without.hash(PASSWORD),
        lambda: without.verify(PASSWORD, None),
        lambda: without.verify(PASSWORD, stored),
    ):
        with pytest.raises(MissingKeys, match=r"^PepperKeys are missing"):
            act()
