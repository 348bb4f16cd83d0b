"""A few places, and whose turn it is."""

import pytest

from espaceclient.adapters.async_client.busy import Busy
from espaceclient.adapters.async_client.turns import Turn, Turns
from espaceclient.domain.values import ClientNetwork

HERE, THERE, YONDER = (ClientNetwork(f"127.0.0.{n}") for n in (1, 2, 3))


def of_line(number: int, line: int = 0) -> ClientNetwork:
    """Return a /64 of a line that was given a /56; the lines share a /48."""
    return ClientNetwork.parse(f"2001:db8:0:{line:02x}{number:02x}::1")


def arrived(waiting: list[Turn]) -> list[int]:
    """Say which of those who waited have a place now, by their numbers from 0."""
    return [number for number, turn in enumerate(waiting) if turn.came.is_set()]


def order(turns: Turns, first: Turn, waiting: list[Turn]) -> list[int]:
    """Let one after the other have the place and leave it; say in which order they had it."""
    served: list[int] = []
    turn = first
    while len(served) < len(waiting):
        turns.leave(turn)
        (number,) = set(arrived(waiting)) - set(served)
        served.append(number)
        turn = waiting[number]
    return served


def test_whoever_comes_while_a_place_is_free_has_it_at_once() -> None:
    turns = Turns(2, waiting=1, waiting_of_one=1)
    assert arrived([turns.join(HERE) for _ in range(3)]) == [0, 1]


def test_of_one_network_the_first_to_come_is_the_first_served() -> None:
    turns = Turns(1, waiting=3, waiting_of_one=3)
    first, waiting = turns.join(HERE), [turns.join(HERE) for _ in range(3)]
    assert order(turns, first, waiting) == [0, 1, 2]


def test_networks_take_turns() -> None:
    turns = Turns(1, waiting=6, waiting_of_one=3)
    first = turns.join(HERE)
    waiting = [turns.join(network) for network in (HERE, HERE, HERE, THERE, THERE, YONDER)]
    assert order(turns, first, waiting) == [0, 3, 5, 1, 4, 2]


def test_a_network_that_comes_last_waits_for_one_turn_of_each_other_and_no_more() -> None:
    turns = Turns(1, waiting=5, waiting_of_one=4)
    first, hammering = turns.join(HERE), [turns.join(HERE) for _ in range(4)]
    other = turns.join(THERE)
    turns.leave(first)
    assert (arrived(hammering), other.came.is_set()) == ([0], False)
    turns.leave(hammering[0])
    assert (arrived(hammering), other.came.is_set()) == ([0], True)


def test_a_network_that_has_no_place_is_before_one_that_has() -> None:
    turns = Turns(2, waiting=5, waiting_of_one=4)
    first, _ = turns.join(HERE), turns.join(HERE)
    hammering, other = [turns.join(HERE) for _ in range(4)], turns.join(THERE)
    turns.leave(first)
    assert (arrived(hammering), other.came.is_set()) == ([], True)


def test_a_network_that_has_many_places_is_served_once_they_are_fewer() -> None:
    turns = Turns(2, waiting=4, waiting_of_one=2)
    places, waiting = [turns.join(HERE) for _ in range(2)], [turns.join(HERE)]
    waiting += [turns.join(network) for network in (THERE, YONDER)]
    for place in places:
        turns.leave(place)
    assert arrived(waiting) == [0, 1]


def test_a_network_that_refills_its_queue_gains_no_turn() -> None:
    turns = Turns(1, waiting=3, waiting_of_one=2)
    first, hammering, other = turns.join(HERE), turns.join(HERE), turns.join(THERE)
    turns.leave(first)
    again = turns.join(HERE)
    turns.leave(hammering)
    assert (other.came.is_set(), again.came.is_set()) == (True, False)


def test_one_network_takes_a_part_of_the_queue_only() -> None:
    turns = Turns(1, waiting=5, waiting_of_one=2)
    for _ in range(3):
        turns.join(HERE)
    with pytest.raises(Busy):
        turns.join(HERE)
    turns.join(THERE)


def test_the_queue_is_full_altogether_too() -> None:
    turns = Turns(1, waiting=2, waiting_of_one=2)
    for network in (HERE, HERE, THERE):
        turns.join(network)
    with pytest.raises(Busy):
        turns.join(YONDER)


def test_whoever_was_refused_has_taken_nothing() -> None:
    turns = Turns(1, waiting=1, waiting_of_one=1)
    first, waiting = turns.join(HERE), turns.join(HERE)
    with pytest.raises(Busy):
        turns.join(THERE)
    turns.leave(first)
    turns.leave(waiting)
    assert turns.join(THERE).came.is_set()


def test_whoever_stops_waiting_makes_room() -> None:
    turns = Turns(1, waiting=2, waiting_of_one=2)
    first, leaving, staying = turns.join(HERE), turns.join(HERE), turns.join(HERE)
    turns.leave(leaving)
    after = turns.join(HERE)
    assert order(turns, first, [staying, after]) == [0, 1]


def test_a_network_whose_last_one_stops_waiting_has_no_turn() -> None:
    turns = Turns(1, waiting=2, waiting_of_one=1)
    first, leaving, other = turns.join(HERE), turns.join(THERE), turns.join(YONDER)
    turns.leave(leaving)
    turns.leave(first)
    assert other.came.is_set()


def test_a_place_that_nobody_waits_for_is_free_again() -> None:
    turns = Turns(1, waiting=0, waiting_of_one=0)
    turns.leave(turns.join(HERE))
    assert turns.join(THERE).came.is_set()


def test_a_line_that_was_given_thousands_of_networks_has_its_part_and_no_more() -> None:
    turns = Turns(1, waiting=5, waiting_of_one=2)
    for number in range(4):
        turns.join(of_line(number))  # one has the place, and three wait: 1.5 times two
    with pytest.raises(Busy):
        turns.join(of_line(4))
    turns.join(of_line(0, line=1))  # a fourth of the /48: twice two
    with pytest.raises(Busy):
        turns.join(of_line(0, line=2))
    turns.join(HERE)


def test_the_networks_of_a_line_have_one_turn_together() -> None:
    turns = Turns(1, waiting=5, waiting_of_one=2)
    first, waiting = turns.join(of_line(0)), [turns.join(of_line(number)) for number in (1, 2, 3)]
    waiting += [turns.join(HERE), turns.join(of_line(0, line=1))]
    assert order(turns, first, waiting) == [0, 3, 4, 1, 2]


def test_a_line_that_has_places_is_behind_one_that_has_none() -> None:
    turns = Turns(2, waiting=5, waiting_of_one=2)
    first, _ = turns.join(of_line(0)), turns.join(of_line(1))
    waiting = [turns.join(of_line(2)), turns.join(of_line(0, line=1)), turns.join(HERE)]
    turns.leave(first)
    assert arrived(waiting) == [2]
