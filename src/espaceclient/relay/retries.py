"""When a mail that failed is tried again, and when it is tried no more."""

from datetime import timedelta

FIRST_RETRY = timedelta(minutes=1)
LONGEST_RETRY = timedelta(hours=4)
MOST_ATTEMPTS = 16
"""With the delays above, attempts go on for a little under two days before the dead letter."""

MOST_REFUSALS = 2
REFUSAL_RETRY = timedelta(minutes=15)
"""A mail server that was set up wrong for a moment buries nothing: a refusal for good is believed
when it is repeated a quarter of an hour later.
"""


def retry_after(attempts: int) -> timedelta:
    """Return the delay before the next attempt of a mail that failed ``attempts`` times before.

    1, 2, 4… minutes, at most 4 hours.
    """
    return min(FIRST_RETRY * (1 << min(attempts, 16)), LONGEST_RETRY)
