"""The kit bites: every mistake is caught by the law that is named for it."""

import pytest

from espaceclient.testing import LawBroken
from tests.testing.catalogue import PAGE, catalogue
from tests.testing.faults import FAULTS
from tests.testing.faults.fault import Fault

OF_A_STRANGER = (
    "A stranger sees the same, at the same cost, whether or not there is an account, but "
)
OF_A_HISTORY = "Every history goes as a naive model says, but "
BEGINNINGS = {
    "expect_entitlement": (
        "Nobody sees a contract outside the period of their own holding, whatever the order in "
        "which proofs, ends, successors and renumberings arrive, but "
    ),
    "expect_exclusivity": (
        "One contract has at most one holding without an end, and at no instant two holders, under "
        "any interleaving, but "
    ),
    "expect_non_disclosure": OF_A_STRANGER,
    "expect_worlds_alike": OF_A_STRANGER,
    "run_machine": OF_A_HISTORY,
}
"""What those promise that are no laws themselves."""


def beginning(fault: Fault) -> str:
    """Return how the sentence begins that tells of a fault: with what its law promises."""
    promise = " ".join((fault.caught_by.__doc__ or "").split()).rstrip(".")
    return BEGINNINGS.get(fault.law, f"{promise}, but ")


EACH = [
    pytest.param(
        fault,
        id=fault.mistake,
        marks=[pytest.mark.unmeasured] if fault.law in BEGINNINGS else [],
    )
    for fault in FAULTS
]


@pytest.mark.parametrize("fault", EACH)
def test_a_mistake_is_caught_by_the_law_named_for_it(fault: Fault) -> None:
    with pytest.raises(LawBroken) as caught:
        fault.caught_by(fault.make)
    told = str(caught.value)
    assert told.startswith(beginning(fault))
    assert "\n" not in told


def test_no_mistake_stands_twice() -> None:
    mistakes = [(fault.part, fault.mistake) for fault in FAULTS]
    assert len(set(mistakes)) == len(mistakes)


def test_the_page_of_mistakes_is_up_to_date() -> None:
    assert PAGE.read_text("utf-8") == catalogue()
