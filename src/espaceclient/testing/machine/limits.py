"""The rules under which histories happen."""

from datetime import timedelta

from espaceclient.domain.rules import Rules
from espaceclient.domain.throttle import Limits

LIMITS = Limits(
    sign_in_failures_before_wait=2,
    sign_in_failures_a_day=4,
    sign_in_failures_in_a_row=6,
    wrong_pairs_an_hour_per_contract=2,
    wrong_pairs_an_hour_per_origin=3,
    openings_an_hour_per_contract=3,
    resets_an_hour_per_address=2,
)
"""So low that a short history reaches them all."""

RULES = Rules(limits=LIMITS)

SKEW = timedelta(minutes=5)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
