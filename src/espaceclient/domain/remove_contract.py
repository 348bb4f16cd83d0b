"""Remove a contract from the account that is signed in: its password is asked.

All that the account holds of the contract is deleted, a period that has ended too. The contract
itself goes on, and can be added again.
"""

from datetime import datetime

from attrs import frozen

from espaceclient.domain import event
from espaceclient.domain.account import Account
from espaceclient.domain.change_password import CurrentPasswordRefused, refuse
from espaceclient.domain.decision import Decision
from espaceclient.domain.find_session import NoSession
from espaceclient.domain.holding import Holding
from espaceclient.domain.mail import ContractRemovedMail
from espaceclient.domain.policy import Policy
from espaceclient.domain.problem import Invalid
from espaceclient.domain.session import Session
from espaceclient.domain.throttle import FailedAttempts
from espaceclient.domain.values import ClientNetwork, Contract


@frozen
class ContractRemoved:
    """The account holds nothing of the contract any more; its owner is told by mail."""


@frozen
class NotHeld:
    """The account holds nothing of the contract that can be read."""


Outcome = ContractRemoved | NotHeld | CurrentPasswordRefused | NoSession
Answer = Outcome | Invalid


@frozen
class Facts:
    """``holdings`` are all those of the account. ``verified``: is the password right;
    ``failed_attempts`` are those of this session, by whatever the password was asked for.
    """

    now: datetime
    policy: Policy
    session: Session | None
    account: Account | None
    holdings: tuple[Holding, ...]
    verified: bool
    failed_attempts: FailedAttempts
    network: ClientNetwork | None


def decide(contract: Contract, facts: Facts) -> Decision[Outcome]:
    session, account, now = facts.session, facts.account, facts.now
    if session is None or account is None or not session.alive(account, now):
        return Decision(NoSession(), now)
    if facts.failed_attempts.blocked(now, facts.policy.limits):
        return Decision(CurrentPasswordRefused(), now, limit_reached=True)
    if not facts.verified:
        return refuse(account, facts.failed_attempts, facts.policy.limits, facts.network, now)
    removed = tuple(each for each in facts.holdings if each.contract == contract)
    over = (facts.failed_attempts,) if facts.failed_attempts.in_a_row else ()
    if not any(each.readable(now) for each in removed):
        return Decision(NotHeld(), now, delete=over)
    mail = ContractRemovedMail(account.email, contract.number, language=account.language)
    told = event.ContractRemoved(account.id, contract, event.shortened(facts.network))
    return Decision(ContractRemoved(), now, delete=(*removed, *over), queue=(mail,), events=(told,))
