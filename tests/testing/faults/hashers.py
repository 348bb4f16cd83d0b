"""Hashers that get one thing wrong."""

import base64
import hashlib
import re
import unicodedata
from collections.abc import Callable
from functools import partial

import bcrypt
from attrs import evolve

from espaceclient.adapters.bcrypt import BcryptHasher
from espaceclient.domain.password import PasswordAttempt, PasswordHash
from espaceclient.ports.keys import Key, PepperKeys
from espaceclient.testing import HasherRotation
from espaceclient.testing.laws import foreign_hasher, hasher
from tests.testing.faults.fault import Fault

KEY = Key("old", b"o" * 32)


class Bcrypt(BcryptHasher):
    """The right one, as cheap as bcrypt can be."""

    def __init__(self) -> None:
        super().__init__(PepperKeys.of(KEY), cost=4)


def altered(prepare: Callable[[str], str]) -> type[Bcrypt]:
    """Make a hasher that hashes something else than the password."""

    class Altering(Bcrypt):
        def hash(self, password: PasswordAttempt) -> PasswordHash:
            return super().hash(PasswordAttempt(prepare(password.prepared)))

        def verify(self, attempt: PasswordAttempt, stored: PasswordHash | None) -> bool:
            return super().verify(PasswordAttempt(prepare(attempt.prepared)), stored)

    return Altering


def cut(at: int, text: str) -> str:
    return text.encode("utf-8", "surrogatepass")[:at].decode("utf-8", "replace")


def with_single_spaces(text: str) -> str:
    return re.sub(" +", " ", text)


def with_compatible_letters(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def without_emoji(text: str) -> str:
    return "".join(c for c in text if ord(c) < 0x10000)


def up_to_a_nul(text: str) -> str:
    return text.split("\0", maxsplit=1)[0]


def without_marks(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


class PlainBcrypt(Bcrypt):
    """bcrypt reads no more than 72 bytes."""

    def hash(self, password: PasswordAttempt) -> PasswordHash:
        read = password.prepared.encode("utf-8", "surrogatepass")[:72]
        return PasswordHash(bcrypt.hashpw(read, bcrypt.gensalt(4)).decode(), key_id=None)


class SkipsNobody(Bcrypt):
    def verify(self, attempt: PasswordAttempt, stored: PasswordHash | None) -> bool:
        return stored is not None and super().verify(attempt, stored)


class HashesSomethingFirst(Bcrypt):
    def verify(self, attempt: PasswordAttempt, stored: PasswordHash | None) -> bool:
        return (
            super().verify(attempt, stored or super().hash(PasswordAttempt("nobody")))
            and stored is not None
        )


class KeepsNobodyAtTheOldCost(BcryptHasher):
    def __init__(self) -> None:
        super().__init__(PepperKeys.of(KEY), cost=5)
        self._older = Bcrypt()

    def verify(self, attempt: PasswordAttempt, stored: PasswordHash | None) -> bool:
        return super().verify(attempt, stored) if stored else self._older.verify(attempt, None)


class HashesToCompareCosts(Bcrypt):
    def needs_rehash(self, stored: PasswordHash) -> bool:
        present = super().hash(PasswordAttempt(""))
        return super().needs_rehash(stored) or stored.encoded[:7] != present.encoded[:7]


class LetsNobodyIn(Bcrypt):
    def verify(self, attempt: PasswordAttempt, stored: PasswordHash | None) -> bool:
        return super().verify(attempt, stored or super().hash(PasswordAttempt("")))


class SaltsOnce(BcryptHasher):
    def __init__(self) -> None:
        salt = bcrypt.gensalt(4)
        super().__init__(
            PepperKeys.of(KEY), cost=4, compute=lambda password, _: bcrypt.hashpw(password, salt)
        )


class KeepsThePassword(Bcrypt):
    def hash(self, password: PasswordAttempt) -> PasswordHash:
        kept = super().hash(password)
        return evolve(kept, encoded=kept.encoded + "$" + password.prepared)

    def verify(self, attempt: PasswordAttempt, stored: PasswordHash | None) -> bool:
        return super().verify(attempt, stored and evolve(stored, encoded=stored.encoded[:60]))


class AlwaysRenews(Bcrypt):
    def needs_rehash(self, stored: PasswordHash) -> bool:
        return stored is not None


class ComparesAtTheKeptCost(BcryptHasher):
    """A raised cost then tells who has an account, until everybody has signed in."""

    def _make_up_for(self, cost: int, material: bytes) -> None:
        """Spend nothing."""


class NeverRenews(BcryptHasher):
    def needs_rehash(self, stored: PasswordHash) -> bool:
        return stored is None


def unbounded_pbkdf2(encoded: str, password: bytes) -> bool:
    _, rounds, salt, digest = encoded.split("$")
    computed = hashlib.pbkdf2_hmac("sha256", password, salt.encode(), int(rounds))
    return base64.b64encode(computed).decode() == digest


class VerifiesWhateverItCosts(Bcrypt):
    def verify(self, attempt: PasswordAttempt, stored: PasswordHash | None) -> bool:
        if stored and stored.encoded.startswith("pbkdf2"):
            return unbounded_pbkdf2(stored.encoded, attempt.prepared.encode())
        return super().verify(attempt, stored)


class RefusesForeignHashesAtOnce(VerifiesWhateverItCosts):
    """One round of PBKDF2 takes next to no time."""


class TakesAnyPasswordForForeignHashes(Bcrypt):
    def verify(self, attempt: PasswordAttempt, stored: PasswordHash | None) -> bool:
        matched = super().verify(attempt, stored)
        return matched or bool(stored and stored.encoded.startswith("pbkdf2"))


class LeavesForeignHashesAsTheyAre(Bcrypt):
    def needs_rehash(self, stored: PasswordHash) -> bool:
        return stored.key_id is not None and super().needs_rehash(stored)


def rotation(kind: type[BcryptHasher]) -> HasherRotation:
    """Raise the cost of such a hasher."""
    return HasherRotation(*(kind(PepperKeys.of(KEY), cost=cost) for cost in (4, 5)))


HASHER_FAULTS = (
    Fault(
        "cuts passwords at bcrypt's 72 bytes", hasher.another_password_never_matches, PlainBcrypt
    ),
    Fault(
        "cuts passwords at 128 bytes",
        hasher.another_password_never_matches,
        altered(partial(cut, 128)),
    ),
    Fault(
        "cuts passwords at 500 bytes",
        hasher.another_password_never_matches,
        altered(partial(cut, 500)),
    ),
    Fault(
        "makes one of several spaces",
        hasher.another_password_never_matches,
        altered(with_single_spaces),
    ),
    Fault(
        "takes ﬁ for fi", hasher.another_password_never_matches, altered(with_compatible_letters)
    ),
    Fault(
        "drops emoji from passwords", hasher.another_password_never_matches, altered(without_emoji)
    ),
    Fault("trims passwords", hasher.another_password_never_matches, altered(str.strip)),
    Fault("folds the case of passwords", hasher.another_password_never_matches, altered(str.lower)),
    Fault(
        "drops the accents of passwords",
        hasher.another_password_never_matches,
        altered(without_marks),
    ),
    Fault(
        "reads passwords up to a NUL",
        hasher.another_password_never_matches,
        altered(up_to_a_nul),
    ),
    Fault(
        "hashes nothing for the unknown address",
        hasher.nobody_costs_as_much_as_somebody,
        SkipsNobody,
    ),
    Fault(
        "hashes twice for the unknown address",
        hasher.nobody_costs_as_much_as_somebody,
        HashesSomethingFirst,
    ),
    Fault(
        "goes on hashing at the old cost for the unknown address",
        hasher.nobody_costs_as_much_as_somebody,
        KeepsNobodyAtTheOldCost,
    ),
    Fault(
        "hashes to learn of what cost it is",
        hasher.asking_about_a_hash_computes_none,
        HashesToCompareCosts,
    ),
    Fault(
        "lets the empty password in for nobody", hasher.nobodys_password_never_matches, LetsNobodyIn
    ),
    Fault("uses one salt", hasher.every_hash_has_its_own_salt, SaltsOnce),
    Fault(
        "keeps the password beside its hash",
        hasher.a_hash_does_not_tell_the_password,
        KeepsThePassword,
    ),
    Fault("renews every hash", hasher.a_fresh_hash_needs_no_other, AlwaysRenews),
    Fault(
        "takes any password for an imported hash",
        foreign_hasher.a_foreign_hash_matches_its_password_alone,
        TakesAnyPasswordForForeignHashes,
    ),
    Fault(
        "leaves imported hashes as they are",
        foreign_hasher.a_foreign_hash_is_to_be_renewed,
        LeavesForeignHashesAsTheyAre,
    ),
    Fault(
        "verifies an imported hash whatever it costs",
        foreign_hasher.a_foreign_hash_never_costs_more_than_its_bounds,
        VerifiesWhateverItCosts,
    ),
    Fault(
        "refuses at once by an imported hash that is cheap",
        foreign_hasher.refusing_a_foreign_hash_costs_as_much_as_any,
        RefusesForeignHashesAtOnce,
    ),
    Fault(
        "never renews a hash",
        hasher.an_older_hash_still_matches,
        lambda: rotation(NeverRenews),
    ),
    Fault(
        "compares at the cost that a hash was made at",
        hasher.refusing_costs_the_same_after_a_change_of_cost,
        lambda: rotation(ComparesAtTheKeptCost),
    ),
)
