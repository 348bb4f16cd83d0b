"""Answer a request for a reset, when its mail is to be sent: who has forgotten a password, if
anybody, gets a link.

After a crash it may be answered again. The request settled the reset's id and when its validity
begins, so that a second answer repeats the link of the first, or finds that it has been used. One
that waited while a password was set is not answered: whoever set it has access.
"""

from collections.abc import Iterable
from datetime import datetime

from attrs import frozen

from espaceclient.domain import event
from espaceclient.domain.account import Account
from espaceclient.domain.decision import Decision
from espaceclient.domain.lifetimes import Validity
from espaceclient.domain.mail import Mail, ResetMail, ResetQuestion
from espaceclient.domain.registration import Registration
from espaceclient.domain.reply import InTheWay
from espaceclient.domain.reset import Reset

Answer = Mail | None
"""The mail to send, ``None`` for none."""


@frozen
class Facts:
    """``reset`` is the one saved when the question was answered before; ``waiting`` is the
    ``newest_waiting`` at the address, and ``holder`` the account that has its contract.
    """

    now: datetime
    asked_at: datetime
    account: Account | None
    reset: Reset | None
    waiting: Registration | None
    holder: Account | None


def decide(question: ResetQuestion, facts: Facts) -> Decision[Answer]:
    account = facts.account
    if account is None:
        return Decision(_reply_again(facts), facts.now)
    reset = facts.reset or Reset(
        question.reset,
        account.id,
        account.password_version,
        Validity.starting(facts.asked_at, question.valid_for),
    )
    too_late = facts.reset is None and facts.asked_at < account.password_set_at
    if too_late or not reset.opens(account, facts.now):
        return Decision(None, facts.now)
    return Decision(
        ResetMail(account.email, reset.id, question.valid_for, language=account.language),
        facts.now,
        save=() if facts.reset else (reset,),
        events=() if facts.reset else (event.ResetLinkIssued(account.id),),
    )


def newest_waiting(registrations: Iterable[Registration], now: datetime) -> Registration | None:
    """Return the registration whose mail is sent again: of several that wait, the newest."""
    waiting = (each for each in registrations if each.waits(now))
    return max(waiting, key=lambda each: (each.expires_at, each.id), default=None)


def _reply_again(facts: Facts) -> Answer:
    """Return the mail that answered a request for an account again: who waits for it cannot have
    forgotten anything else.
    """
    if facts.waiting is None:
        return None
    return InTheWay(None, facts.holder).reply(facts.waiting, facts.now)
