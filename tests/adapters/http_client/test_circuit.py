"""When a service that gives no answer is called, and when it is left alone."""

import pytest
from attrs import define, field

from espaceclient.adapters.http_client.circuit import Circuit


@define
class Caller:
    """A circuit that opens after three failures, for 10 s, and the time."""

    now: float = 100.0
    circuit: Circuit = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.circuit = Circuit(3, 10.0, lambda: self.now)

    def fails(self, times: int) -> None:
        for _ in range(times):
            self.circuit.failed()

    def calls(self, times: int = 1) -> list[bool]:
        return [self.circuit.lets_through() for _ in range(times)]


@pytest.fixture
def caller() -> Caller:
    return Caller()


def test_it_lets_all_through_at_first(caller: Caller) -> None:
    assert caller.calls(3) == [True, True, True]


def test_two_failures_are_not_yet_three(caller: Caller) -> None:
    caller.fails(2)
    assert caller.calls(2) == [True, True]


def test_after_three_failures_nobody_calls_for_a_while(caller: Caller) -> None:
    caller.fails(3)
    caller.now += 9.9
    assert caller.calls(2) == [False, False]


def test_failures_between_successes_do_not_add_up(caller: Caller) -> None:
    caller.fails(2)
    caller.circuit.succeeded()
    caller.fails(2)
    assert caller.calls() == [True]


def test_after_the_pause_one_call_tries_for_all(caller: Caller) -> None:
    caller.fails(3)
    caller.now += 10
    assert caller.calls(3) == [True, False, False]


def test_a_try_that_succeeds_lets_all_through(caller: Caller) -> None:
    caller.fails(3)
    caller.now += 10
    caller.calls()
    caller.circuit.succeeded()
    assert caller.calls(3) == [True, True, True]


def test_a_try_that_fails_begins_the_pause_anew(caller: Caller) -> None:
    caller.fails(3)
    caller.now += 10
    caller.calls()
    caller.now += 6
    caller.fails(1)
    caller.now += 9.9
    assert caller.calls() == [False]
    caller.now += 0.1
    assert caller.calls(2) == [True, False]


def test_a_try_that_is_never_heard_of_again_is_followed_by_another(caller: Caller) -> None:
    caller.fails(3)
    caller.now += 10
    caller.calls()
    caller.now += 10
    assert caller.calls(2) == [True, False]
