"""The register of subscribers as this library keeps it: billing's, replaced as a whole."""

from collections.abc import Iterable
from typing import Protocol

from espaceclient.domain.register_changes import RegisterChanges
from espaceclient.domain.values import Subscriber
from espaceclient.ports.errors import PortError
from espaceclient.ports.subscribers import Subscribers


class ReplaceUnderWay(PortError):
    """Another process is replacing the register at this moment; nothing was changed."""


class RegisterWouldShrink(PortError):
    """The new register would lose too many contracts in force; nothing was changed."""

    def __init__(self, changes: RegisterChanges) -> None:
        super().__init__(
            f"The register would lose {changes.lost:,} of {changes.in_force:,} contracts in force"
        )
        self.changes = changes


class Register(Subscribers, Protocol):
    """A register that billing's export replaces.

    Every method raises ``SubscribersUnavailable`` when the register cannot answer.
    """

    def count(self) -> int:
        """Return the number of contracts in the register."""
        ...

    def replace(self, subscribers: Iterable[Subscriber], *, allowed: int = 0) -> RegisterChanges:
        """Replace the whole register, or leave it unchanged; return what has changed.

        Readers see the old register until the new one is complete. ``allowed`` is how many
        contracts in force may be lost although they are more than ``RegisterChanges.too_many`` lets
        pass.

        Raises ``RegisterWouldShrink`` when more are lost, ``ReplaceUnderWay`` while another
        replacement runs in any process, ``ValueError`` when a contract occurs twice, and whatever
        iterating over ``subscribers`` raises.
        """
        ...
