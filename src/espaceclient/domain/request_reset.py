"""Request a reset: « Si votre compte existe, un e-mail vous a été adressé. » One answer, always."""

from datetime import datetime
from typing import Self

from attrs import frozen

from espaceclient.domain.account import Account
from espaceclient.domain.decision import Decision
from espaceclient.domain.email_address import EmailAddress
from espaceclient.domain.lifetimes import Validity
from espaceclient.domain.mail import ResetMail
from espaceclient.domain.problem import Fields, Invalid, Problem
from espaceclient.domain.reset import Reset, ResetId
from espaceclient.domain.rules import Rules
from espaceclient.domain.throttle import Tally


@frozen
class RequestReset:
    email: EmailAddress

    @classmethod
    def from_fields(cls, fields: Fields) -> Self | Invalid:
        """Read ``email``."""
        email = EmailAddress.parse(fields.get("email", ""))
        return Invalid((email,)) if isinstance(email, Problem) else cls(email)


@frozen
class ResetRequested:
    """The one answer, whether or not there is an account and whether or not a mail was due."""


@frozen
class Facts:
    """``requests`` counts for the address whether or not it has an account."""

    now: datetime
    rules: Rules
    account: Account | None
    requests: Tally
    reset_id: ResetId


def decide(facts: Facts) -> Decision[ResetRequested]:
    if facts.requests.count >= facts.rules.limits.resets_an_hour_per_address:
        return Decision(ResetRequested(), facts.now)
    counted = facts.requests.one_more()
    account = facts.account
    if account is None:
        return Decision(ResetRequested(), facts.now, save=(counted,))
    lifetime = facts.rules.lifetimes.reset
    reset = Reset(facts.reset_id, account.id, account.credential, Validity.starting(facts.now, lifetime))
    mail = ResetMail(account.email, reset.id, lifetime)
    return Decision(ResetRequested(), facts.now, save=(counted, reset), queue=(mail,))
