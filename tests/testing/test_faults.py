"""The kit bites: every mistake is caught by the law that is named for it."""

import pytest

from espaceclient.testing import LawBroken
from tests.testing.catalogue import PAGE, catalogue
from tests.testing.faults import FAULTS
from tests.testing.faults.fault import Fault


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.mistake)
def test_a_mistake_is_caught_by_the_law_named_for_it(fault: Fault) -> None:
    with pytest.raises(LawBroken) as caught:
        fault.caught_by(fault.make)
    assert "\n" not in str(caught.value)


def test_no_mistake_stands_twice() -> None:
    mistakes = [(fault.part, fault.mistake) for fault in FAULTS]
    assert len(set(mistakes)) == len(mistakes)


def test_the_page_of_mistakes_is_up_to_date() -> None:
    assert PAGE.read_text("utf-8") == catalogue()
