"""What cannot be stored everywhere enters nowhere."""

from collections.abc import Callable

import pytest

from espaceclient.domain.account import AccountId
from espaceclient.domain.billing_event import BillingEventId, ContractEnded
from espaceclient.domain.email_address import EmailAddress
from espaceclient.domain.text import storable
from espaceclient.domain.values import Commune, Contract, ContractNumber, Operator
from espaceclient.ports.storage import AccountById, AccountsInOrder, EndlessHoldings
from tests.domain.world import NOON

HERE = Operator("Eaux d'Ici")
SEVEN = Contract(HERE, ContractNumber("0000042"))
ENTRIES: list[Callable[[str], object]] = [
    lambda text: EmailAddress(f"{text}@exemple.fr"),
    lambda text: EmailAddress(f"anne@{text}.fr"),
    Operator,
    lambda text: Operator("Eaux d'Ici", text),
    lambda text: Commune("13026", text, HERE),
    lambda text: ContractEnded(BillingEventId(text), SEVEN, NOON),
    lambda text: AccountById(AccountId(text)),
    lambda text: AccountsInOrder(text, 1),
    lambda text: EndlessHoldings(text, 1),
]


@pytest.mark.parametrize("text", ["a\0b", "a\ud800b", "\udfff"], ids=["NUL", "high", "low"])
@pytest.mark.parametrize("enter", ENTRIES)
def test_no_text_with_nul_or_a_surrogate_enters(enter: Callable[[str], object], text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - each says it in its own words
        enter(text)


@pytest.mark.parametrize("text", ["", "Là-bas", "\U0001f4a7", "\ue000", "\ud7ff"])
def test_any_other_text_is_storable_as_it_is(text: str) -> None:
    assert storable(text) == text


def test_what_cannot_be_stored_of_an_error_is_replaced() -> None:
    assert storable("550 \0no\udc80\ue000") == "550 �no�\ue000"


@pytest.mark.parametrize("enter", [Operator, lambda text: ContractEnded(text, SEVEN, NOON)])
def test_no_name_and_no_id_is_empty(enter: Callable[[str], object]) -> None:
    with pytest.raises(ValueError, match="must not be empty"):
        enter("")
