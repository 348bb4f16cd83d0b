"""The rules under which histories happen, and how long things live under them."""

from datetime import timedelta

from espaceclient.domain.lifetimes import Lifetimes
from espaceclient.domain.mail import ActivationMail, ResetMail
from espaceclient.domain.policy import Policy
from espaceclient.domain.throttle import Limits

SKEW = timedelta(minutes=5)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

REGISTRATION_LIVES = timedelta(hours=48)
RESET_LIVES = HOUR
SESSION_LIVES = HOUR
"""Twelve hours elsewhere."""
SESSION_IDLES = timedelta(minutes=30)
LIVES = {ActivationMail: REGISTRATION_LIVES, ResetMail: RESET_LIVES}
"""What mails say of their links."""

LIMITS = Limits(
    sign_in_failures_before_wait=2,
    sign_in_failures_a_day=4,
    sign_in_failures_in_a_row=6,
    wrong_pairs_an_hour_per_contract=2,
    wrong_pairs_an_hour_per_network=3,
    openings_an_hour_per_contract=3,
    resets_an_hour_per_address=2,
)
POLICY = Policy(limits=LIMITS, lifetimes=Lifetimes(session_total=SESSION_LIVES))
"""So low that a short history reaches them all."""
