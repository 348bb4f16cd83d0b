"""The laws of a hasher that verifies the hashes of other systems."""

from collections.abc import Mapping
from functools import partial

from espaceclient.domain.foreign_hash import HashScheme
from espaceclient.domain.password import PasswordAttempt, PasswordHash
from espaceclient.ports.hasher import ForeignHasher
from espaceclient.testing.laws.hasher import expect_as_much
from espaceclient.testing.laws.law import expect, law_of_one

_PASSWORD = PasswordAttempt("Fontaine-1827")
_OTHER = PasswordAttempt("Fontaine-1828")

_HASHES: Mapping[HashScheme, tuple[str, ...]] = {
    HashScheme.BCRYPT: tuple(
        f"$2{version}$04$eBdUC4ZjIkzWCjirsE2NKemy6apLk1nvnzR0OEWxESY/wo02M8F/6" for version in "aby"
    ),
    HashScheme.ARGON2: (
        "$argon2id$v=19$m=8,t=1,p=1$4HWjbnqQ7om2tuVQDF09EA$UDg/YluAXQk1yZ/ULzx0kKe4ofRDyxrVJFhiIcnnK6o",
        "$argon2i$v=19$m=8,t=1,p=1$yIMR6ZIlzQxQJNzp9xV9Hw$Rt3x5LPMoQ3gYUqF5xJCn59yuP32WV/mlAefjl4aB/Y",
        "$argon2d$v=19$m=8,t=1,p=1$hBgWzSjWR8FaDJKRUcaWjQ$orOxZ3+5oWTvKE3MTKuf9Qd+zVqekINHW35JhycIf3c",
    ),
    HashScheme.PBKDF2: (
        "pbkdf2_sha256$1$9Zq3kXw0cVb7$8P2pddNkLIJm7vXIjiAmHkq9tqyx/FBfMeZZscqQrK8=",
    ),
}
"""Hashes of the password by each scheme, as cheap as it can be."""

_TOO_COSTLY: Mapping[HashScheme, str] = {
    HashScheme.BCRYPT: "$2b$15$jYSRF3IiK8uoKhkg.J147uduoA33wbiRlwYQ9wHv0.khBq9J2y9Qq",
    HashScheme.ARGON2: (
        "$argon2id$v=19$m=8,t=9,p=1$gLtqLncpMHjyUkgUBFUOtA$wEo+rn1t+RG0qBOgPou54Ye+T3vuQtSM/pr2q4ryYAk"
    ),
    HashScheme.PBKDF2: (
        "pbkdf2_sha256$2000001$9Zq3kXw0cVb7$qoBNrmoS8LliRDOBI7eYOcZWZ6EDHaP9Qd4OZH36C2w="
    ),
}
"""Hashes of the password, one step beyond what a hash may cost."""


def _each(
    hasher: ForeignHasher, hashes: Mapping[HashScheme, tuple[str, ...]]
) -> list[tuple[str, PasswordHash]]:
    """Return the hashes of the schemes that the hasher verifies, each with its beginning."""
    return [
        (encoded[:10], PasswordHash(encoded, None))
        for scheme in hasher.foreign_schemes()
        for encoded in hashes[scheme]
    ]


@law_of_one
def a_foreign_hash_matches_its_password_alone(hasher: ForeignHasher) -> None:
    """A hash that another system made matches its password, and no other."""
    for beginning, stored in _each(hasher, _HASHES):
        expect(hasher.verify(_PASSWORD, stored), f"its password did not match {beginning}…")
        expect(not hasher.verify(_OTHER, stored), f"another password matched {beginning}…")


@law_of_one
def a_foreign_hash_is_to_be_renewed(hasher: ForeignHasher) -> None:
    """A hash that another system made needs to be made again, as one of ours."""
    for beginning, stored in _each(hasher, _HASHES):
        expect(hasher.needs_rehash(stored), f"{beginning}… was said to need nothing")


@law_of_one
def a_foreign_hash_never_costs_more_than_its_bounds(hasher: ForeignHasher) -> None:
    """A hash that costs more than it may, because somebody doctored it, matches nothing."""
    too_costly = {scheme: (encoded,) for scheme, encoded in _TOO_COSTLY.items()}
    for beginning, stored in _each(hasher, too_costly):
        expect(not hasher.verify(_PASSWORD, stored), f"{beginning}… was verified")


@law_of_one
def refusing_a_foreign_hash_costs_as_much_as_any(hasher: ForeignHasher) -> None:
    """A wrong password is refused at today's cost, also by a cheaper hash of another system."""
    nobody = partial(hasher.verify, _OTHER, None)
    for beginning, stored in _each(hasher, _HASHES):
        refuse = partial(hasher.verify, _OTHER, stored)
        expect_as_much(refuse, nobody, f"where there is no account, for {beginning}…")


FOREIGN_HASHER_LAWS = (
    a_foreign_hash_matches_its_password_alone,
    a_foreign_hash_is_to_be_renewed,
    a_foreign_hash_never_costs_more_than_its_bounds,
    refusing_a_foreign_hash_costs_as_much_as_any,
)
"""For a hasher that takes the hashes of other systems; ``make`` gives a ``ForeignHasher``."""
