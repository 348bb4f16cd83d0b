"""What a new register of subscribers changes about the one in use, in numbers of contracts."""

from attrs import frozen

from espaceclient.domain.brake import Brake

BRAKE = Brake(percent=10)
"""An import that loses more of the contracts in force is refused."""


@frozen
class RegisterChanges:
    """A new register compared with the one in use.

    ``contracts`` is how many the new one has, ended ones included. Each contract that differs is
    counted once: ``added`` is only in the new one, ``removed`` only in the old one; ``ended`` is in
    force in the old one and not in the new one; ``changed`` differs in anything else.

    ``in_force`` is how many contracts of the old one had not ended, and ``lost`` how many of those
    are removed or ended by the new one.
    """

    contracts: int
    added: int
    removed: int
    changed: int
    ended: int
    in_force: int
    lost: int

    def too_many(self, allowed: int = 0) -> bool:
        """Return whether more is lost than the brake lets pass; ``allowed`` contracts may be."""
        return BRAKE.exceeds(self.lost, self.in_force, allowed)
