"""Forms as people fill them: right ones, and each kind of wrong one with the code of its problem."""

from collections.abc import Mapping

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from espaceclient.domain.change_password import ChangePassword
from espaceclient.domain.open_account import OpenAccount
from espaceclient.domain.problem import Fields
from espaceclient.domain.request_reset import RequestReset
from espaceclient.domain.reset_password import ResetPassword
from espaceclient.domain.sign_in import SignIn
from espaceclient.domain.values import Communes
from espaceclient.testing.strategies.values import (
    contract_numbers,
    email_addresses,
    email_texts,
    meter_numbers,
    password_attempts,
    password_texts,
    passwords,
)

_EMPTY = st.sampled_from(("", " ", "\u00a0"))

WRONG_TEXTS: Mapping[str, SearchStrategy[str]] = {
    "commune/required": _EMPTY,
    "commune/unknown": st.sampled_from(("99999", "Marseille", "1300")),
    "email/required": _EMPTY,
    "email/too_long": st.integers(250, 400).map(lambda length: f"{'a' * length}@exemple.fr"),
    "email/malformed": st.sampled_from(
        ("anne", "anne@", "@exemple.fr", "anne@exemple", "a b@exemple.fr", "a@b@exemple.fr", "a@exemple.fr\r\nBcc: x")
    ),
    "contract_number/required": _EMPTY,
    "contract_number/has_letter": st.from_regex(r"[A-Z][0-9]{7}|[0-9]{7}[a-z]", fullmatch=True),
    "contract_number/not_digits": st.sampled_from(("12-34567", "abcdefg", "\u0661234567", "1234567AB")),
    "contract_number/wrong_length": st.from_regex(r"[0-9]{1,6}|[0-9]{8,12}", fullmatch=True),
    "meter_number/required": st.sampled_from(("", " ", "---", ". .")),
    "meter_number/bad_characters": st.sampled_from(("A12_3", "A12/3", "\u0661\u0662\u0663", "É123")),
    "meter_number/wrong_length": st.from_regex(r"[0-9]{1,2}|[A-Z0-9]{21,30}", fullmatch=True),
    "meter_number/no_digit": st.from_regex(r"[A-Za-z]{3,20}", fullmatch=True),
    "password/required": st.just(""),
    "password/unmet": st.sampled_from(
        (
            "Aa1!aaa",
            "aa1!aaaa",
            "AA1!AAAA",
            "Aaa!aaaa",
            "Aa1aaaaa",
            "Aa1!aaaa\0",
            "Aa1!" + "a" * 125,
            "\ud800Aa1!aaaa",
        )
    ),
}
"""For each problem that one field may have, texts that have it; the field's name stands before the slash."""


def open_account_commands(communes: Communes) -> SearchStrategy[OpenAccount]:
    chosen = st.sampled_from(communes.communes)
    return st.builds(OpenAccount, chosen, contract_numbers(), meter_numbers(), email_addresses(), passwords())


def sign_in_commands() -> SearchStrategy[SignIn]:
    return st.builds(SignIn, email_addresses(), password_attempts())


def request_reset_commands() -> SearchStrategy[RequestReset]:
    return st.builds(RequestReset, email_addresses())


def reset_password_commands() -> SearchStrategy[ResetPassword]:
    return st.builds(ResetPassword, passwords())


def change_password_commands() -> SearchStrategy[ChangePassword]:
    return st.builds(ChangePassword, password_attempts(), passwords())


def open_account_fields(communes: Communes) -> SearchStrategy[Fields]:
    """Forms rightly filled."""

    def fields(code: str, email: str, password: str, number: str, meter: str) -> Fields:
        return {
            "commune": code,
            "email": email,
            "password": password,
            "confirmation": password,
            "contract_number": number,
            "meter_number": meter,
        }

    codes = st.sampled_from([commune.code for commune in communes.communes])
    numbers = contract_numbers().map(lambda number: number.digits)
    meters = meter_numbers().map(lambda meter: meter.text)
    return st.builds(fields, codes, email_texts(), password_texts(), _spaced(numbers), _spaced(meters))


def wrong_open_account_fields(communes: Communes) -> SearchStrategy[tuple[Fields, frozenset[str]]]:
    """Forms with one to three wrong fields, and the codes of all their problems."""
    codes = st.lists(
        st.sampled_from(sorted(WRONG_TEXTS)), min_size=1, max_size=3, unique_by=lambda code: code.partition("/")[0]
    )
    return st.tuples(open_account_fields(communes), codes).flatmap(lambda drawn: _spoilt(*drawn))


def _spoilt(fields: Fields, codes: list[str]) -> SearchStrategy[tuple[Fields, frozenset[str]]]:
    wrong = st.fixed_dictionaries({code.partition("/")[0]: WRONG_TEXTS[code] for code in codes})

    def spoil(texts: Mapping[str, str]) -> tuple[Fields, frozenset[str]]:
        confirmed = texts.get("password", fields["confirmation"])
        return {**fields, **texts, "confirmation": confirmed}, frozenset(codes)

    return wrong.map(spoil)


def _spaced(texts: SearchStrategy[str]) -> SearchStrategy[str]:
    """Write as people do, with spaces within and around."""
    return st.builds(
        lambda text, place, space: f"{space}{text[:place]}{space}{text[place:]}",
        texts,
        st.integers(0, 7),
        st.sampled_from(("", " ", "\u00a0")),
    )
