"""The proof of a contract: does the pair contract and meter match the register? (guide, step 3)"""

from datetime import datetime
from hmac import compare_digest

from espaceclient.domain.account import Subscription
from espaceclient.domain.values import Subscriber


def matches(subscriber: Subscriber | None, subscription: Subscription, now: datetime) -> bool:
    """Return whether ``subscriber`` is the line of this contract, in force, with this meter.

    The contract is compared as well, so that a register that answers with a wrong line gives nobody
    access. The meter numbers are compared in constant time.
    """
    if subscriber is None or subscriber.contract != subscription.contract:
        return False
    if not subscriber.in_force(now):
        return False
    return compare_digest(subscriber.meter.text, subscription.meter.text)
