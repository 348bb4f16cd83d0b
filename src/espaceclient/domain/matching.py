"""The proof of a contract: does the pair contract and meter match the register? (guide, step 3)"""

from hmac import compare_digest

from espaceclient.domain.account import Subscription
from espaceclient.domain.billing_event import EndedContract
from espaceclient.domain.event_outcome import ProofRefusal
from espaceclient.domain.values import Subscriber


def proves(
    subscription: Subscription, subscriber: Subscriber | None, ended: EndedContract | None
) -> bool:
    """Return whether ``subscriber`` is the line of this contract, not ended, with this meter."""
    return refusal(subscription, subscriber, ended) is None


def refusal(
    subscription: Subscription, subscriber: Subscriber | None, ended: EndedContract | None
) -> ProofRefusal | None:
    """Return why the line of the register does not prove the contract, or ``None`` if it does.

    A contract that billing has ``ended`` is proved no more, whatever the register still says.

    The contract is compared as well, so that a register that answers with a wrong line gives nobody
    access. The meter numbers are compared in constant time.
    """
    if subscriber is None or subscriber.contract != subscription.contract:
        return ProofRefusal.UNKNOWN_CONTRACT
    if subscriber.ended or (ended is not None and ended.refuses(subscription.began)):
        return ProofRefusal.CONTRACT_ENDED
    same = compare_digest(subscriber.meter.text, subscription.meter.text)
    return None if same else ProofRefusal.WRONG_METER
