"""Add a contract to the account that is signed in: the same proof and limits as at its opening.

To this person, who is signed in and has a proved address, the answer tells that somebody else holds
the contract; to whom, it does not.
"""

from datetime import datetime
from typing import Self

from attrs import frozen

from espaceclient.domain import event
from espaceclient.domain.account import Account, Subscription
from espaceclient.domain.billing_event import EndedContract, latest_end
from espaceclient.domain.claim import tell_holder
from espaceclient.domain.decision import Decision
from espaceclient.domain.event_outcome import ProofRefusal
from espaceclient.domain.find_session import NoSession
from espaceclient.domain.formats import GUIDE_FORMATS, Formats
from espaceclient.domain.holding import Holding, HoldingId, endless, starting
from espaceclient.domain.mail import ContractAddedMail
from espaceclient.domain.matching import prove
from espaceclient.domain.open_account import RegisterUnavailable, RequestRefused
from espaceclient.domain.problem import Fields, Invalid
from espaceclient.domain.proof import TypedProof, fields_of_proof
from espaceclient.domain.rates import Rates
from espaceclient.domain.registration import Registration
from espaceclient.domain.session import Session
from espaceclient.domain.values import ClientNetwork, Communes, Contract, Subscriber


@frozen
class AddContract:
    """What the form asks: one more subscription for the account that is signed in."""

    subscription: Subscription

    @property
    def contract(self) -> Contract:
        return self.subscription.contract

    @classmethod
    def from_fields(
        cls, fields: Fields, communes: Communes, formats: Formats = GUIDE_FORMATS
    ) -> Self | Invalid:
        """Read ``commune`` (its INSEE code), ``contract_number`` and ``meter_number``, these in the
        formats of the commune's operator.
        """
        proof = TypedProof.from_fields(fields, communes, formats)
        subscription = proof.subscription
        return cls(subscription) if subscription else Invalid.among(proof.each)

    def as_fields(self) -> Fields:
        """Return the form that says the same, so that a command is judged as a form is."""
        return fields_of_proof(self.subscription)


@frozen
class ContractAdded:
    """The account holds the contract from now on; ``holding`` is what it may see of it."""

    holding: Holding


@frozen
class ContractHeld:
    """The pair is right, but another account holds the contract; its owner is told by mail."""


@frozen
class AlreadyYours:
    """This account holds the contract; nothing was asked and nothing has changed."""


Outcome = (
    ContractAdded | ContractHeld | AlreadyYours | RequestRefused | RegisterUnavailable | NoSession
)
Answer = Outcome | Invalid


@frozen
class Asker:
    """Who asks, ``None`` where there is none, and all the holdings of that account."""

    session: Session | None
    account: Account | None
    holdings: tuple[Holding, ...]


@frozen
class Facts:
    """``account`` is that of who asks. ``holdings`` are all those of the contract, ``holder`` is
    the account that holds it without an end, and ``waiting`` are the registrations for it.
    """

    now: datetime
    account: Account
    subscriber: Subscriber | None
    ended: EndedContract | None
    holdings: tuple[Holding, ...]
    holder: Account | None
    waiting: tuple[Registration, ...]
    wrong_pairs: Rates
    openings: Rates
    holding_id: HoldingId
    network: ClientNetwork | None

    @property
    def limit_reached(self) -> bool:
        """Whether the proof, right or wrong, is refused."""
        return self.wrong_pairs.reached or self.openings.reached


def admit(command: AddContract, asker: Asker, now: datetime) -> Account | AlreadyYours | NoSession:
    """Return the account that may prove the contract, or why there is nothing to prove."""
    session, account = asker.session, asker.account
    if session is None or account is None or not session.alive(account, now):
        return NoSession()
    if endless(each for each in asker.holdings if each.contract == command.contract):
        return AlreadyYours()
    return account


def decide(command: AddContract, facts: Facts) -> Decision[Outcome]:
    if facts.limit_reached:
        return Decision(RequestRefused(), facts.now, limit_reached=True)
    proved = prove(command.subscription, facts.subscriber, facts.ended, facts.now)
    if isinstance(proved, ProofRefusal):
        counted = facts.wrong_pairs.one_more()
        refused = _refused(command, facts, proved, counted)
        return Decision(RequestRefused(), facts.now, save=counted.counters, events=(refused,))
    if facts.holder:
        return _tell(facts.holder, command, facts)
    return _add(proved, facts)


def _refused(
    command: AddContract, facts: Facts, why: ProofRefusal, counted: Rates
) -> event.ProofRefused:
    return event.ProofRefused(
        command.contract,
        why,
        account=facts.account.id,
        network=event.shortened(facts.network),
        blocked_until=counted.reached_until,
    )


def _tell(holder: Account, command: AddContract, facts: Facts) -> Decision[Outcome]:
    counted = facts.openings.one_more()
    refused = _refused(command, facts, ProofRefusal.CONTRACT_HELD, counted)
    return Decision(
        ContractHeld(),
        facts.now,
        save=counted.counters,
        queue=tell_holder(holder, command.contract, facts.openings),
        events=(refused, event.ContractClaimed(holder.id, command.contract)),
    )


def _add(proved: Subscription, facts: Facts) -> Decision[Outcome]:
    account, contract = facts.account, proved.contract
    ended_on = latest_end(facts.ended, facts.now)
    holding = starting(facts.holding_id, account.id, proved, facts.holdings, ended_on, facts.now)
    return Decision(
        ContractAdded(holding),
        facts.now,
        save=(*facts.openings.one_more().counters, holding),
        delete=facts.waiting,
        queue=(ContractAddedMail(account.email, contract.number, language=account.language),),
        events=(event.ContractAdded(account.id, contract, event.shortened(facts.network)),),
    )
