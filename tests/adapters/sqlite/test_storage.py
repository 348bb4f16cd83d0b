import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime

import pytest
from attrs import evolve

from espaceclient import EmailAddress
from espaceclient.adapters.sqlite import SqliteDatabase, SqliteOutbox, SqliteStorage
from espaceclient.domain.decision import Decision, Record
from espaceclient.domain.holding import HoldingId
from espaceclient.domain.instant import FOREVER
from espaceclient.domain.lifetimes import Validity
from espaceclient.domain.mail import AccountConfirmedMail, ActivationMail
from espaceclient.domain.registration import RegistrationId
from espaceclient.ports.errors import Conflict
from espaceclient.ports.storage import (
    AccountAtAddress,
    AnyLookup,
    Expired,
    FailedAttemptsByKey,
    HourlyCounterByKey,
    RegistrationById,
    RegistrationsFor,
    ResetById,
    SessionById,
    Snapshot,
)
from espaceclient.values import PasswordHash
from tests.adapters.sqlite.samples import (
    HOUR,
    account,
    address_change,
    contract,
    counter,
    email,
    failed_attempts,
    holding,
    registration,
    reset,
    saving,
    session,
    with_address_of,
)
from tests.client_fixture import NOON

NOTHING = Snapshot({})
JEANNE = account(1)
HELD = holding(1, JEANNE)
LONG = EmailAddress("L" * 242 + "@exemple.fr")
ASTRAL = EmailAddress("𝒥eanne🚰@exemple.fr")
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
ODD_INSTANT = datetime(9999, 12, 31, 23, 59, 59, 999_998, tzinfo=UTC)


@pytest.fixture
def storage(database: SqliteDatabase) -> SqliteStorage:
    return SqliteStorage(database)


@pytest.mark.parametrize(
    ("record", "lookup"),
    [
        (evolve(JEANNE, email=LONG), AccountAtAddress(LONG.key)),
        (evolve(JEANNE, email=ASTRAL), AccountAtAddress(ASTRAL.key)),
        (
            evolve(JEANNE, opened_at=BEGINNING, password_version=2**62),
            AccountAtAddress(JEANNE.email.key),
        ),
        (
            evolve(JEANNE, password_hash=PasswordHash("$2a$", None)),
            AccountAtAddress(JEANNE.email.key),
        ),
        (
            evolve(registration(1), validity=Validity(BEGINNING, ODD_INSTANT)),
            RegistrationById(RegistrationId("registration-1")),
        ),
        (evolve(counter(1), opened_at=ODD_INSTANT - HOUR), HourlyCounterByKey("counter-1")),
        (evolve(failed_attempts(1), expires_at=FOREVER), FailedAttemptsByKey("failed_attempts-1")),
    ],
)
def test_extreme_values_come_back_as_they_went(
    storage: SqliteStorage, record: Record, lookup: AnyLookup
) -> None:
    storage.commit(saving(record), NOTHING)
    ((stored,),) = storage.read(lookup).found.values()
    assert stored.record == record


@pytest.mark.parametrize("address", [LONG, ASTRAL, email(1)])
def test_an_address_comes_back_as_it_was_typed(
    storage: SqliteStorage, address: EmailAddress
) -> None:
    storage.commit(saving(evolve(JEANNE, email=address)), NOTHING)
    at_address = AccountAtAddress(address.key)
    found = storage.read(at_address).one(at_address)
    assert found is not None
    assert found.email.text == address.text


def test_what_belongs_to_an_account_comes_back(storage: SqliteStorage) -> None:
    storage.commit(saving(session(1, JEANNE), reset(1, JEANNE), JEANNE), NOTHING)
    by_session, by_reset = SessionById(session(1, JEANNE).id), ResetById(reset(1, JEANNE).id)
    seen = storage.read(by_session, by_reset)
    assert (seen.one(by_session), seen.one(by_reset)) == (session(1, JEANNE), reset(1, JEANNE))


def test_a_session_of_no_account_is_refused(storage: SqliteStorage) -> None:
    with pytest.raises(Conflict):
        storage.commit(saving(session(1, JEANNE)), NOTHING)


def test_sessions_resets_and_changes_of_address_go_with_their_account(
    database: SqliteDatabase, storage: SqliteStorage
) -> None:
    links = (reset(1, JEANNE), address_change(1, JEANNE))
    storage.commit(saving(JEANNE, session(1, JEANNE), *links), NOTHING)
    storage.commit(Decision(None, NOON, delete=(JEANNE,)), NOTHING)
    with database.reading() as connection:
        left = [
            connection.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608 - names here
            for table in ("sessions", "resets", "address_changes")
        ]
        assert left == [(0,), (0,), (0,)]


def test_saving_an_account_again_keeps_its_sessions(storage: SqliteStorage) -> None:
    storage.commit(saving(JEANNE, session(1, JEANNE)), NOTHING)
    by_session, at_address = SessionById(session(1, JEANNE).id), AccountAtAddress(JEANNE.email.key)
    storage.commit(saving(evolve(JEANNE, password_version=2)), storage.read(at_address))
    assert storage.read(by_session).one(by_session) == session(1, JEANNE)


def test_a_record_deleted_and_stored_anew_has_another_version(storage: SqliteStorage) -> None:
    by_key = HourlyCounterByKey("counter-1")
    storage.commit(saving(counter(1)), NOTHING)
    seen = storage.read(by_key)
    storage.commit(Decision(None, NOON, delete=(counter(1),)), NOTHING)
    storage.commit(saving(counter(1)), NOTHING)
    with pytest.raises(Conflict, match="changed"):
        storage.commit(saving(counter(1)), seen)


def test_a_conflict_takes_saves_deletions_and_mails_back(
    database: SqliteDatabase, storage: SqliteStorage
) -> None:
    storage.commit(saving(JEANNE, counter(1)), NOTHING)
    mail = AccountConfirmedMail(email(1))
    taken = with_address_of(account(2), JEANNE)
    with pytest.raises(Conflict):
        storage.commit(
            Decision(None, NOON, (registration(1), taken), (counter(1),), (mail,)), NOTHING
        )
    by_key, waiting = HourlyCounterByKey("counter-1"), RegistrationsFor(email(1).key, contract(1))
    seen = storage.read(by_key, waiting)
    assert (seen.one(by_key), seen.all(waiting)) == (counter(1), ())
    assert SqliteOutbox(database).entries() == []


@pytest.mark.parametrize(
    ("second", "constraint"),
    [
        (with_address_of(account(2), JEANNE), "accounts"),
        (evolve(HELD, id=HoldingId("holding-2")), "holdings"),
    ],
)
def test_the_database_itself_keeps_claims_apart(
    storage: SqliteStorage, second: Record, constraint: str
) -> None:
    storage.commit(saving(JEANNE, HELD), NOTHING)
    with pytest.raises(Conflict, match=f"UNIQUE constraint failed: {constraint}"):
        storage.commit(saving(second), NOTHING)


@pytest.mark.parametrize(
    "record",
    [
        JEANNE,
        HELD,
        registration(1),
        reset(1, JEANNE),
        address_change(1, JEANNE),
        session(1, JEANNE),
        counter(1),
        failed_attempts(1),
    ],
)
def test_the_database_itself_keeps_an_unseen_record_from_being_written_over(
    storage: SqliteStorage, record: Record
) -> None:
    storage.commit(
        saving(
            JEANNE,
            HELD,
            registration(1),
            reset(1, JEANNE),
            address_change(1, JEANNE),
            session(1, JEANNE),
            counter(1),
            failed_attempts(1),
        ),
        NOTHING,
    )
    with pytest.raises(Conflict, match="UNIQUE constraint failed"):
        storage.commit(saving(record), NOTHING)


@pytest.mark.parametrize(
    "table",
    [
        "accounts",
        "holdings",
        "registrations",
        "resets",
        "address_changes",
        "sessions",
        "hourly_counters",
        "failed_attempts",
        "outbox",
    ],
)
def test_the_database_itself_keeps_identities_unique_for_any_other_program(
    database: SqliteDatabase, storage: SqliteStorage, table: str
) -> None:
    everything = (
        JEANNE,
        HELD,
        registration(1),
        reset(1, JEANNE),
        address_change(1, JEANNE),
        session(1, JEANNE),
        counter(1),
        failed_attempts(1),
    )
    storage.commit(saving(*everything, queue=(AccountConfirmedMail(email(1)),)), NOTHING)
    again = f"INSERT INTO {table} SELECT * FROM {table}"  # noqa: S608 - the literals above
    with (
        closing(sqlite3.connect(database.path)) as stranger,
        pytest.raises(sqlite3.IntegrityError, match="UNIQUE"),
    ):
        stranger.execute(again)


def test_all_who_wait_for_an_address_or_a_contract_are_found_once_in_order(
    storage: SqliteStorage,
) -> None:
    same_address = evolve(registration(2), email=email(1))
    same_contract = evolve(registration(3), subscription=registration(1).subscription)
    storage.commit(saving(same_contract, registration(4), registration(1), same_address), NOTHING)
    waiting = RegistrationsFor(email(1).key, contract(1))
    assert storage.read(waiting).all(waiting) == (registration(1), same_address, same_contract)


def test_what_is_due_is_found_at_its_very_microsecond(storage: SqliteStorage) -> None:
    late = evolve(session(2, JEANNE), expires_at=NOON + HOUR + datetime.resolution)
    storage.commit(saving(JEANNE, session(1, JEANNE), late, counter(1), reset(1, JEANNE)), NOTHING)
    due = Expired(NOON + HOUR, 500)
    assert storage.read(due).all(due) == (reset(1, JEANNE), session(1, JEANNE), counter(1))


def test_what_never_runs_out_is_not_due(storage: SqliteStorage) -> None:
    storage.commit(saving(evolve(failed_attempts(1), expires_at=FOREVER)), NOTHING)
    due = Expired(FOREVER - datetime.resolution, 500)
    assert storage.read(due).all(due) == ()


def test_nothing_of_a_password_or_a_link_lies_in_the_outbox(
    database: SqliteDatabase, storage: SqliteStorage
) -> None:
    mail = ActivationMail(email(1), RegistrationId("registration-1"), HOUR)
    storage.commit(saving(registration(1), queue=(mail,)), NOTHING)
    with database.reading() as connection:
        kind, payload = connection.execute("SELECT kind, payload FROM outbox").fetchone()
    assert kind == "activation"
    assert json.loads(payload) == {
        "to": {"text": "Jeanne1@exemple.fr", "key": "jeanne1@exemple.fr"},
        "registration": "registration-1",
        "valid_for": 3_600_000_000,
        "language": "fr",
        "about": None,
    }
