"""More than a share of a whole goes only when somebody has allowed so much."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from espaceclient.domain.brake import Brake
from espaceclient.domain.register_changes import RegisterChanges

TENTH = Brake(percent=10)
COUNTS = st.integers(0, 10**9)
PERCENTS = st.integers(0, 100)


@pytest.mark.parametrize(
    ("count", "of", "allowed", "exceeds"),
    [
        (0, 0, 0, False),
        (0, 1, 0, False),
        (1, 1, 0, True),
        (1, 9, 0, True),
        (1, 10, 0, False),
        (2, 10, 0, True),
        (60, 600, 0, False),
        (61, 600, 0, True),
        (61, 600, 60, True),
        (61, 600, 61, False),
        (600, 600, 600, False),
    ],
)
def test_more_than_a_tenth_is_too_much_unless_allowed(
    count: int,
    of: int,
    allowed: int,
    exceeds: bool,  # noqa: FBT001 - parametrized
) -> None:
    assert TENTH.exceeds(count, of, allowed) is exceeds


@given(percent=PERCENTS, of=COUNTS, allowed=COUNTS)
def test_nothing_lost_is_never_too_much(percent: int, of: int, allowed: int) -> None:
    assert not Brake(percent).exceeds(0, of, allowed)


@given(percent=PERCENTS, count=COUNTS, of=COUNTS)
def test_what_is_allowed_is_never_too_much(percent: int, count: int, of: int) -> None:
    assert not Brake(percent).exceeds(count, of, allowed=count)


@given(percent=PERCENTS, count=COUNTS, of=COUNTS, allowed=COUNTS)
def test_what_is_too_much_stays_so_when_more_is_lost_of_less_and_less_is_allowed(
    percent: int, count: int, of: int, allowed: int
) -> None:
    if Brake(percent).exceeds(count, of, allowed):
        assert Brake(percent).exceeds(count + 1, of, allowed)
        assert Brake(percent).exceeds(count, of // 2, allowed)
        assert Brake(percent).exceeds(count, of, allowed // 2)


@given(percent=PERCENTS, times=st.integers(1, 10**6))
def test_a_share_is_the_same_of_a_whole_of_any_size(percent: int, times: int) -> None:
    assert not Brake(percent).exceeds(percent * times, 100 * times)
    assert Brake(percent).exceeds(percent * times + 1, 100 * times)


@pytest.mark.parametrize("percent", [-1, 101])
def test_a_share_is_from_0_to_100_percent(percent: int) -> None:
    with pytest.raises(ValueError, match="percent must be from 0 to 100"):
        Brake(percent)


@pytest.mark.parametrize(
    ("lost", "allowed", "too_many"), [(60, 0, False), (61, 0, True), (61, 61, False)]
)
def test_a_register_may_lose_a_tenth_of_its_contracts_in_force(
    lost: int,
    allowed: int,
    too_many: bool,  # noqa: FBT001 - parametrized
) -> None:
    changes = RegisterChanges(
        contracts=700, added=100, removed=0, changed=0, ended=lost, in_force=600, lost=lost
    )
    assert changes.too_many(allowed) is too_many
