"""Forms as people fill them rightly, as raw fields."""

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from espaceclient.domain.open_account import OpenAccount
from espaceclient.domain.password_policy import PasswordPolicy
from espaceclient.domain.problem import Fields, Invalid
from espaceclient.domain.values import Communes
from espaceclient.testing.strategies.values import (
    contract_numbers,
    email_texts,
    meter_numbers,
    password_attempts,
    password_texts,
)


def open_account_fields(communes: Communes) -> SearchStrategy[Fields]:
    def holds_its_password(fields: Fields) -> bool:
        answer = OpenAccount.from_fields(fields, communes, PasswordPolicy())
        problems = answer.problems if isinstance(answer, Invalid) else ()
        return "password/from_request" in {problem.code for problem in problems}

    filled = _filled(email=email_texts(), password=password_texts(), **_proof(communes))
    return filled.map(_confirmed).filter(lambda fields: not holds_its_password(fields))


def add_contract_fields(communes: Communes) -> SearchStrategy[Fields]:
    return _filled(**_proof(communes))


def sign_in_fields() -> SearchStrategy[Fields]:
    return _filled(email=email_texts(), password=_attempts())


def request_reset_fields() -> SearchStrategy[Fields]:
    return _filled(email=email_texts())


def reset_password_fields() -> SearchStrategy[Fields]:
    return _filled(password=password_texts()).map(_confirmed)


def change_password_fields() -> SearchStrategy[Fields]:
    return _filled(current_password=_attempts(), password=password_texts()).map(_confirmed)


def _proof(communes: Communes) -> dict[str, SearchStrategy[str]]:
    return {
        "commune": st.sampled_from([commune.code for commune in communes.communes]),
        "contract_number": _spaced(contract_numbers().map(lambda number: number.digits)),
        "meter_number": _spaced(meter_numbers().map(lambda meter: meter.text)),
    }


def _filled(**fields: SearchStrategy[str]) -> SearchStrategy[Fields]:
    return st.fixed_dictionaries(fields)


def _confirmed(fields: Fields) -> Fields:
    return {**fields, "confirmation": fields["password"]}


def _attempts() -> SearchStrategy[str]:
    return password_attempts().map(lambda attempt: attempt.prepared)


def _spaced(texts: SearchStrategy[str]) -> SearchStrategy[str]:
    """Write as people do, with spaces within and around."""
    spaces = st.sampled_from(("", " ", "\u00a0"))
    return st.builds(
        lambda text, place, space: f"{space}{text[:place]}{space}{text[place:]}",
        texts,
        st.integers(0, 7),
        spaces,
    )
