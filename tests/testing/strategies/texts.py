"""Texts that are refused, by the code of the problem that they have."""

from collections.abc import Mapping

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from espaceclient.domain.password_policy import LONGEST
from espaceclient.testing.samples import LONGEST_ASCII_EMAIL, LONGEST_EMAIL

_EMPTY = st.sampled_from(("", " ", "\u00a0"))

_MALFORMED_EMAILS = (
    "anne",
    "anne@",
    "@exemple.fr",
    "anne@exemple",
    "a b@exemple.fr",
    "a@b@exemple.fr",
    "a@exemple..fr",
    "a@exemple.fr\r\nBcc: x",
    "a\0@exemple.fr",
    f"é{LONGEST_EMAIL[1:]}c",
)

_LETTERED = ("A0000042B", "0000042AB", "zz9999999", "z1234567z", "B 123 4567 C")


def _text(alphabet: str, least: int, most: int) -> SearchStrategy[str]:
    return st.text(alphabet, min_size=least, max_size=most)


def _after(beginning: str, texts: SearchStrategy[str]) -> SearchStrategy[str]:
    return texts.map(lambda text: beginning + text)


UNMET_PASSWORDS: Mapping[str, SearchStrategy[str]] = {
    "lowercase": _after("B1!", _text("BCÉ019!? 用", 5, 60)),
    "uppercase": _after("b1!", _text("bcé019!? 用", 5, 60)),
    "digit": _after("aB!", _text("abcBCÉ!? ²用", 5, 60)),
    "special": _after("aB1", _text("abcBCÉ019用", 5, 60)),
    "length": _after("aB1!", _text("abcBC019!? ", 0, 3)),
    "not_too_long": st.sampled_from((LONGEST - 3, 400, 1100)).map(
        lambda length: "aB1!" + "\U0001f4a7" * length
    ),
    "no_control": st.sampled_from(("\0", "\t", "\r\n", "\x7f", "\x85", "\ud800")).map(
        lambda text: f"aB1!{text}xxxx"
    ),
}
"""For each rule of the default policy, texts that break it alone."""

WRONG_TEXTS: Mapping[str, SearchStrategy[str]] = {
    "commune/required": _EMPTY,
    "commune/unknown": st.sampled_from(("99999", "Marseille", "1300", "13001,13002", "1300\u0661")),
    "email/required": _EMPTY,
    "email/too_long": st.integers(1, 200).map(lambda more: LONGEST_ASCII_EMAIL + "r" * more),
    "email/malformed": st.sampled_from(_MALFORMED_EMAILS),
    "contract_number/required": _EMPTY,
    "contract_number/has_letter": st.sampled_from(_LETTERED),
    "contract_number/not_digits": st.sampled_from(
        ("12-34567", "abcdefg", "\u0661234567", "123A4567")
    ),
    "contract_number/wrong_length": st.sampled_from(("0", "123456", "12345678"))
    | _text("0123456789", 8, 12),
    "meter_number/required": st.sampled_from(("", " ", "---", ". .")),
    "meter_number/bad_characters": st.sampled_from(
        ("A12_3", "A12/3", "\u0661\u0662\u0663", "É123")
    ),
    "meter_number/wrong_length": st.sampled_from(("0", "12", "1" * 21))
    | _text("ABCXYZ012789", 21, 30),
    "meter_number/no_digit": _text("abcxyzABCXYZ", 3, 20),
    "password/required": st.just(""),
    "password/unmet": st.one_of(*UNMET_PASSWORDS.values()),
    "password/common": st.sampled_from(
        (
            "Password1!",
            "Azerty123!",
            "Marseille2026!",
            "P@ssw0rd",
            "A1z2e3r4t5!",
            "\u00c9te\u03012026!",
        )
    ),
    "current_password/required": st.just(""),
}
"""For each problem that one field can have by itself, texts that have it; the field stands before
the slash.

``commune/unknown``: where no commune has such a code. ``confirmation/different`` needs a password
to differ from.
"""
