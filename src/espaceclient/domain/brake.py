"""The brake on mass changes: more than a share of what there is does not go unless somebody allows
it, since what does so is nearly always a wrong file.
"""

from attrs import field, frozen
from attrs.validators import ge

from espaceclient.domain.bounds import Between


@frozen
class Brake:
    """Refuses to lose more than ``percent`` % of a whole; exactly so much may go.

    ``always`` so many may go whatever their share, which tells little of a small whole.

    Raises ``ValueError`` for a percentage that is not from 0 to 100.
    """

    percent: int = field(validator=Between(0, 100))
    always: int = field(default=0, validator=ge(0))

    def exceeds(self, count: int, of: int, allowed: int = 0) -> bool:
        """Return whether losing ``count`` of ``of`` is too much.

        ``allowed`` is a number that may go whatever its share, because somebody has said so.
        """
        return count > max(self.always, allowed) and count * 100 > self.percent * of


HOLDINGS = Brake(percent=5, always=5)
"""What would end or delete more of the holdings without an end is refused."""

ACCOUNTS = Brake(percent=5, always=5)
"""What would warn or close more of the accounts that were looked at is refused."""
