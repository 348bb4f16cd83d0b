"""The register of subscribers: who holds which contract, according to the utility."""

from typing import Protocol

from espaceclient.domain.values import Contract, Subscriber


class Subscribers(Protocol):
    """Looks contracts up. An implementation is thread-safe."""

    def find(self, contract: Contract) -> Subscriber | None:
        """Return the subscriber of a contract, or ``None`` when the register has no such contract.

        Only contracts of ``contract.operator`` are considered, although another operator may have
        the same number. The operator's code is compared exactly, including case and accents; its
        name may have changed. A contract that has ended is returned with ``ended=True``.

        A register that knows when the present subscriber's contract begins tells it as ``since``,
        also when that is still to come: until then nobody proves the contract. One that knows the
        customer reference tells it as ``customer``. What it does not know is ``None``.

        Raises ``SubscribersUnavailable`` when the register does not answer or its answer is
        unclear. That is never reported as ``None``, however often the call is repeated: ``None``
        tells the subscriber that the numbers are wrong and counts against the limits.
        """
        ...
