"""Forms wrongly filled, with the codes of all their problems."""

from collections.abc import Callable, Collection, Mapping

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from espaceclient.domain.change_password import ChangePassword
from espaceclient.domain.open_account import OpenAccount
from espaceclient.domain.password_policy import PasswordPolicy
from espaceclient.domain.problem import Fields, Invalid, Problem
from espaceclient.domain.values import Communes
from espaceclient.testing.strategies.forms import (
    change_password_fields,
    open_account_fields,
    request_reset_fields,
    reset_password_fields,
    sign_in_fields,
)
from tests.testing.strategies.texts import WRONG_TEXTS

WrongForm = tuple[Fields, frozenset[str]]
"""A form, and the code of each of its problems."""

_DIFFERENT = "confirmation/different"
_OWN = "password/from_request"
_SLIPS: tuple[Callable[[str], str], ...] = (
    lambda typed: f"{typed} ",
    lambda typed: f"x{typed}",
    lambda typed: "" if typed else "x",
)


def wrong_open_account_fields(communes: Communes) -> SearchStrategy[WrongForm]:
    codes = _codes(
        "commune", "email", "password", "confirmation", "contract_number", "meter_number"
    )
    return _wrong(open_account_fields(communes), (*codes, _OWN))


def wrong_sign_in_fields() -> SearchStrategy[WrongForm]:
    """A password can only be missing: it is judged by its hash."""
    return _wrong(sign_in_fields(), (*_codes("email"), "password/required"))


def wrong_request_reset_fields() -> SearchStrategy[WrongForm]:
    return _wrong(request_reset_fields(), _codes("email"))


def wrong_reset_password_fields() -> SearchStrategy[WrongForm]:
    return _wrong(reset_password_fields(), _codes("password", "confirmation"))


def wrong_change_password_fields() -> SearchStrategy[WrongForm]:
    return _wrong(change_password_fields(), _codes("current_password", "password", "confirmation"))


def problems(communes: Communes) -> SearchStrategy[Problem]:
    """Problems of every code, for whoever words them."""
    policy = PasswordPolicy()
    opening = wrong_open_account_fields(communes).map(
        lambda form: OpenAccount.from_fields(form[0], communes, policy)
    )
    changing = wrong_change_password_fields().map(
        lambda form: ChangePassword.from_fields(form[0], policy)
    )
    return (opening | changing).flatmap(
        lambda answer: (
            st.sampled_from(answer.problems) if isinstance(answer, Invalid) else st.nothing()
        )
    )


def _field(code: str) -> str:
    return code.partition("/")[0]


def _codes(*fields: str) -> Collection[str]:
    return [code for code in (*WRONG_TEXTS, _DIFFERENT) if _field(code) in fields]


def _wrong(right: SearchStrategy[Fields], codes: Collection[str]) -> SearchStrategy[WrongForm]:
    """Spoil one to three fields of a right form; what is empty may be absent as well."""
    several = st.lists(st.sampled_from(sorted(codes)), min_size=1, max_size=3, unique_by=_field)
    possible = several.filter(
        lambda drawn: not (_OWN in drawn and "contract_number" in map(_field, drawn))
    )
    drawn = st.tuples(right, possible, st.sampled_from(_SLIPS), st.booleans())
    return drawn.flatmap(lambda each: _spoilt(*each))


def _spoilt(
    fields: Fields,
    codes: Collection[str],
    slip: Callable[[str], str],
    absent: bool,  # noqa: FBT001 - drawn with the others
) -> SearchStrategy[WrongForm]:
    def spoil(texts: Mapping[str, str]) -> WrongForm:
        typed = {**fields, **texts}
        if _OWN in codes:
            typed["password"] = "Bq!" + "".join(fields["contract_number"].split())
        if "confirmation" in typed:
            typed["confirmation"] = (
                slip(typed["password"]) if _DIFFERENT in codes else typed["password"]
            )
        return {name: text for name, text in typed.items() if text or not absent}, frozenset(codes)

    wrong = {_field(code): WRONG_TEXTS[code] for code in codes if code in WRONG_TEXTS}
    return st.fixed_dictionaries(wrong).map(spoil)
