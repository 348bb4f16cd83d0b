"""Open an account: commune, contract and meter, e-mail and password (guide, steps 2 and 3).

The answer tells only whether the request was taken. Who already has an account is told by mail,
to those whom it concerns.
"""

from datetime import datetime
from typing import Self

from attrs import evolve, field, frozen

from espaceclient.domain import event
from espaceclient.domain.account import Account, Subscription
from espaceclient.domain.billing_event import EndedContract
from espaceclient.domain.claim import tell_holder
from espaceclient.domain.decision import Decision
from espaceclient.domain.email_address import EmailAddress
from espaceclient.domain.event_outcome import ProofRefusal, RequestOutcome
from espaceclient.domain.formats import GUIDE_FORMATS, Formats
from espaceclient.domain.lifetimes import Validity
from espaceclient.domain.mail import (
    ActivationMail,
    AddressInUseMail,
    ContractInUseMail,
    Mail,
)
from espaceclient.domain.matching import prove
from espaceclient.domain.own_words import own_words
from espaceclient.domain.password import PasswordHash
from espaceclient.domain.password_policy import Password, PasswordPolicy
from espaceclient.domain.policy import Policy
from espaceclient.domain.problem import Fields, Invalid
from espaceclient.domain.proof import TypedProof, fields_of_proof
from espaceclient.domain.rates import Rates
from espaceclient.domain.registration import BrowserId, Registration, RegistrationId
from espaceclient.domain.token import BrowserToken, IssuedToken
from espaceclient.domain.values import ClientNetwork, Communes, Contract, Subscriber


@frozen
class OpenAccount:
    """What the form asks: an account for a subscription, under an address and a password."""

    subscription: Subscription
    email: EmailAddress
    password: Password

    @property
    def contract(self) -> Contract:
        return self.subscription.contract

    @classmethod
    def from_fields(
        cls,
        fields: Fields,
        communes: Communes,
        policy: PasswordPolicy,
        formats: Formats = GUIDE_FORMATS,
    ) -> Self | Invalid:
        """Read ``commune`` (its INSEE code), ``email``, ``password``, ``confirmation``,
        ``contract_number`` and ``meter_number``, these in the formats of the commune's operator.
        """
        proof = TypedProof.from_fields(fields, communes, formats)
        address = EmailAddress.parse(fields.get("email", ""))
        own = own_words(proof.commune, address, proof.contract_number, proof.meter)
        match (proof.subscription, address, *policy.parse_twice(fields, own)):
            case (
                Subscription() as subscription,
                EmailAddress() as email,
                Password() as password,
                None,
            ):
                return cls(subscription, email, password)
            case parsed:
                told = (proof.commune, *parsed[1:], proof.contract_number, proof.meter)
                return Invalid.among(told)

    def as_fields(self) -> Fields:
        """Return the form that says the same, so that a command is judged as a form is."""
        return {
            **fields_of_proof(self.subscription),
            "email": self.email.text,
            "password": self.password.prepared,
            "confirmation": self.password.prepared,
        }


@frozen
class RequestReceived:
    """« Votre compte a bien été créé… » : look at the mail. ``browser`` lets this browser activate
    in one click.
    """

    browser: BrowserToken = field(repr=False)


@frozen
class RequestRefused:
    """« Les informations saisies pour ce compte sont incorrectes… » : wrong pair, or too many
    attempts.
    """


@frozen
class RegisterUnavailable:
    """The register of subscribers does not answer; nothing was saved."""


Outcome = RequestReceived | RequestRefused
Answer = Outcome | RegisterUnavailable | Invalid


@frozen
class Facts:
    now: datetime
    policy: Policy
    subscriber: Subscriber | None
    account_at_address: Account | None
    account_of_contract: Account | None
    ended: EndedContract | None
    wrong_pairs: Rates
    openings: Rates
    password_hash: PasswordHash
    registration_id: RegistrationId
    browser: IssuedToken[BrowserId, BrowserToken]
    subject: str
    network: ClientNetwork | None


def decide(command: OpenAccount, facts: Facts) -> Decision[Outcome]:
    if facts.wrong_pairs.reached or facts.openings.reached:
        return Decision(RequestRefused(), facts.now, limit_reached=True)
    proved = prove(command.subscription, facts.subscriber, facts.ended, facts.now)
    if isinstance(proved, ProofRefusal):
        return _refuse(command, facts, proved)
    return _accept(evolve(command, subscription=proved), facts)


def _refuse(command: OpenAccount, facts: Facts, why: ProofRefusal) -> Decision[Outcome]:
    counted = facts.wrong_pairs.one_more()
    refused = event.ProofRefused(
        command.contract,
        why,
        subject=facts.subject,
        network=event.shortened(facts.network),
        blocked_until=counted.reached_until,
    )
    return Decision(RequestRefused(), facts.now, save=counted.counters, events=(refused,))


def _accept(command: OpenAccount, facts: Facts) -> Decision[RequestReceived]:
    answer = RequestReceived(facts.browser.token)
    counted = facts.openings.one_more().counters
    requested = (_requested(command, facts),)
    if facts.account_at_address or facts.account_of_contract:
        mails = _tell_holders(command, facts)
        return Decision(answer, facts.now, save=counted, queue=mails, events=requested)
    lifetime = facts.policy.lifetimes.activation
    registration = Registration(
        facts.registration_id,
        command.email,
        facts.password_hash,
        command.subscription,
        facts.browser.id,
        Validity.starting(facts.now, lifetime),
    )
    mail = ActivationMail(command.email, registration.id, lifetime)
    return Decision(
        answer, facts.now, save=(*counted, registration), queue=(mail,), events=requested
    )


def _requested(command: OpenAccount, facts: Facts) -> event.AccountRequested:
    """One event whoever has an account: what the mail says is its outcome."""
    outcome = RequestOutcome.ACTIVATION_MAILED
    if facts.account_at_address:
        outcome = RequestOutcome.ADDRESS_IN_USE
    elif facts.account_of_contract:
        outcome = RequestOutcome.CONTRACT_HELD
    return event.AccountRequested(
        facts.subject,
        command.contract,
        outcome,
        event.shortened(facts.network),
        facts.openings.one_more().reached_until,
    )


def _tell_holders(command: OpenAccount, facts: Facts) -> tuple[Mail, ...]:
    """One mail to who asked, and maybe one to the holder, if that is another account."""
    at_address, of_contract = facts.account_at_address, facts.account_of_contract
    asker: Mail = (
        AddressInUseMail(at_address.email) if at_address else ContractInUseMail(command.email)
    )
    if of_contract is None or of_contract == at_address:
        return (asker,)
    return (asker, *tell_holder(of_contract, facts.openings))
