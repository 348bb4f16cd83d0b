"""Hashers that get one thing wrong."""

import unicodedata
from collections.abc import Callable

import bcrypt
from attrs import evolve

from espaceclient.adapters.bcrypt import BcryptHasher
from espaceclient.adapters.memory import QuickHasher
from espaceclient.domain.password import PasswordAttempt, PasswordHash
from espaceclient.ports.keys import Key, KeyRing
from espaceclient.testing.laws import (
    HasherSuccession,
    hasher,
)
from tests.testing.faults.fault import Fault

KEY = Key("old", b"o" * 32)


def altered(prepare: Callable[[str], str]) -> type[QuickHasher]:
    """Make a hasher that hashes something else than the password."""

    class Altering(QuickHasher):
        def hash(self, password: PasswordAttempt) -> PasswordHash:
            return super().hash(PasswordAttempt(prepare(password.prepared)))

        def verify(self, attempt: PasswordAttempt, stored: PasswordHash | None) -> bool:
            return super().verify(PasswordAttempt(prepare(attempt.prepared)), stored)

    return Altering


def at_72_bytes(text: str) -> str:
    return text.encode("utf-8", "surrogatepass")[:72].decode("utf-8", "replace")


def up_to_a_nul(text: str) -> str:
    return text.split("\0", maxsplit=1)[0]


def without_marks(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


class SkipsNobody(BcryptHasher):
    def __init__(self) -> None:
        super().__init__(KeyRing.of(KEY), cost=6)

    def verify(self, attempt: PasswordAttempt, stored: PasswordHash | None) -> bool:
        return stored is not None and super().verify(attempt, stored)


class LetsNobodyIn(QuickHasher):
    def verify(self, attempt: PasswordAttempt, stored: PasswordHash | None) -> bool:
        return super().verify(attempt, stored or super().hash(PasswordAttempt("")))


class SaltsOnce(QuickHasher):
    def hash(self, password: PasswordAttempt) -> PasswordHash:
        encoded = bcrypt.kdf(password.prepared.encode("utf-8", "surrogatepass") or b"\0", b"salt", 16, 1)
        return PasswordHash(encoded.hex(), "quick")

    def verify(self, attempt: PasswordAttempt, stored: PasswordHash | None) -> bool:
        return stored is not None and self.hash(attempt) == stored


class KeepsThePassword(QuickHasher):
    def hash(self, password: PasswordAttempt) -> PasswordHash:
        kept = super().hash(password)
        return evolve(kept, encoded=kept.encoded + "$" + password.prepared)

    def verify(self, attempt: PasswordAttempt, stored: PasswordHash | None) -> bool:
        return super().verify(attempt, stored and evolve(stored, encoded="$".join(stored.encoded.split("$")[:2])))


class AlwaysRenews(QuickHasher):
    def needs_rehash(self, stored: PasswordHash) -> bool:
        return stored is not None


class NeverRenews(QuickHasher):
    def needs_rehash(self, stored: PasswordHash) -> bool:
        return stored is None


HASHER_FAULTS = (
    Fault("cuts passwords at 72 bytes", hasher.another_password_never_matches, altered(at_72_bytes)),
    Fault("trims passwords", hasher.another_password_never_matches, altered(str.strip)),
    Fault("folds the case of passwords", hasher.another_password_never_matches, altered(str.lower)),
    Fault("drops the accents of passwords", hasher.another_password_never_matches, altered(without_marks)),
    Fault(
        "reads passwords up to a NUL",
        hasher.another_password_never_matches,
        altered(up_to_a_nul),
    ),
    Fault("hashes nothing for the unknown address", hasher.nobody_costs_as_much_as_somebody, SkipsNobody),
    Fault("lets the empty password in for nobody", hasher.nobodys_password_never_matches, LetsNobodyIn),
    Fault("uses one salt", hasher.every_hash_has_its_own_salt, SaltsOnce),
    Fault("keeps the password beside its hash", hasher.a_hash_does_not_tell_the_password, KeepsThePassword),
    Fault("renews every hash", hasher.a_fresh_hash_needs_no_other, AlwaysRenews),
    Fault(
        "never renews a hash",
        hasher.an_older_hash_still_matches,
        lambda: HasherSuccession(NeverRenews(), NeverRenews("newer")),
    ),
)
