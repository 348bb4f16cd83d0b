"""Sample values that laws, strategies and histories share."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

from espaceclient.domain.account import Account, AccountId, Subscription
from espaceclient.domain.email_address import EmailAddress
from espaceclient.domain.holding import Holding, HoldingId
from espaceclient.domain.lifetimes import Lifetimes
from espaceclient.domain.mail import AccountConfirmedMail, ActivationMail, Mail, QueuedMail
from espaceclient.domain.password import PasswordHash
from espaceclient.domain.policy import Policy
from espaceclient.domain.registration import RegistrationId
from espaceclient.domain.throttle import Limits
from espaceclient.domain.values import (
    Commune,
    Communes,
    Contract,
    ContractNumber,
    MeterNumber,
    Operator,
    Subscriber,
)
from espaceclient.ports.keys import FingerprintKeys, Key, Keys, LinkKeys, PepperKeys, SessionKeys
from espaceclient.ports.outbox import LeasedMail, OutboxEntry
from espaceclient.relay import Links

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TICK = timedelta(microseconds=1)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
BEGINNING = EPOCH + timedelta(days=20_000)
"""When histories begin."""

HERE, THERE = Operator("Eaux d'Ici", "ici"), Operator("Eaux de Là-bas")

COMMUNES = Communes.of(
    (
        Commune("13001", "Ici-les-Bains", HERE),
        Commune("13002", "Là-bas", THERE),
        Commune("13003", "Ici-le-Vieux", HERE),
    )
)

REGISTER = (
    Subscriber(Contract(HERE, ContractNumber("0000042")), MeterNumber("A042")),
    Subscriber(Contract(THERE, ContractNumber("0000042")), MeterNumber("B042")),
    Subscriber(
        Contract(HERE, ContractNumber("4200000")),
        MeterNumber("C420"),
        since=BEGINNING - 10 * DAY,
        customer="C 42",
    ),
    Subscriber(Contract(HERE, ContractNumber("9999999")), MeterNumber("D999"), ended=True),
)
"""The same digits at two operators, a number that differs by its zeros, of which the register tells
when it began and for whom, and a contract that has ended.
"""

LINKS = Links("https://exemple.fr/")
KEYS = Keys(
    links=LinkKeys.of(Key("first", b"1" * 32)),
    sessions=SessionKeys.of(Key("first", b"2" * 32)),
    fingerprints=FingerprintKeys.of(Key("first", b"3" * 32)),
    peppers=PepperKeys.of(Key("first", b"4" * 32)),
)

# 254 bytes, and no address has more: an SMTP path has at most 256 octets, its two angle brackets
# among them (RFC 5321, 4.5.3.1.3), so one of 255 cannot be written after MAIL FROM or RCPT TO.
LONGEST_EMAIL = f"{'é' * 32}@{'a' * 63}.{'b' * 63}.{'c' * 58}.fr"
LONGEST_ASCII_EMAIL = f"{'L' * 64}@{'a' * 63}.{'b' * 63}.{'c' * 58}.fr"
LONGEST_NAME = "Saint-Remy-en-Bouzemont-Saint-Genest-et-Isson"
LONG_OPERATOR = "Régie intercommunale des eaux et d'assainissement du Haut-Pays d'Ô"
CLOCK_CHANGES = tuple(
    datetime.fromisoformat(f"{instant}+00:00")
    for instant in (
        "2026-03-29T00:59:59.999999",
        "2026-03-29T01:30:00",
        "2026-10-25T00:30:00",
        "2026-10-25T01:30:00",
    )
)
"""Instants around both changes of France's clock: the hour that is missing, and the two that read
the same.
"""

PASSWORD_HASH = PasswordHash("$2b$04$" + "." * 53, "key")
"""For storages to keep; no password leads to it."""


A_MAIL = ActivationMail(EmailAddress("anne@exemple.fr"), RegistrationId("one"), 48 * HOUR)


def mail_to(name: str) -> Mail:
    return AccountConfirmedMail(EmailAddress(f"{name}@exemple.fr"))


def name_of(mail: QueuedMail | None) -> str:
    """Return the name that ``mail_to`` gave it."""
    return mail.to.text.partition("@")[0] if mail else "unreadable"


def names_of(several: Iterable[LeasedMail | OutboxEntry]) -> list[str]:
    return [name_of(each.mail) for each in several]


def sample_account(account_id: str, name: str) -> Account:
    """Return an account of that id, at ``name@exemple.fr``."""
    email = EmailAddress(f"{name}@exemple.fr")
    return Account(AccountId(account_id), email, PASSWORD_HASH, EPOCH)


def sample_subscription(contract: int) -> Subscription:
    """Return a subscription to the contract of that number."""
    commune = Commune("13026", "Châteauneuf-Les-Martigues", HERE)
    return Subscription(commune, ContractNumber(f"{contract:07}"), MeterNumber("A1B2C3"))


def sample_holding(holding_id: str, account: Account, contract: int) -> Holding:
    """Return a holding of that id and contract without an end."""
    return Holding(HoldingId(holding_id), account.id, sample_subscription(contract), EPOCH)


LOW_LIMITS = Policy(
    limits=Limits(
        sign_in_failures_before_wait=2,
        sign_in_failures_a_day=4,
        sign_in_failures_in_a_row=6,
        sign_in_failures_an_hour_per_network=5,
        wrong_pairs_an_hour_per_contract_and_network=2,
        wrong_pairs_an_hour_per_contract=5,
        wrong_pairs_an_hour_per_meter=5,
        wrong_pairs_an_hour_per_network=3,
        openings_an_hour_per_contract=3,
        openings_an_hour_per_recipient=4,
        resets_an_hour_per_address=2,
        resets_an_hour_per_network=3,
    ),
    lifetimes=Lifetimes(session_total=HOUR, ended_contract=DAY),
)
"""Limits so low, and sessions so short, that a short history reaches them all."""

SOMEBODY: Mapping[str, str] = {
    "commune": "13001",
    "email": "quelquun@exemple.fr",
    "password": "Secret1! de quelqu'un",
    "confirmation": "Secret1! de quelqu'un",
    "contract_number": "0000042",
    "meter_number": "A042",
}
"""The form of the one whose account is nobody's business; a stranger may know all but the password.
"""
