"""Answer a request for a reset, when its mail is to be sent: who has forgotten a password, if
anybody, gets a link.

After a crash it may be answered again. The request settled the reset's id and when its validity
begins, so that a second answer repeats the link of the first, or finds that it has been used.
"""

from datetime import datetime

from attrs import frozen

from espaceclient.domain import event
from espaceclient.domain.account import Account
from espaceclient.domain.decision import Decision
from espaceclient.domain.lifetimes import Validity
from espaceclient.domain.mail import ActivationMail, Mail, ResetMail, ResetQuestion
from espaceclient.domain.registration import Registration
from espaceclient.domain.reset import Reset

Answer = Mail | None
"""The mail to send, ``None`` for none."""


@frozen
class Facts:
    """``reset`` is the one saved when the question was answered before; ``registrations`` are those
    that wait at the address.
    """

    now: datetime
    asked_at: datetime
    account: Account | None
    reset: Reset | None
    registrations: tuple[Registration, ...]


def decide(question: ResetQuestion, facts: Facts) -> Decision[Answer]:
    account = facts.account
    if account is None:
        return Decision(_activation_again(facts), facts.now)
    reset = facts.reset or Reset(
        question.reset,
        account.id,
        account.password_version,
        Validity.starting(facts.asked_at, question.valid_for),
    )
    if not reset.opens(account, facts.now):
        return Decision(None, facts.now)
    return Decision(
        ResetMail(account.email, reset.id, question.valid_for),
        facts.now,
        save=() if facts.reset else (reset,),
        events=() if facts.reset else (event.ResetLinkIssued(account.id),),
    )


def _activation_again(facts: Facts) -> ActivationMail | None:
    """Return the mail that brings the newest activation link again; who waits for it cannot have
    forgotten anything else.
    """
    waiting = [each for each in facts.registrations if each.validity.covers(facts.now)]
    if not waiting:
        return None
    newest = max(waiting, key=lambda each: (each.expires_at, each.id))
    return ActivationMail(newest.email, newest.id, newest.expires_at - facts.now)
