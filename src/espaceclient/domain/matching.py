"""Does the pair contract + meter match a known subscriber? (guide, step 3)"""

from hmac import compare_digest

from espaceclient.domain.account import Subscription
from espaceclient.domain.values import Subscriber


def matches(subscriber: Subscriber | None, subscription: Subscription) -> bool:
    """Tell whether the register's line is this very contract, not ended, with this meter.

    The contract is compared too, so that a register that answers with another line lets nobody in.
    The meters are compared in constant time.
    """
    if subscriber is None or subscriber.ended or subscriber.contract != subscription.contract:
        return False
    return compare_digest(subscriber.meter.text, subscription.meter.text)
