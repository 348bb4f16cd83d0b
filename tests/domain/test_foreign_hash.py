"""The hashes of other systems: their schemes, how they are written, and what they may cost."""

import pytest

from espaceclient.domain.foreign_hash import ForeignHash, HashScheme
from espaceclient.domain.password import PasswordHash
from espaceclient.domain.problem import Problem

BCRYPT = "$2b$04$eBdUC4ZjIkzWCjirsE2NKemy6apLk1nvnzR0OEWxESY/wo02M8F/6"
ARGON2 = (
    "$argon2id$v=19$m=8,t=1,p=1$4HWjbnqQ7om2tuVQDF09EA$UDg/YluAXQk1yZ/ULzx0kKe4ofRDyxrVJFhiIcnnK6o"
)
PBKDF2 = "pbkdf2_sha256$1$9Zq3kXw0cVb7$8P2pddNkLIJm7vXIjiAmHkq9tqyx/FBfMeZZscqQrK8="


def code(text: str) -> str:
    read = ForeignHash.parse(text)
    assert isinstance(read, Problem)
    assert read.field == "password_hash"
    return read.code


@pytest.mark.parametrize(
    ("encoded", "scheme"),
    [
        (BCRYPT, HashScheme.BCRYPT),
        (BCRYPT.replace("$2b$", "$2a$"), HashScheme.BCRYPT),
        (BCRYPT.replace("$2b$", "$2y$"), HashScheme.BCRYPT),
        (ARGON2, HashScheme.ARGON2),
        (ARGON2.replace("argon2id", "argon2i"), HashScheme.ARGON2),
        (ARGON2.replace("argon2id", "argon2d"), HashScheme.ARGON2),
        (PBKDF2, HashScheme.PBKDF2),
    ],
)
def test_a_hash_tells_its_scheme(encoded: str, scheme: HashScheme) -> None:
    assert ForeignHash.parse(f" {encoded}\n") == ForeignHash(scheme, encoded)


def test_what_is_kept_of_it_was_peppered_by_no_key() -> None:
    assert ForeignHash(HashScheme.BCRYPT, BCRYPT).stored == PasswordHash(BCRYPT, None)


def test_a_hash_does_not_show_itself() -> None:
    assert BCRYPT not in repr(ForeignHash.parse(BCRYPT))


@pytest.mark.parametrize("text", ["", " \n"])
def test_no_hash_is_none(text: str) -> None:
    assert code(text) == "password_hash/required"


@pytest.mark.parametrize(
    "text",
    [
        "Fontaine-1827",
        "5f4dcc3b5aa765d61d8327deb882cf99",
        "$1$salt$hash",
        "$2x$04$eBdUC4ZjIkzWCjirsE2NKemy6apLk1nvnzR0OEWxESY/wo02M8F/6",
        "pbkdf2_sha1$1$salt$hash",
        "argon2$argon2id$v=19",
    ],
)
def test_another_scheme_is_not_known(text: str) -> None:
    assert code(text) == "password_hash/unknown_scheme"


@pytest.mark.parametrize(
    "text",
    [
        BCRYPT[:-1],
        BCRYPT + "a",
        BCRYPT.replace("$04$", "$03$"),
        BCRYPT.replace("$04$", "$32$"),
        BCRYPT.replace("$04$", "$٠٤$"),
        BCRYPT.replace("NKemy", "NKfmy"),
        ARGON2.replace("v=19", "v=16"),
        ARGON2.replace("m=8", "m=7"),
        ARGON2.replace("m=8", "m=08"),
        ARGON2.replace("m=8", "m=" + "9" * 11),
        ARGON2.replace("F09EA$", "F09EB$"),
        ARGON2.replace("F09EA$", "F09E$"),
        ARGON2.replace("4HWjbnqQ7om2tuVQDF09EA", "4HWjbnqQ7om2t"),
        ARGON2[:-1] + "p",
        ARGON2.replace("4HWjbnqQ7om2tuVQDF09EA", "4HWjbnqQ7o"),
        PBKDF2[:-1],
        PBKDF2.replace("K8=", "K9="),
        PBKDF2.replace("$1$", "$0$"),
        PBKDF2.replace("$1$", "$" + "9" * 11 + "$"),
        PBKDF2.replace("$9Zq3kXw0cVb7$", "$$"),
        PBKDF2.replace("$9Zq3kXw0cVb7$", "$é$"),
    ],
)
def test_what_its_scheme_does_not_write_is_malformed(text: str) -> None:
    assert code(text) == "password_hash/malformed"


@pytest.mark.parametrize(
    ("scheme", "within", "beyond", "most"),
    [
        (
            "bcrypt",
            BCRYPT.replace("$04$", "$14$"),
            [BCRYPT.replace("$04$", "$15$"), BCRYPT.replace("$04$", "$31$")],
            "$2b$14$",
        ),
        (
            "pbkdf2_sha256",
            PBKDF2.replace("$1$", "$2000000$"),
            [PBKDF2.replace("$1$", "$2000001$"), PBKDF2.replace("$1$", "$1000000000$")],
            "2000000",
        ),
        (
            "argon2",
            ARGON2.replace("m=8,t=1,p=1", "m=131072,t=8,p=16"),
            [
                ARGON2.replace("m=8,t=1,p=1", "m=131073,t=8,p=16"),
                ARGON2.replace("m=8,t=1,p=1", "m=131072,t=9,p=16"),
                ARGON2.replace("m=8,t=1,p=1", "m=131072,t=8,p=17"),
                ARGON2.replace("m=8", "m=4194304"),
            ],
            "m=131072,t=8,p=16",
        ),
    ],
)
def test_a_hash_doctored_to_cost_more_than_its_bound_is_refused(
    scheme: str, within: str, beyond: list[str], most: str
) -> None:
    assert isinstance(ForeignHash.parse(within), ForeignHash)
    for text in beyond:
        values = {"scheme": scheme, "most": most}
        assert ForeignHash.parse(text) == Problem(
            "password_hash", "password_hash/too_costly", values
        )


def test_lanes_have_eight_kibibytes_each() -> None:
    assert isinstance(ForeignHash.parse(ARGON2.replace("m=8,t=1,p=1", "m=16,t=1,p=2")), ForeignHash)
    assert code(ARGON2.replace("m=8,t=1,p=1", "m=15,t=1,p=2")) == "password_hash/malformed"


def test_what_is_malformed_is_told_with_its_scheme() -> None:
    malformed = Problem("password_hash", "password_hash/malformed", {"scheme": "argon2"})
    assert ForeignHash.parse(ARGON2.replace("v=19", "v=16")) == malformed
