"""Which failures count, when what failed is tried again, and when it is tried no more."""

from datetime import timedelta

FIRST_RETRY = timedelta(minutes=1)
LONGEST_RETRY = timedelta(hours=4)
MOST_ATTEMPTS = 16
"""With the delays above, attempts go on for a little under two days before the dead letter."""

MOST_REFUSALS = 2
REFUSAL_RETRY = timedelta(minutes=15)
"""A server that was set up wrong for a moment buries nothing: a refusal for good is believed
when it is repeated a quarter of an hour later.
"""


def retry_after(attempts: int) -> timedelta:
    """Return the delay before the next attempt of what failed ``attempts`` times before.

    1, 2, 4… minutes, at most 4 hours.
    """
    return min(FIRST_RETRY * (1 << min(attempts, 16)), LONGEST_RETRY)


class Failures:
    """Tells what the other side never takes from an other side that takes nothing, over many
    rounds.
    """

    def __init__(self) -> None:
        self._times_it_worked = 0
        self._worked_before: dict[str, int] = {}

    def is_its_own(self, id_: str) -> bool:
        """Note that the other side was unavailable for one; tell whether that one is at fault.

        It is when the other side has been unavailable for it before, and has worked since.
        """
        before = self._worked_before.get(id_, self._times_it_worked)
        self._worked_before[id_] = self._times_it_worked
        return before < self._times_it_worked

    def it_works(self) -> None:
        """Note that the other side took one, or said what is wrong with one."""
        self._times_it_worked += 1

    def forget(self, id_: str) -> None:
        """Note that one has left the queue."""
        self._worked_before.pop(id_, None)
