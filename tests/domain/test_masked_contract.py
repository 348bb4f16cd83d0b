import pytest

from espaceclient.domain.masked_contract import MaskedContract
from espaceclient.values import Contract, ContractNumber, Operator


@pytest.mark.parametrize(
    ("number", "ending"),
    [("0123456", "456"), ("AB123456", "456"), ("12345", "45"), ("42", "2"), ("7", "")],
)
def test_three_characters_at_most_are_shown_and_no_more_than_half(number: str, ending: str) -> None:
    contract = Contract(Operator("Eaux d'Ici"), ContractNumber(number))
    assert MaskedContract.of(contract) == MaskedContract(ending)
