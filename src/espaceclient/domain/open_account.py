"""Open an account: commune, contract and meter, e-mail and password (guide, steps 2 and 3).

The answer tells only whether the request was taken. Who already has an account is told by mail,
to those whom it concerns.
"""

from datetime import datetime
from typing import Self

from attrs import evolve, field, frozen

from espaceclient.domain import event
from espaceclient.domain.account import Subscription
from espaceclient.domain.billing_event import EndedContract
from espaceclient.domain.claim import tell_holder
from espaceclient.domain.decision import Decision
from espaceclient.domain.email_address import EmailAddress
from espaceclient.domain.event_outcome import ProofRefusal
from espaceclient.domain.extra_fields import (
    NO_EXTRA_FIELDS,
    Extra,
    ExtraFields,
    as_fields,
    copied,
    require_extra,
)
from espaceclient.domain.formats import GUIDE_FORMATS, Formats
from espaceclient.domain.language import FRENCH, Language
from espaceclient.domain.lifetimes import Validity
from espaceclient.domain.mail import ContractClaimedMail
from espaceclient.domain.matching import prove
from espaceclient.domain.own_words import own_words
from espaceclient.domain.password import PasswordHash
from espaceclient.domain.password_policy import Password, PasswordPolicy
from espaceclient.domain.policy import Policy
from espaceclient.domain.problem import Fields, Invalid
from espaceclient.domain.proof import TypedProof, fields_of_proof
from espaceclient.domain.rates import Rates
from espaceclient.domain.registration import BrowserId, Registration, RegistrationId
from espaceclient.domain.reply import InTheWay
from espaceclient.domain.token import BrowserToken, IssuedToken, WaitingToken
from espaceclient.domain.values import ClientNetwork, Communes, Contract, Subscriber


@frozen
class OpenAccount:
    """What the form asks: an account for a subscription, under an address and a password.

    ``extra`` is what a host's own fields ask, by their names.
    """

    subscription: Subscription
    email: EmailAddress
    password: Password
    extra: Extra = field(
        factory=dict, converter=copied, validator=require_extra, hash=False, repr=False
    )

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
        extra_fields: ExtraFields = NO_EXTRA_FIELDS,
    ) -> Self | Invalid:
        """Read ``commune`` (its INSEE code), ``email``, ``password``, ``confirmation``,
        ``contract_number`` and ``meter_number``, these in the formats of the commune's operator,
        and the extra fields declared.
        """
        proof = TypedProof.from_fields(fields, communes, formats)
        address = EmailAddress.parse(fields.get("email", ""))
        extra = extra_fields.parse(fields)
        own = own_words(proof.commune, address, proof.contract_number, proof.meter)
        match (proof.subscription, address, *policy.parse_twice(fields, own)):
            case (
                Subscription() as subscription,
                EmailAddress() as email,
                Password() as password,
                None,
            ) if not isinstance(extra, Invalid):
                return cls(subscription, email, password, extra)
            case parsed:
                told = (proof.commune, *parsed[1:], proof.contract_number, proof.meter)
                refused = extra.problems if isinstance(extra, Invalid) else ()
                return Invalid.among((*told, *refused))

    def as_fields(self) -> Fields:
        """Return the form that says the same, so that a command is judged as a form is."""
        return {
            **fields_of_proof(self.subscription),
            "email": self.email.text,
            "password": self.password.prepared,
            "confirmation": self.password.prepared,
            **as_fields(self.extra),
        }


@frozen
class RequestReceived:
    """« Votre compte a bien été créé… » : look at the mail. ``browser`` lets this browser activate
    in one click, ``waiting`` lets it have the mail sent again or correct the address.
    """

    browser: BrowserToken = field(repr=False)
    waiting: WaitingToken = field(repr=False)


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
    in_the_way: InTheWay
    ended: EndedContract | None
    wrong_pairs: Rates
    openings: Rates
    password_hash: PasswordHash
    registration: IssuedToken[RegistrationId, WaitingToken]
    browser: IssuedToken[BrowserId, BrowserToken]
    subject: str
    network: ClientNetwork | None
    language: Language = FRENCH


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
    """Save the registration whoever has an account, so that what can be done with it later tells
    nothing.
    """
    counted = facts.openings.one_more()
    registration = Registration(
        facts.registration.id,
        command.email,
        facts.password_hash,
        command.subscription,
        facts.browser.id,
        Validity.starting(facts.now, facts.policy.lifetimes.activation),
        language=facts.language,
        extra=command.extra,
    )
    requested = event.AccountRequested(
        facts.subject,
        command.contract,
        facts.in_the_way.outcome,
        event.shortened(facts.network),
        counted.reached_until,
    )
    return Decision(
        RequestReceived(facts.browser.token, facts.registration.token),
        facts.now,
        save=(*counted.counters, registration),
        queue=(facts.in_the_way.reply(registration, facts.now), *_tell_holder(command, facts)),
        events=(requested,),
    )


def _tell_holder(command: OpenAccount, facts: Facts) -> tuple[ContractClaimedMail, ...]:
    """Tell the holder of the contract, if that is somebody else than who has the address."""
    at_address, of_contract = facts.in_the_way.at_address, facts.in_the_way.of_contract
    if of_contract is None or of_contract == at_address:
        return ()
    return tell_holder(of_contract, command.contract, facts.openings)
