"""Values: valid ones, ordinary and extreme."""

from datetime import UTC, datetime, timedelta
from functools import cache

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from espaceclient.domain.email_address import EmailAddress
from espaceclient.domain.instant import FOREVER
from espaceclient.domain.lifetimes import Lifetimes
from espaceclient.domain.password import Password, PasswordAttempt, PasswordHash
from espaceclient.domain.password_policy import PasswordPolicy
from espaceclient.domain.rules import Rules
from espaceclient.domain.throttle import Limits
from espaceclient.domain.values import (
    Commune,
    Communes,
    Contract,
    ContractNumber,
    MeterNumber,
    Operator,
    Origin,
    Subscriber,
)

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

LONGEST_EMAIL = f"{'é' * 32}@{'a' * 63}.{'b' * 63}.{'c' * 57}.fr"
LONGEST_ASCII_EMAIL = f"{'L' * 64}@{'a' * 63}.{'b' * 63}.{'c' * 58}.fr"

_ATOMS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_+"
_HOSTS = ("exemple.fr", "Exemple.FR", "mél.exemple.fr", "münchen.example", "courrier.test")
_LOCAL_PARTS = ("Zoë.Müller", "o'brien", "x", "用户", "jean-paul+eau", "\U00010400lice")
_ASTRAL = "\U0001f4a7"


def instants(earliest: datetime = EPOCH, latest: datetime = FOREVER) -> SearchStrategy[datetime]:
    """Aware instants in UTC, to the microsecond."""
    naive = st.datetimes(earliest.replace(tzinfo=None), latest.replace(tzinfo=None))
    return naive.map(lambda instant: instant.replace(tzinfo=UTC))


@cache
def ids() -> SearchStrategy[str]:
    """Ids as ``Secrets.new_id`` draws them."""
    return _written_in("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", 22)


def _written_in(digits: str, length: int) -> SearchStrategy[str]:
    """Numbers written in those digits: one draw, where a text would take one for each character."""

    def write(number: int) -> str:
        return "".join(digits[number // len(digits) ** place % len(digits)] for place in range(length))

    return st.integers(0, len(digits) ** length - 1).map(write)


@cache
def names() -> SearchStrategy[str]:
    """Names of communes and operators: any letters, astral ones too."""
    letters = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=30)
    return st.sampled_from(("Eaux d'Ici", "Châteauneuf-Les-Martigues", f"Sources {_ASTRAL}")) | letters


@cache
def operators() -> SearchStrategy[Operator]:
    return st.builds(Operator, names())


def communes(operator: SearchStrategy[Operator] | None = None) -> SearchStrategy[Commune]:
    codes = _written_in("0123456789AB", 5)
    return st.builds(Commune, codes, names(), operators() if operator is None else operator)


@cache
def several_communes() -> SearchStrategy[Communes]:
    """From one to eight communes of one to eight operators."""
    unique = st.lists(communes(), min_size=1, max_size=8, unique_by=lambda commune: commune.code)
    return unique.map(Communes.of)


@cache
def contract_numbers() -> SearchStrategy[ContractNumber]:
    """Seven digits; leading zeros are common."""
    digits = st.integers(0, 9_999_999) | st.integers(0, 999)
    return digits.map(lambda number: ContractNumber(f"{number:07}"))


@cache
def meter_numbers() -> SearchStrategy[MeterNumber]:
    lettered = _written_in("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", 19) | st.sampled_from(("AB", "0000000"))
    return st.sampled_from(("000", "0" * 20, "1E5")).map(MeterNumber) | st.builds(
        lambda text, digit: MeterNumber(f"{text}{digit}"), lettered, st.integers(0, 9)
    )


@cache
def contracts() -> SearchStrategy[Contract]:
    return st.builds(Contract, operators(), contract_numbers())


@cache
def subscribers() -> SearchStrategy[Subscriber]:
    return st.builds(Subscriber, contracts(), meter_numbers(), st.booleans())


@cache
def registers() -> SearchStrategy[tuple[Subscriber, ...]]:
    """A register's lines: each contract once, the same digits at several operators."""
    operator = st.sampled_from([Operator("Eaux d'Ici"), Operator("Eaux de Là-bas"), Operator("Sources")])
    number = st.sampled_from([ContractNumber(digits) for digits in ("0000000", "0000042", "4200000", "9999999")])
    line = st.builds(Subscriber, st.builds(Contract, operator, number), meter_numbers(), st.booleans())
    return st.lists(line, max_size=8, unique_by=lambda subscriber: subscriber.contract).map(tuple)


@cache
def email_texts() -> SearchStrategy[str]:
    """Texts that ``EmailAddress.parse`` accepts, the longest ones among them."""
    atoms = st.text(_ATOMS, min_size=1, max_size=20).filter(lambda text: text[0] != "-")
    local = atoms | st.sampled_from(_LOCAL_PARTS)
    ordinary = st.builds(lambda name, host: f"{name}@{host}", local, st.sampled_from(_HOSTS))
    return ordinary | st.sampled_from((LONGEST_EMAIL, LONGEST_ASCII_EMAIL))


@cache
def email_addresses() -> SearchStrategy[EmailAddress]:
    return email_texts().map(email_address)


def email_address(text: str) -> EmailAddress:
    """Parse an address that is known to be right; raises ``ValueError`` when it is not."""
    parsed = EmailAddress.parse(text)
    if not isinstance(parsed, EmailAddress):
        raise ValueError(f"not an e-mail address: {text!r}")
    return parsed


@cache
def password_texts() -> SearchStrategy[str]:
    """Texts that the guide's five rules accept: spaces at either end, any script, 8 to 128 code points."""
    filling = st.text(st.characters(exclude_categories=("C", "Mn", "Mc", "Me")), min_size=4, max_size=100)
    ordinary = st.builds(lambda middle, end: f"aB1!{middle}{end}", filling, st.sampled_from(("", " ", "é", _ASTRAL)))
    return ordinary.filter(lambda text: PasswordPolicy().checklist(text).accepted)


@cache
def passwords() -> SearchStrategy[Password]:
    return password_texts().map(Password)


@cache
def password_attempts() -> SearchStrategy[PasswordAttempt]:
    """Whatever somebody may type: lone surrogates and controls too."""
    return (st.text(min_size=1, max_size=140) | password_texts()).map(PasswordAttempt)


@cache
def password_hashes() -> SearchStrategy[PasswordHash]:
    """Hashes for storages to keep; no password leads to them."""
    digest = _written_in("./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", 53)
    key_id = st.none() | st.sampled_from(("k", "2026", "an-older_key"))
    return st.builds(lambda text, key: PasswordHash(f"$2b$12${text}", key), digest, key_id)


@cache
def origins() -> SearchStrategy[Origin]:
    return st.ip_addresses().map(lambda address: Origin.parse(str(address)))


@cache
def lifetimes() -> SearchStrategy[Lifetimes]:
    """Every configuration that is not refused."""
    minute = timedelta(minutes=1)
    return st.builds(
        Lifetimes,
        activation=st.timedeltas(minute, timedelta(hours=48)),
        reset=st.timedeltas(minute, timedelta(hours=24)),
        session_idle=st.timedeltas(minute, timedelta(minutes=30)),
        session_total=st.timedeltas(minute, timedelta(hours=12)),
    )


@cache
def limits() -> SearchStrategy[Limits]:
    """Every tuning that is not refused."""
    return st.builds(
        Limits,
        sign_in_failures_before_wait=st.integers(1, 50),
        sign_in_first_wait=st.timedeltas(timedelta(seconds=1), timedelta(hours=1)),
        sign_in_longest_wait=st.timedeltas(timedelta(seconds=1), timedelta(days=1)),
        sign_in_failures_a_day=st.integers(1, 250),
        sign_in_failures_in_a_row=st.integers(1, 1000),
        wrong_pairs_an_hour_per_contract=st.integers(1, 50),
        wrong_pairs_an_hour_per_origin=st.integers(1, 200),
        openings_an_hour_per_contract=st.integers(1, 100),
        resets_an_hour_per_address=st.integers(1, 30),
    )


@cache
def rules() -> SearchStrategy[Rules]:
    return st.builds(Rules, st.builds(PasswordPolicy, st.integers(8, 64)), lifetimes(), limits())
