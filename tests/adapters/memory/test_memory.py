"""What the memory adapters refuse, beyond the laws that every adapter keeps."""

import pytest

from espaceclient.adapters.memory import MemoryStorage, MemorySubscribers
from espaceclient.domain.decision import Decision
from espaceclient.ports.errors import Conflict
from espaceclient.ports.storage import AccountAtAddress, ResetById, SessionById, Snapshot
from tests.domain.world import ACCOUNT, NOON, RESET, SESSION, SUBSCRIBER

NOTHING = Snapshot({})
AT_ADDRESS = AccountAtAddress(ACCOUNT.email.key)


def test_a_session_of_no_account_is_refused() -> None:
    with pytest.raises(Conflict):
        MemoryStorage().commit(Decision(None, NOON, save=(SESSION,)), NOTHING)


def test_a_session_of_an_account_that_goes_is_refused() -> None:
    storage = MemoryStorage()
    storage.commit(Decision(None, NOON, save=(ACCOUNT,)), NOTHING)
    with pytest.raises(Conflict):
        storage.commit(
            Decision(None, NOON, save=(SESSION,), delete=(ACCOUNT,)), storage.read(AT_ADDRESS)
        )


def test_what_hangs_on_an_account_goes_with_it() -> None:
    storage = MemoryStorage()
    storage.commit(Decision(None, NOON, save=(ACCOUNT, SESSION, RESET)), NOTHING)
    storage.commit(Decision(None, NOON, delete=(ACCOUNT,)), storage.read(AT_ADDRESS))
    session, reset = SessionById(SESSION.id), ResetById(RESET.id)
    left = storage.read(session, reset)
    assert (left.one(session), left.one(reset)) == (None, None)


def test_a_contract_stands_once_in_a_register() -> None:
    with pytest.raises(ValueError, match="two lines have the same contract"):
        MemorySubscribers([SUBSCRIBER, SUBSCRIBER])
