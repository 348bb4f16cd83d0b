"""Forms as people fill them: right ones, and wrong ones with the codes of all their problems."""

from collections.abc import Callable, Collection, Mapping

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from espaceclient.domain.change_password import ChangePassword
from espaceclient.domain.open_account import OpenAccount
from espaceclient.domain.password_policy import PasswordPolicy
from espaceclient.domain.problem import Fields, Invalid, Problem
from espaceclient.domain.values import Communes
from espaceclient.testing.strategies.texts import WRONG_TEXTS
from espaceclient.testing.strategies.values import (
    contract_numbers,
    email_texts,
    meter_numbers,
    password_attempts,
    password_texts,
)

WrongForm = tuple[Fields, frozenset[str]]
"""A form, and the code of each of its problems."""

_DIFFERENT = "confirmation/different"
_SLIPS: tuple[Callable[[str], str], ...] = (
    lambda typed: f"{typed} ",
    lambda typed: f"x{typed}",
    lambda typed: "" if typed else "x",
)


def open_account_fields(communes: Communes) -> SearchStrategy[Fields]:
    numbers = contract_numbers().map(lambda number: number.digits)
    meters = meter_numbers().map(lambda meter: meter.text)
    return _filled(
        commune=st.sampled_from([commune.code for commune in communes.communes]),
        email=email_texts(),
        password=password_texts(),
        contract_number=_spaced(numbers),
        meter_number=_spaced(meters),
    ).map(_confirmed)


def sign_in_fields() -> SearchStrategy[Fields]:
    return _filled(email=email_texts(), password=_attempts())


def request_reset_fields() -> SearchStrategy[Fields]:
    return _filled(email=email_texts())


def reset_password_fields() -> SearchStrategy[Fields]:
    return _filled(password=password_texts()).map(_confirmed)


def change_password_fields() -> SearchStrategy[Fields]:
    return _filled(current_password=_attempts(), password=password_texts()).map(_confirmed)


def wrong_open_account_fields(communes: Communes) -> SearchStrategy[WrongForm]:
    codes = _codes(
        "commune", "email", "password", "confirmation", "contract_number", "meter_number"
    )
    return _wrong(open_account_fields(communes), codes)


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


def _filled(**fields: SearchStrategy[str]) -> SearchStrategy[Fields]:
    return st.fixed_dictionaries(fields)


def _confirmed(fields: Fields) -> Fields:
    return {**fields, "confirmation": fields["password"]}


def _attempts() -> SearchStrategy[str]:
    return password_attempts().map(lambda attempt: attempt.prepared)


def _spaced(texts: SearchStrategy[str]) -> SearchStrategy[str]:
    """Write as people do, with spaces within and around."""
    return st.builds(
        lambda text, place, space: f"{space}{text[:place]}{space}{text[place:]}",
        texts,
        st.integers(0, 7),
        st.sampled_from(("", " ", "\u00a0")),
    )


def _field(code: str) -> str:
    return code.partition("/")[0]


def _codes(*fields: str) -> Collection[str]:
    return [code for code in (*WRONG_TEXTS, _DIFFERENT) if _field(code) in fields]


def _wrong(right: SearchStrategy[Fields], codes: Collection[str]) -> SearchStrategy[WrongForm]:
    """Spoil one to three fields of a right form; what is empty may be absent as well."""
    several = st.lists(st.sampled_from(sorted(codes)), min_size=1, max_size=3, unique_by=_field)
    drawn = st.tuples(right, several, st.sampled_from(_SLIPS), st.booleans())
    return drawn.flatmap(lambda each: _spoilt(*each))


def _spoilt(
    fields: Fields,
    codes: Collection[str],
    slip: Callable[[str], str],
    absent: bool,  # noqa: FBT001 - drawn with the others
) -> SearchStrategy[WrongForm]:
    def spoil(texts: Mapping[str, str]) -> WrongForm:
        typed = {**fields, **texts}
        if "confirmation" in typed:
            typed["confirmation"] = (
                slip(typed["password"]) if _DIFFERENT in codes else typed["password"]
            )
        return {name: text for name, text in typed.items() if text or not absent}, frozenset(codes)

    wrong = {_field(code): WRONG_TEXTS[code] for code in codes if code != _DIFFERENT}
    return st.fixed_dictionaries(wrong).map(spoil)
