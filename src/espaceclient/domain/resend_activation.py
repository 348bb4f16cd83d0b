"""Resend the activation mail to who waits for it: whatever the first mail was, as things stand now.

One answer, always: it tells nothing of who has an account. A mail that is sent again counts as the
first did, for its contract and its recipient.
"""

from datetime import datetime

from attrs import frozen

from espaceclient.domain import event
from espaceclient.domain.decision import Decision
from espaceclient.domain.rates import Rates
from espaceclient.domain.registration import Registration
from espaceclient.domain.reply import InTheWay
from espaceclient.domain.values import ClientNetwork


@frozen
class ActivationResent:
    """The one answer, whether or not a mail was due."""


@frozen
class Facts:
    """``mails`` are the limits of an opening; ``subject`` is the address's fingerprint."""

    now: datetime
    registration: Registration
    in_the_way: InTheWay
    mails: Rates
    subject: str
    network: ClientNetwork | None


def decide(facts: Facts) -> Decision[ActivationResent]:
    registration, now = facts.registration, facts.now
    if not registration.waits(now):
        return Decision(ActivationResent(), now)
    if facts.mails.reached:
        return Decision(ActivationResent(), now, limit_reached=True)
    counted = facts.mails.one_more()
    resent = event.ActivationResent(
        facts.subject,
        registration.contract,
        facts.in_the_way.outcome,
        event.shortened(facts.network),
        counted.reached_until,
    )
    return Decision(
        ActivationResent(),
        now,
        save=counted.counters,
        queue=(facts.in_the_way.reply(registration, now),),
        events=(resent,),
    )
