"""The register of subscribers."""

from typing import Protocol

from espaceclient.domain.values import Contract, Subscriber


class Subscribers(Protocol):
    """Thread-safe."""

    def find(self, contract: Contract) -> Subscriber | None:
        """Look one contract up, at its operator only; ``None`` when the register has no such line.

        The operator's name counts as it is written, case and accents too. Raises
        ``SubscribersUnavailable`` when the register does not answer: silence is never ``None``,
        however often one asks.
        """
        ...
