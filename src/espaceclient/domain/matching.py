"""The proof of a contract: does the pair contract and meter match the register? (guide, step 3)"""

from datetime import datetime
from hmac import compare_digest

from espaceclient.domain.account import Subscription
from espaceclient.domain.billing_event import EndedContract
from espaceclient.domain.event_outcome import ProofRefusal
from espaceclient.domain.values import Subscriber


def prove(
    subscription: Subscription,
    subscriber: Subscriber | None,
    ended: EndedContract | None,
    now: datetime,
) -> Subscription | ProofRefusal:
    """Return the subscription as the register has it, or why its line does not prove the contract.

    A contract that billing has ``ended`` is proved no more, whatever the register still says, and
    none is before it begins for its present subscriber.

    The contract is compared as well, so that a register that answers with a wrong line gives nobody
    access. The meter numbers are compared in constant time.
    """
    if subscriber is None or subscriber.contract != subscription.contract:
        return ProofRefusal.UNKNOWN_CONTRACT
    has_ended = ended is not None and ended.refuses(subscriber.since, now)
    if has_ended or not subscriber.in_force(now):
        return ProofRefusal.CONTRACT_ENDED
    if not compare_digest(subscriber.meter.text, subscription.meter.text):
        return ProofRefusal.WRONG_METER
    return subscription.as_registered(subscriber)
