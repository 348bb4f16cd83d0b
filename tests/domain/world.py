"""Facts that the use cases' tests begin with: a contract, its subscriber, an account, and noon."""

from datetime import UTC, datetime, timedelta

from espaceclient import (
    Commune,
    ContractNumber,
    EmailAddress,
    Lifetimes,
    MeterNumber,
    Operator,
    Policy,
    Subscriber,
)
from espaceclient.domain.account import Account, AccountId, Subscription
from espaceclient.domain.address_change import AddressChange, AddressChangeId
from espaceclient.domain.holding import Holding, HoldingId
from espaceclient.domain.lifetimes import Validity
from espaceclient.domain.masked_contract import MaskedContract
from espaceclient.domain.rates import Rate, Rates
from espaceclient.domain.registration import BrowserId, Registration, RegistrationId
from espaceclient.domain.reply import InTheWay
from espaceclient.domain.reset import Reset, ResetId
from espaceclient.domain.session import Session, SessionId
from espaceclient.domain.throttle import FailedAttempts, HourlyCounter
from espaceclient.domain.token import BrowserToken, IssuedToken, SessionToken, WaitingToken
from espaceclient.domain.values import ClientNetwork
from espaceclient.values import PasswordHash

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
POLICY = Policy()

CASSIS = Commune("13022", "Cassis", Operator("Société Eau de Marseille Métropole"))
FUVEAU = Commune("13040", "Fuveau", Operator("Agglopole Provence Eau"))
CONTRACT_NUMBER = ContractNumber("0123456")
METER = MeterNumber("A02GJ098702")
SUBSCRIPTION = Subscription(CASSIS, CONTRACT_NUMBER, METER)
MASKED = MaskedContract("456", "Cassis")
"""Its contract, as whoever asked for it is told."""
SUBSCRIBER = Subscriber(SUBSCRIPTION.contract, METER)

NETWORK = ClientNetwork.parse("192.0.2.7")
SHORTENED = "192.0.2.0/24"
SUBJECT = "fingerprint of Jeanne's address"

JEANNE = EmailAddress("Jeanne@exemple.fr")
PAUL = EmailAddress("paul@exemple.fr")
OLD_HASH = PasswordHash("old", "k1")
NEW_HASH = PasswordHash("new", "k2")

ACCOUNT = Account(AccountId("account-1"), JEANNE, OLD_HASH, NOON)
HOLDING = Holding(HoldingId("holding-1"), ACCOUNT.id, SUBSCRIPTION, NOON)
PAULS_ACCOUNT = Account(AccountId("account-2"), PAUL, OLD_HASH, NOON)
BROWSER = IssuedToken(BrowserId("browser-1"), BrowserToken("browser-1.token"))
WAITING = IssuedToken(RegistrationId("registration-1"), WaitingToken("registration-1.token"))
NOBODY_IN_THE_WAY = InTheWay(None, None)
SESSION_TOKEN = IssuedToken(SessionId("session-1"), SessionToken("session-1.token"))
REGISTRATION = Registration(
    RegistrationId("registration-1"),
    JEANNE,
    OLD_HASH,
    SUBSCRIPTION,
    BrowserId("browser-1"),
    Validity.starting(NOON, timedelta(hours=48)),
)
SESSION = Session.opened(SessionId("session-1"), ACCOUNT, NOON, Lifetimes())
RESET = Reset(
    ResetId("reset-1"),
    ACCOUNT.id,
    ACCOUNT.password_version,
    Validity.starting(NOON, timedelta(hours=1)),
)

NEW_ADDRESS = EmailAddress("jeanne@nouveau.fr")
CHANGE = AddressChange(
    AddressChangeId("change-1"),
    ACCOUNT.id,
    ACCOUNT.password_version,
    NEW_ADDRESS,
    BrowserId("browser-1"),
    Validity.starting(NOON, timedelta(hours=24)),
)


def counter(key: str, count: int = 0) -> HourlyCounter:
    return HourlyCounter(key, count, NOON)


def rates(**counted: tuple[int, int]) -> Rates:
    """Return limits by their keys: what was counted, and the most that may be."""
    return Rates(tuple(Rate(counter(key, count), most) for key, (count, most) in counted.items()))


def failed_attempts(in_a_row: int = 0, in_the_day: int = 0) -> FailedAttempts:
    return FailedAttempts(
        "failed_attempts", in_a_row, in_the_day, NOON, NOON, NOON + timedelta(days=in_a_row)
    )
