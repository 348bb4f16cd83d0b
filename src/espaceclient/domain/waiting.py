"""Waiting: what the browser that filled the form is shown while its mail is on its way."""

from datetime import datetime, timedelta

from attrs import frozen

from espaceclient.domain.email_address import EmailAddress
from espaceclient.domain.registration import Registration

CORRECTED_WITHIN = timedelta(hours=1)
"""How long after the form its address may be corrected. Who sits down later at a browser that was
left open cannot have somebody else's link sent to an address of their own.
"""


@frozen
class Waiting:
    """A request waits for its mail at ``email``; ``correctable``: the address may be corrected."""

    email: EmailAddress
    correctable: bool


@frozen
class NothingWaits:
    """The request was confirmed, or has expired, or never was."""


Answer = Waiting | NothingWaits


def correctable(registration: Registration, now: datetime) -> bool:
    """Tell whether the address may be corrected: once, and not long after the form."""
    too_late = now >= registration.validity.since + CORRECTED_WITHIN
    return registration.waits(now) and not registration.corrected and not too_late


def preview(registration: Registration | None, now: datetime) -> Answer:
    """Tell what waits, and what can still be done; changes nothing."""
    if registration is None or not registration.waits(now):
        return NothingWaits()
    return Waiting(registration.email, correctable(registration, now))
