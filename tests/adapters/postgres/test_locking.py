"""The locks of a commit: in one order on all nodes, and never more than the server has room for."""

from espaceclient.adapters.postgres.locking import MOST, locks
from espaceclient.ports.gates import Gate


def gates(number: int) -> frozenset[Gate]:
    return frozenset(Gate(f"session {each}", exclusive=True) for each in range(number))


def test_locks_are_taken_in_the_order_of_their_keys_beside_one_that_all_share() -> None:
    keys, alone = locks("espaceclient", gates(3))
    assert keys == sorted(keys)
    assert sorted(alone) == [False, True, True, True]


def test_a_gate_is_another_lock_in_another_schema() -> None:
    here, there = (set(locks(schema, gates(3))[0]) for schema in ("here", "there"))
    assert here & there == set()


def test_who_would_take_too_many_takes_the_one_that_all_share_alone() -> None:
    keys, alone = locks("espaceclient", gates(3))
    shared = keys[alone.index(False)]
    assert locks("espaceclient", gates(MOST + 1)) == ([shared], [True])


def test_turns_come_after_all_gates() -> None:
    turns = frozenset(Gate(f"events of {each}", exclusive=True) for each in range(3))
    keys, alone = locks("espaceclient", gates(3), turns)
    assert keys[:4] == locks("espaceclient", gates(3))[0]
    assert keys[4:] == sorted(keys[4:])
    assert (len(keys), alone.count(True)) == (7, 6)
