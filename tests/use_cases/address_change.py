"""A storage in which an account's address changes between two reads of one attempt."""

from attrs import evolve

from espaceclient import EmailAddress
from espaceclient.adapters.memory import MemoryStorage
from espaceclient.domain.decision import Decision
from espaceclient.ports.storage import (
    AccountAtAddress,
    AccountOfReset,
    AnyLookup,
    FailedAttemptsByKey,
    Snapshot,
)
from tests.client_fixture import NOON


class ChangesTheAddress(MemoryStorage):
    """Once ``armed``, gives the account of ``old`` the address ``new`` before the second read.

    That is the one which asks for failed attempts beside the account.
    """

    def __init__(self, old: str, new: str) -> None:
        super().__init__()
        self._old, self._new = AccountAtAddress(old), EmailAddress(new)
        self.armed = False

    def read(self, *lookups: AnyLookup) -> Snapshot:
        kinds = {type(lookup) for lookup in lookups}
        if self.armed and kinds >= {FailedAttemptsByKey, AccountOfReset}:
            self.armed = False
            seen = super().read(self._old)
            if account := seen.one(self._old):
                moved = evolve(account, email=self._new)
                self.commit(Decision(None, NOON, save=(moved,)), seen)
        return super().read(*lookups)
