"""How long an attempt that lost a race waits."""

from itertools import pairwise

from espaceclient.use_cases.backoff import longest_wait, wait_briefly
from espaceclient.use_cases.unit_of_work import ATTEMPTS


def test_waits_double_up_to_fifty_milliseconds() -> None:
    waits = [longest_wait(lost) for lost in range(1, 8)]
    assert waits == [0.002, 0.004, 0.008, 0.016, 0.032, 0.05, 0.05]


def test_all_the_waits_of_a_use_case_stay_under_a_second() -> None:
    waits = [longest_wait(lost) for lost in range(1, ATTEMPTS)]
    assert sum(waits) < 1
    assert all(shorter <= longer for shorter, longer in pairwise(waits))


def test_the_wait_ends() -> None:
    wait_briefly(1)
