"""Bring an account along from another system: its address, a contract, its password's hash.

Nobody is asked and nobody is mailed: who could sign in there can sign in here. The proof of the
contract was the other system's; the register has the last word on it, as it has at an opening. What
the address or the contract is to us already is never overwritten.
"""

from datetime import datetime
from typing import Self, assert_never

from attrs import frozen

from espaceclient.domain import event
from espaceclient.domain.account import Account, AccountId, Subscription
from espaceclient.domain.billing_event import EndedContract, latest_end
from espaceclient.domain.brake import Brake
from espaceclient.domain.decision import Record
from espaceclient.domain.email_address import EmailAddress
from espaceclient.domain.event import Event
from espaceclient.domain.event_outcome import ProofRefusal
from espaceclient.domain.foreign_hash import ForeignHash, HashScheme
from espaceclient.domain.formats import GUIDE_FORMATS, Formats
from espaceclient.domain.holding import Holding, HoldingId, endless, starting
from espaceclient.domain.language import FRENCH, Language
from espaceclient.domain.matching import prove
from espaceclient.domain.open_account import RegisterUnavailable
from espaceclient.domain.problem import Fields, Invalid, Problem
from espaceclient.domain.registration import Registration
from espaceclient.domain.values import (
    Commune,
    Communes,
    Contract,
    ContractNumber,
    MeterNumber,
    Subscriber,
)

BRAKE = Brake(percent=5, always=5)
"""A file of which more lines are refused is not imported: it is nearly always a wrong one."""


@frozen
class ImportAccount:
    """One contract of an account of another system; several are imported one by one.

    ``meter`` is ``None`` where that system has none: it is then the register's.
    """

    email: EmailAddress
    commune: Commune
    contract_number: ContractNumber
    meter: MeterNumber | None
    password_hash: ForeignHash
    language: Language = FRENCH

    @property
    def contract(self) -> Contract:
        return Contract(self.commune.operator, self.contract_number)

    @classmethod
    def from_fields(
        cls, fields: Fields, communes: Communes, formats: Formats = GUIDE_FORMATS
    ) -> Self | Invalid:
        """Read ``email``, ``commune`` (its INSEE code), ``contract_number``, ``meter_number`` and
        ``password_hash``; the numbers as the commune's operator writes them. The meter's may be
        empty, and so may ``language``, a tag such as ``en``: then it is French.
        """
        commune = communes.parse(fields.get("commune", ""))
        written = formats.of(commune.operator if isinstance(commune, Commune) else None)
        number, meter = written.parse(fields)
        parsed = (
            EmailAddress.parse(fields.get("email", "")),
            commune,
            number,
            ForeignHash.parse(fields.get("password_hash", "")),
            _language(fields.get("language", "")),
        )
        given = meter if fields.get("meter_number", "").strip() else None
        match (*parsed, given):
            case (
                EmailAddress() as email,
                Commune() as commune,
                ContractNumber() as number,
                ForeignHash() as password_hash,
                Language() as language,
                MeterNumber() | None as given,
            ):
                return cls(email, commune, number, given, password_hash, language)
            case typed:
                return Invalid.among(typed)

    def as_fields(self) -> Fields:
        """Return the form that says the same, so that a command is judged as a form is."""
        return {
            "email": self.email.text,
            "commune": self.commune.code,
            "contract_number": self.contract_number.digits,
            "meter_number": self.meter.text if self.meter else "",
            "password_hash": self.password_hash.encoded,
            "language": self.language.code,
        }


def _language(tag: str) -> Language | Problem:
    if not tag.strip():
        return FRENCH
    return Language.parse(tag) or Problem("language", "language/malformed")


@frozen
class AccountImported:
    """The account exists, and holds the contract: ``holding`` is what it may see of it."""

    account: AccountId
    holding: Holding


@frozen
class AlreadyImported:
    """The account at this address holds the contract; nothing has changed."""

    account: AccountId


@frozen
class AddressTaken:
    """There is an account at this address, with another hash; it stays as it is."""


@frozen
class ContractTaken:
    """Another account holds the contract; it stays as it is."""


Answer = (
    AccountImported | AlreadyImported | AddressTaken | ContractTaken | RegisterUnavailable | Invalid
)


@frozen
class Facts:
    """What is known of one request: the account at its address, all the holdings of its contract,
    the latest end that billing told, the registrations that wait for either, and the register's
    line. The ids are those of an account and a holding to come.
    """

    now: datetime
    account: Account | None
    holdings: tuple[Holding, ...]
    ended: EndedContract | None
    waiting: tuple[Registration, ...]
    subscriber: Subscriber | None
    account_id: AccountId
    holding_id: HoldingId


def unverifiable(command: ImportAccount, schemes: frozenset[HashScheme]) -> Invalid | None:
    """Refuse a hash whose scheme the hasher does not verify: its owner could never sign in."""
    scheme = command.password_hash.scheme
    if scheme in schemes:
        return None
    values = {"scheme": scheme.value}
    return Invalid((Problem("password_hash", "password_hash/unverifiable", values),))


@frozen
class Imported:
    """What a request stores: the account, which may be there already, and what it holds anew."""

    account: Account
    holding: Holding
    is_new: bool
    waiting: tuple[Registration, ...]

    @property
    def answer(self) -> AccountImported:
        return AccountImported(self.account.id, self.holding)

    @property
    def records(self) -> tuple[Record, ...]:
        return (self.account, self.holding) if self.is_new else (self.holding,)

    @property
    def event(self) -> Event:
        return event.AccountImported(self.account.id, self.holding.contract)


def judge(command: ImportAccount, facts: Facts) -> Imported | Answer:
    """Return what is to be stored, or why nothing is.

    An account that still has the very hash of the request is the one that was imported with it: it
    gets its further contracts so, and a file may be imported again.
    """
    account, holder = facts.account, endless(facts.holdings)
    if account and holder and holder.account == account.id:
        return AlreadyImported(account.id)
    if account and account.password_hash != command.password_hash.stored:
        return AddressTaken()
    if holder:
        return ContractTaken()
    found = _registered(command, facts)
    return _import(command, found, facts) if isinstance(found, Subscription) else found


def _registered(command: ImportAccount, facts: Facts) -> Subscription | Invalid:
    """Return the subscription as the register has it, or why it does not have it."""
    subscriber = facts.subscriber
    if subscriber is None:
        return _not_registered(ProofRefusal.UNKNOWN_CONTRACT)
    meter = command.meter or subscriber.meter
    subscription = Subscription(command.commune, command.contract_number, meter)
    proved = prove(subscription, subscriber, facts.ended, facts.now)
    return _not_registered(proved) if isinstance(proved, ProofRefusal) else proved


def _not_registered(why: ProofRefusal) -> Invalid:
    match why:
        case ProofRefusal.WRONG_METER:
            problem = Problem("meter_number", "meter_number/not_registered")
        case ProofRefusal.CONTRACT_ENDED:
            problem = Problem("contract_number", "contract_number/ended")
        case ProofRefusal.UNKNOWN_CONTRACT | ProofRefusal.CONTRACT_HELD:
            problem = Problem("contract_number", "contract_number/not_registered")
        case never:
            assert_never(never)
    return Invalid((problem,))


def _import(command: ImportAccount, registered: Subscription, facts: Facts) -> Imported:
    account = facts.account or Account(
        facts.account_id,
        command.email,
        command.password_hash.stored,
        facts.now,
        language=command.language,
    )
    ended_on = latest_end(facts.ended, facts.now)
    holding = starting(
        facts.holding_id, account.id, registered, facts.holdings, ended_on, facts.now
    )
    return Imported(account, holding, facts.account is None, facts.waiting)
