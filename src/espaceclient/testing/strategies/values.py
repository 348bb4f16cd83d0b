"""What people type and what it becomes: valid values, ordinary and extreme."""

from datetime import UTC, datetime
from functools import cache

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from espaceclient.domain.email_address import EmailAddress
from espaceclient.domain.extra_fields import LONGEST_EXTRA, MOST_FIELDS, Extra
from espaceclient.domain.instant import FOREVER
from espaceclient.domain.language import Language
from espaceclient.domain.password import LONGEST_NORMALISED, PasswordAttempt, PasswordHash, prepare
from espaceclient.domain.password_policy import LONGEST, SHORTEST, Password, PasswordPolicy
from espaceclient.domain.token import IssuedToken, Purpose
from espaceclient.domain.values import (
    LONGEST_CUSTOMER,
    ClientNetwork,
    Commune,
    Communes,
    Contract,
    ContractNumber,
    MeterNumber,
    Operator,
    Subscriber,
)
from espaceclient.ports.tokens import Tokens
from espaceclient.testing.samples import (
    CLOCK_CHANGES,
    EPOCH,
    HERE,
    LONG_OPERATOR,
    LONGEST_ASCII_EMAIL,
    LONGEST_EMAIL,
    LONGEST_NAME,
    THERE,
    TICK,
)

_URL_SAFE = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_ATOMS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_+"
_HOSTS = ("exemple.fr", "Exemple.FR", "mél.exemple.fr", "münchen.example", "courrier.test")
_LOCAL_PARTS = ("Zoë.Müller", "o'brien", "x", "用户", "jean-paul+eau", "\U00010400lice")
_ASTRAL = "\U0001f4a7"
_PASSWORD_OF_512_BYTES = "\U00010400\U00010428\U0001d7ce\U0001f4a7" * 32


def instants(earliest: datetime = EPOCH, latest: datetime = FOREVER) -> SearchStrategy[datetime]:
    """Aware instants in UTC, to the microsecond; often the first two, or the last, that there
    are, or one around a change of France's clock.
    """
    ordinary = st.datetimes(
        earliest.replace(tzinfo=None), latest.replace(tzinfo=None), timezones=st.just(UTC)
    )
    changes = [each for each in CLOCK_CHANGES if earliest <= each <= latest]
    ends = (earliest, min(earliest, latest - TICK) + TICK, latest)
    return ordinary | st.sampled_from((*ends, *changes))


@cache
def ids() -> SearchStrategy[str]:
    """Ids as ``Tokens.new_id`` draws them."""
    return _written_in(_URL_SAFE, 43)


def _written_in(digits: str, length: int) -> SearchStrategy[str]:
    """Numbers written in those digits: one draw, where a text would take one for each character."""

    def write(number: int) -> str:
        return "".join(
            digits[number // len(digits) ** place % len(digits)] for place in range(length)
        )

    return st.integers(0, len(digits) ** length - 1).map(write)


@cache
def names() -> SearchStrategy[str]:
    """Names of communes and operators: the shortest and the longest of France, any letters, astral
    ones too.
    """
    letters = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=30)
    known = ("Eaux d'Ici", f"Sources {_ASTRAL}", "Y", LONGEST_NAME, LONG_OPERATOR)
    return st.sampled_from(known) | letters


@cache
def operators() -> SearchStrategy[Operator]:
    """Operators whose code is their name, and others."""
    return names().map(Operator) | st.builds(Operator, names(), names())


def communes(operator: SearchStrategy[Operator] | None = None) -> SearchStrategy[Commune]:
    codes = _written_in("0123456789AB", 5) | st.sampled_from(("01001", "2A004"))
    return st.builds(Commune, codes, names(), operators() if operator is None else operator)


@cache
def several_communes() -> SearchStrategy[Communes]:
    """From one to eight communes of one to eight operators."""
    companies = st.lists(
        operators(), min_size=1, max_size=8, unique_by=lambda operator: operator.code
    )

    def served(by: list[Operator]) -> SearchStrategy[list[Commune]]:
        one = communes(st.sampled_from(by))
        return st.lists(one, min_size=1, max_size=8, unique_by=lambda commune: commune.code)

    return companies.flatmap(served).map(Communes.of)


@cache
def contract_numbers() -> SearchStrategy[ContractNumber]:
    """Seven digits; leading zeros are common."""
    digits = st.integers(0, 9_999_999) | st.integers(0, 999) | st.sampled_from((0, 9_999_999))
    return digits.map(lambda number: ContractNumber(f"{number:07}"))


@cache
def meter_numbers() -> SearchStrategy[MeterNumber]:
    long = _written_in("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", 19)
    lettered = long | st.sampled_from(("AB", "0000000"))
    ending = st.builds(lambda text, digit: f"{text}{digit}", lettered, st.integers(0, 9))
    return (st.sampled_from(("000", "0" * 20, "1E5")) | ending).map(MeterNumber)


@cache
def contracts() -> SearchStrategy[Contract]:
    return st.builds(Contract, operators(), contract_numbers())


@cache
def subscribers() -> SearchStrategy[Subscriber]:
    """Lines of a register; some tell when the contract begins, and the customer reference."""
    return _lines(contracts())


def _lines(contract: SearchStrategy[Contract]) -> SearchStrategy[Subscriber]:
    begun, known = st.none() | instants(), st.none() | customers()
    return st.builds(Subscriber, contract, meter_numbers(), st.booleans(), begun, known)


@cache
def customers() -> SearchStrategy[str]:
    """Customer references: leading zeros, inner spaces, any letters, up to the longest."""
    odd = ("0", "007", "C 42", "2-0815/A", "Nº 42", f"{_ASTRAL}1", "9" * LONGEST_CUSTOMER)
    return st.sampled_from(odd) | st.integers(0, 10**9).map("{:09}".format)


@cache
def extras() -> SearchStrategy[Extra]:
    """What was typed into a host's own fields: often nothing, any letters, up to the most."""
    lines = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=20)
    named = st.sampled_from(("telephone", "floor_2", "a"))
    longest = {f"field_{number}": _ASTRAL * LONGEST_EXTRA for number in range(MOST_FIELDS)}
    return st.just({}) | st.dictionaries(named, lines, max_size=3) | st.just(longest)


@cache
def registers() -> SearchStrategy[tuple[Subscriber, ...]]:
    """A register's lines: each contract once, the same digits at several operators."""
    operator = st.sampled_from([HERE, THERE, Operator("Sources")])
    number = st.sampled_from(("0000000", "0000042", "4200000", "9999999")).map(ContractNumber)
    contract = st.builds(Contract, operator, number)
    return st.lists(
        _lines(contract), max_size=8, unique_by=lambda subscriber: subscriber.contract
    ).map(tuple)


@cache
def languages() -> SearchStrategy[Language]:
    """Languages: any may be chosen by a host that words it."""
    return st.sampled_from(("fr", "en", "oci")).map(Language)


@cache
def email_texts() -> SearchStrategy[str]:
    """Texts that ``EmailAddress.parse`` accepts, the longest ones among them."""
    atoms = st.text(_ATOMS, min_size=1, max_size=20).filter(lambda text: text[0] != "-")
    local = atoms | st.sampled_from(_LOCAL_PARTS)
    ordinary = st.builds(lambda name, host: f"{name}@{host}", local, st.sampled_from(_HOSTS))
    return ordinary | st.sampled_from((LONGEST_EMAIL, LONGEST_ASCII_EMAIL, "x@y.fr"))


@cache
def email_addresses() -> SearchStrategy[EmailAddress]:
    return email_texts().map(EmailAddress)


@cache
def password_texts(shortest: int = SHORTEST) -> SearchStrategy[str]:
    """Texts that a policy accepts: spaces at either end, any script, 128 code points at most."""
    characters = st.characters(exclude_categories=("C", "M"))
    filling = st.text(characters, min_size=shortest - 4, max_size=100).map("aB1!".__add__)
    start, end = st.sampled_from(("", " ", "É")), st.sampled_from(("", " ", "é", _ASTRAL))
    ordinary = st.tuples(start, filling, end).map("".join)
    extreme = ("aB1!".ljust(shortest, "x"), "aB1!".ljust(LONGEST, "é"), _PASSWORD_OF_512_BYTES)
    policy = PasswordPolicy(shortest)
    accepted = ordinary.filter(lambda text: isinstance(policy.parse(text), Password))
    return accepted | st.sampled_from(extreme)


@cache
def passwords() -> SearchStrategy[Password]:
    return password_texts().map(lambda text: Password(prepare(text)))


@cache
def password_attempts() -> SearchStrategy[PasswordAttempt]:
    """Whatever somebody may type: lone surrogates, controls, and more than any password has."""
    extreme = st.sampled_from(("\ud800", "\0", " ", "a\u0301" * (LONGEST_NORMALISED + 1)))
    return (st.text(min_size=1, max_size=140) | password_texts() | extreme).map(PasswordAttempt)


@cache
def password_hashes() -> SearchStrategy[PasswordHash]:
    """Hashes for storages to keep; no password leads to them."""
    digest = _written_in("./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", 53)
    key_id = st.none() | st.sampled_from(("k", "2026", "an-older_key"))
    return st.builds(lambda text, key: PasswordHash(f"$2b$12${text}", key), digest, key_id)


@cache
def client_networks() -> SearchStrategy[ClientNetwork]:
    """IPv4 addresses, /64 networks of IPv6 ones, and what is neither: no text is refused as a
    network.
    """
    odd = st.sampled_from(("::ffff:192.0.2.1", "fe80::1%eth0", "unix:", "testclient", ""))
    return (st.ip_addresses().map(str) | odd).map(ClientNetwork.parse)


def issued_tokens(tokens: Tokens, purpose: Purpose) -> SearchStrategy[IssuedToken[str, str]]:
    """Ids, and the tokens that open them."""
    return ids().map(lambda drawn: IssuedToken(drawn, tokens.sign(purpose, drawn)))


@cache
def forged_tokens() -> SearchStrategy[str]:
    """Whatever comes in as a link, a session or a browser and was never signed."""
    forged = st.tuples(ids(), _written_in(_URL_SAFE, 43)).map(".".join)
    odd = st.sampled_from(("", ".", "a.", ".b", "é.é", "\0.\0", "x" * 9999))
    return forged | ids() | st.text(max_size=200) | odd
