"""Records and lines by number: different numbers have nothing in common."""

from datetime import timedelta

from attrs import evolve

from espaceclient import Contract, ContractNumber, EmailAddress, MeterNumber, Subscriber
from espaceclient.domain.account import Account, AccountId, Subscription
from espaceclient.domain.address_change import AddressChange, AddressChangeId
from espaceclient.domain.decision import Decision, Record
from espaceclient.domain.holding import Holding, HoldingId
from espaceclient.domain.lifetimes import Validity
from espaceclient.domain.mail import QueuedMail
from espaceclient.domain.registration import BrowserId, Registration, RegistrationId
from espaceclient.domain.reset import Reset, ResetId
from espaceclient.domain.session import Session, SessionId
from espaceclient.domain.throttle import FailedAttempts, HourlyCounter
from espaceclient.values import PasswordHash
from tests.client_fixture import COMMUNES, NOON

CASSIS = COMMUNES.communes[0]
HOUR = timedelta(hours=1)


def email(number: int) -> EmailAddress:
    return EmailAddress(f"Jeanne{number}@exemple.fr")


def subscription(number: int) -> Subscription:
    return Subscription(CASSIS, ContractNumber(f"{number:07}"), MeterNumber(f"A{number:08}"))


def account(number: int) -> Account:
    password_hash = PasswordHash("$2b$04$hash", "2026")
    return Account(AccountId(f"account-{number}"), email(number), password_hash, NOON)


def holding(number: int, owner: Account) -> Holding:
    return Holding(HoldingId(f"holding-{number}"), owner.id, subscription(number), NOON)


def registration(number: int) -> Registration:
    return Registration(
        RegistrationId(f"registration-{number}"),
        email(number),
        PasswordHash("$2b$04$hash", None),
        subscription(number),
        BrowserId(f"browser-{number}"),
        Validity(NOON, NOON + HOUR),
    )


def reset(number: int, owner: Account) -> Reset:
    return Reset(
        ResetId(f"reset-{number}"), owner.id, owner.password_version, Validity(NOON, NOON + HOUR)
    )


def address_change(number: int, owner: Account) -> AddressChange:
    return AddressChange(
        AddressChangeId(f"change-{number}"),
        owner.id,
        owner.password_version,
        email(100 + number),
        BrowserId(f"browser-{number}"),
        Validity(NOON, NOON + HOUR),
    )


def session(number: int, owner: Account) -> Session:
    return Session(
        SessionId(f"session-{number}"), owner.id, owner.password_version, NOON, NOON, NOON + HOUR
    )


def counter(number: int) -> HourlyCounter:
    return HourlyCounter(f"counter-{number}", number, NOON)


def failed_attempts(number: int) -> FailedAttempts:
    return FailedAttempts(f"failed_attempts-{number}", number, number, NOON, NOON, NOON + HOUR)


def with_address_of(one: Account, other: Account) -> Account:
    return evolve(one, email=other.email)


def saving(*records: Record, queue: tuple[QueuedMail, ...] = ()) -> Decision[None]:
    return Decision(None, NOON, save=records, queue=queue)


def line(number: int, meter: str = "A00000001") -> Subscriber:
    return Subscriber(contract(number), MeterNumber(meter))


def contract(number: int) -> Contract:
    return Contract(CASSIS.operator, ContractNumber(f"{number:07}"))
