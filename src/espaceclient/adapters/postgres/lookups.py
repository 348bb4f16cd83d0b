"""The port's lookups as SQL conditions, each answered by an index; many are one statement."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, assert_never

from attrs import frozen

from espaceclient.adapters.codec import to_microseconds
from espaceclient.adapters.postgres.tables import (
    ACCOUNTS,
    ADDRESS_CHANGES,
    BY_CLASS,
    EXPIRING,
    HOLDINGS,
    REGISTRATIONS,
    RESETS,
    SESSIONS,
    Table,
)
from espaceclient.domain.values import Contract
from espaceclient.ports.storage import (
    AccountAtAddress,
    AccountOfAddressChange,
    AccountOfContract,
    AccountOfReset,
    AccountOfSession,
    AccountsInOrder,
    AddressChangesOfAccount,
    AnyLookup,
    ByIdentity,
    EndlessHoldings,
    Expired,
    HoldingsOfAccount,
    HoldingsOfContract,
    HoldingsOfSession,
    RegistrationsAtAddress,
    RegistrationsFor,
    RegistrationsOfContract,
    ResetsOfAccount,
    SessionsOfAccount,
    Snapshot,
    Stored,
    sought,
)

_HOLDER = """
    SELECT account FROM {schema}.holdings
    WHERE operator = %s AND contract_number = %s AND until IS NULL
"""


@frozen
class Question:
    """A condition on the records of a table; ``parameters`` fill the ``%s`` of ``condition``."""

    table: Table
    condition: str
    parameters: tuple[str | int, ...]

    @property
    def rest(self) -> str:
        """What follows the columns in a statement."""
        return f"FROM {self.table.name} WHERE {self.condition}"


@frozen
class Query:
    """One statement, whose rows are those of all the lookups: of one moment, in one trip.

    A row is the number of its question, a version and a record.
    """

    lookups: tuple[AnyLookup, ...]
    questions: tuple[tuple[int, Question], ...]

    @classmethod
    def of(cls, lookups: Iterable[AnyLookup]) -> "Query":
        asked = tuple(dict.fromkeys(lookups))
        numbered = [(number, each) for number, one in enumerate(asked) for each in questions(one)]
        return cls(asked, tuple(numbered))

    @property
    def text(self) -> str:
        return _numbered(tuple(question.rest for _, question in self.questions))

    @property
    def parameters(self) -> tuple[str | int, ...]:
        return tuple(each for _, question in self.questions for each in question.parameters)

    def snapshot(self, rows: Iterable[Sequence[Any]]) -> Snapshot:
        """Return what the rows say; raises ``Unreadable``.

        The rows of one question are in its order; those of several may be mixed.
        """
        found: list[list[Stored[Any]]] = [[] for _ in self.questions]
        for number, version, fields in rows:
            found[number].append(self.questions[number][1].table.stored(version, fields))
        answers: list[list[Stored[Any]]] = [[] for _ in self.lookups]
        for (lookup, _), stored in zip(self.questions, found, strict=True):
            answers[lookup] += stored
        return Snapshot(
            {each: tuple(stored) for each, stored in zip(self.lookups, answers, strict=True)}
        )


def comparison(seen: Snapshot) -> tuple[str, tuple[Any, ...]]:
    """Return the condition that every lookup would find the same versions again."""
    conditions = ["TRUE"]
    parameters: list[Any] = []
    for lookup, found in seen.found.items():
        asked = questions(lookup)
        conditions.append(_versions(tuple(each.rest for each in asked)))
        parameters += [each for question in asked for each in question.parameters]
        parameters.append(_array(stored.version for stored in found))
    return " AND ".join(conditions), tuple(parameters)


@lru_cache(1000)
def _numbered(asked: tuple[str, ...]) -> str:
    return " UNION ALL ".join(
        f"(SELECT {number}, version, record {each})" for number, each in enumerate(asked)
    )


@lru_cache(1000)
def _versions(asked: tuple[str, ...]) -> str:
    """A version is never used twice: in whatever order, equal versions are equal records."""
    found = " UNION ALL ".join(f"(SELECT version {each})" for each in asked)
    return f"ARRAY(SELECT version FROM ({found}) AS found ORDER BY version) = %s::bigint[]"  # noqa: S608 - as above


def _array(versions: Iterable[int]) -> str:
    """Return versions in their order, as a text: a list is of another type when it is empty."""
    return f"{{{','.join(map(str, sorted(versions)))}}}"


def questions(lookup: AnyLookup) -> tuple[Question, ...]:
    """Return the conditions that find what a lookup asks for, one for each table."""
    if isinstance(lookup, ByIdentity):
        record, identity = sought(lookup)
        table = BY_CLASS[record]
        return (Question(table, f"{table.identity} = %s", (identity,)),)
    match lookup:
        case AccountAtAddress(key):
            return (Question(ACCOUNTS, "email_key = %s", (key,)),)
        case AccountOfContract(contract):
            return (Question(ACCOUNTS, f"id = ({_HOLDER})", _named(contract)),)
        case AccountOfSession() | AccountOfReset() | AccountOfAddressChange():
            return (_owner(lookup),)
        case (
            HoldingsOfAccount()
            | ResetsOfAccount()
            | AddressChangesOfAccount()
            | SessionsOfAccount()
        ):
            return (_of_account(lookup),)
        case HoldingsOfSession(session):
            of_session = (
                "account = (SELECT account FROM {schema}.sessions WHERE id = %s) ORDER BY id"
            )
            return (Question(HOLDINGS, of_session, (session,)),)
        case HoldingsOfContract(contract):
            of_contract = "operator = %s AND contract_number = %s ORDER BY id"
            return (Question(HOLDINGS, of_contract, _named(contract)),)
        case AccountsInOrder(after, at_most):
            return (Question(ACCOUNTS, "id > %s ORDER BY id LIMIT %s", (after, at_most)),)
        case EndlessHoldings(after, at_most):
            page = "until IS NULL AND id > %s ORDER BY id LIMIT %s"
            return (Question(HOLDINGS, page, (after, at_most)),)
        case RegistrationsFor():
            return (_waiting(lookup),)
        case RegistrationsAtAddress(key):
            return (Question(REGISTRATIONS, "email_key = %s ORDER BY id", (key,)),)
        case RegistrationsOfContract(contract):
            of_contract = "operator = %s AND contract_number = %s ORDER BY id"
            return (Question(REGISTRATIONS, of_contract, _named(contract)),)
        case Expired(now, at_most):
            return tuple(_due(table, to_microseconds(now), at_most) for table in EXPIRING)
        case _:
            assert_never(lookup)


def _owner(lookup: AccountOfSession | AccountOfReset | AccountOfAddressChange) -> Question:
    match lookup:
        case AccountOfSession(id):
            condition = "id = (SELECT account FROM {schema}.sessions WHERE id = %s)"
        case AccountOfReset(id):
            condition = "id = (SELECT account FROM {schema}.resets WHERE id = %s)"
        case AccountOfAddressChange(id):
            condition = "id = (SELECT account FROM {schema}.address_changes WHERE id = %s)"
        case _:
            assert_never(lookup)
    return Question(ACCOUNTS, condition, (id,))


def _of_account(
    lookup: HoldingsOfAccount | ResetsOfAccount | AddressChangesOfAccount | SessionsOfAccount,
) -> Question:
    match lookup:
        case HoldingsOfAccount():
            table = HOLDINGS
        case ResetsOfAccount():
            table = RESETS
        case AddressChangesOfAccount():
            table = ADDRESS_CHANGES
        case SessionsOfAccount():
            table = SESSIONS
        case _:
            assert_never(lookup)
    return Question(table, "account = %s ORDER BY id", (lookup.account,))


def _named(contract: Contract) -> tuple[str, str]:
    return contract.operator.code, contract.number.digits


def _waiting(lookup: RegistrationsFor) -> Question:
    return Question(
        REGISTRATIONS,
        "email_key = %s OR (operator = %s AND contract_number = %s) ORDER BY id",
        (lookup.key, *_named(lookup.contract)),
    )


def _due(table: Table, now: int, at_most: int) -> Question:
    return Question(
        table, f"expires_at <= %s ORDER BY expires_at, {table.identity} LIMIT %s", (now, at_most)
    )
