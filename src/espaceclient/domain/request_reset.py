"""Request a reset: « Si votre compte existe, un e-mail vous a été adressé. » One answer, always.

Whether there is an account is not looked up here: the question is queued, and answered when its
mail is sent (``answer_reset_request``). The request takes the same work, and so the same time,
either way.
"""

from datetime import datetime
from typing import Self

from attrs import frozen

from espaceclient.domain import event
from espaceclient.domain.decision import Decision
from espaceclient.domain.email_address import EmailAddress
from espaceclient.domain.mail import ResetQuestion
from espaceclient.domain.policy import Policy
from espaceclient.domain.problem import Fields, Invalid, Problem
from espaceclient.domain.rates import Rates
from espaceclient.domain.reset import ResetId
from espaceclient.domain.values import ClientNetwork


@frozen
class RequestReset:
    email: EmailAddress

    @classmethod
    def from_fields(cls, fields: Fields) -> Self | Invalid:
        """Read ``email``."""
        email = EmailAddress.parse(fields.get("email", ""))
        return Invalid((email,)) if isinstance(email, Problem) else cls(email)

    def as_fields(self) -> Fields:
        """Return the form that says the same, so that a command is judged as a form is."""
        return {"email": self.email.text}


@frozen
class ResetRequested:
    """The one answer, whether or not there is an account and whether or not a mail was due."""


Answer = ResetRequested | Invalid


@frozen
class Facts:
    """``requests`` count for the address whether or not it has an account, and for its network;
    ``subject`` is the address's fingerprint for events.
    """

    now: datetime
    policy: Policy
    requests: Rates
    reset_id: ResetId
    subject: str
    network: ClientNetwork | None


def decide(command: RequestReset, facts: Facts) -> Decision[ResetRequested]:
    if facts.requests.reached:
        return Decision(ResetRequested(), facts.now, limit_reached=True)
    question = ResetQuestion(command.email, facts.reset_id, facts.policy.lifetimes.reset)
    counted = facts.requests.one_more()
    requested = event.ResetRequested(
        facts.subject, event.shortened(facts.network), counted.reached_until
    )
    return Decision(
        ResetRequested(), facts.now, save=counted.counters, queue=(question,), events=(requested,)
    )
