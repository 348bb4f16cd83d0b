"""Correct the address of a request for an account: it was mistyped, and its mail went elsewhere.

The request moves to the new address as if it had been made there, and its old link dies. It may do
so once, within an hour of the form, from the browser that filled it. It stays valid no longer.
"""

from datetime import datetime
from typing import Self

from attrs import field, frozen

from espaceclient.domain import event
from espaceclient.domain.decision import Decision
from espaceclient.domain.email_address import EmailAddress
from espaceclient.domain.problem import Fields, Invalid, Problem
from espaceclient.domain.rates import Rates
from espaceclient.domain.registration import Registration, RegistrationId
from espaceclient.domain.reply import InTheWay
from espaceclient.domain.token import IssuedToken, WaitingToken
from espaceclient.domain.values import ClientNetwork
from espaceclient.domain.waiting import correctable


@frozen
class CorrectAddress:
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
class AddressCorrected:
    """Look at the mail there. ``waiting`` takes the place of the token that asked."""

    waiting: WaitingToken = field(repr=False)


@frozen
class CorrectionRefused:
    """It was corrected before, or too long ago, or confirmed, or too many mails were asked for: the
    form can be filled in again.
    """


Outcome = AddressCorrected | CorrectionRefused
Answer = Outcome | Invalid


@frozen
class Facts:
    """``in_the_way``, ``mails`` (the limits of an opening) and ``subject`` are those of the new
    address; ``former`` is the fingerprint of the one before.
    """

    now: datetime
    registration: Registration
    in_the_way: InTheWay
    mails: Rates
    successor: IssuedToken[RegistrationId, WaitingToken]
    subject: str
    former: str
    network: ClientNetwork | None


def decide(command: CorrectAddress, facts: Facts) -> Decision[Outcome]:
    now = facts.now
    if not correctable(facts.registration, now):
        return Decision(CorrectionRefused(), now)
    if facts.mails.reached:
        return Decision(CorrectionRefused(), now, limit_reached=True)
    counted = facts.mails.one_more()
    moved = facts.registration.moved(facts.successor.id, command.email)
    corrected = event.RegistrationAddressCorrected(
        facts.subject,
        facts.former,
        moved.contract,
        facts.in_the_way.outcome,
        event.shortened(facts.network),
        counted.reached_until,
    )
    return Decision(
        AddressCorrected(facts.successor.token),
        now,
        save=(*counted.counters, moved),
        delete=(facts.registration,),
        queue=(facts.in_the_way.reply(moved, now),),
        events=(corrected,),
    )
