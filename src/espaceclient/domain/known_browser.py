"""Known browsers: one that signed in, activated or reset with an address has failed attempts of its
own for that address, so that a stranger's failures keep no owner out (OWASP's device cookies).

A browser is known for an address while such a record of the two exists: a token alone proves
nothing but that it is the same browser as before.
"""

from datetime import datetime, timedelta

from attrs import evolve

from espaceclient.domain.email_address import EmailAddress
from espaceclient.domain.registration import BrowserId
from espaceclient.domain.throttle import FailedAttempts, FailedAttemptsName, Limits

KNOWN_FOR = timedelta(days=396)
"""Thirteen months after the last success: who comes once a year, for the yearly bill, stays known;
and the CNIL asks that no cookie live longer.
"""


def failed_sign_ins_of_browser(email: EmailAddress, browser: BrowserId) -> FailedAttemptsName:
    """Return the name of the failed proofs of an address's password from one known browser."""
    return FailedAttemptsName("sign-in from browser", f"{browser} {email.key}")


def newly_known(key: str, now: datetime) -> FailedAttempts:
    """Return what makes a browser known from now on: nothing has failed there yet."""
    return FailedAttempts(key, 0, 0, now, now, now + KNOWN_FOR)


def known_now(failed_attempts: FailedAttempts | None, now: datetime) -> FailedAttempts | None:
    """Return the failed attempts of a browser, or ``None`` where it is not known."""
    return failed_attempts if failed_attempts is not None and failed_attempts.counts(now) else None


def known_for_longer(failed_attempts: FailedAttempts, now: datetime) -> FailedAttempts:
    """Return them after a success: the row ends; the day's failures still count."""
    return evolve(failed_attempts.succeeded(), expires_at=now + KNOWN_FOR)


def failed_in_known_browser(
    failed_attempts: FailedAttempts, now: datetime, limits: Limits
) -> FailedAttempts:
    """Return them after one more failure, by which a browser is known no longer than before."""
    return evolve(failed_attempts.failed(now, limits), expires_at=failed_attempts.expires_at)
