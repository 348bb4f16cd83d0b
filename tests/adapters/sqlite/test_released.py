"""A database that release 0.1.0 wrote goes on under the present code: nobody notices."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from espaceclient import (
    BrowserToken,
    Commune,
    Communes,
    Contract,
    ContractNumber,
    LinkToken,
    Operator,
    SessionToken,
)
from espaceclient.adapters.bcrypt import BcryptHasher
from espaceclient.adapters.composition import Composition
from espaceclient.adapters.memory import ManualClock, MemoryMailer
from espaceclient.adapters.sqlite import (
    SqliteDatabase,
    SqliteOutbox,
    SqliteStorage,
    SqliteSubscribers,
    inspect,
)
from espaceclient.answers import Activated, Entitled, PasswordReset, SessionFound, SignedIn
from espaceclient.domain.language import FRENCH
from espaceclient.domain.mail import ActivationMail
from espaceclient.ports.keys import FingerprintKeys, Key, Keys, LinkKeys, PepperKeys, SessionKeys

WRITTEN = Path(__file__).parent / "released" / "0.1.0.sql"
KEYS = Keys(
    links=LinkKeys.of(Key("2026", b"l" * 32)),
    sessions=SessionKeys.of(Key("2026", b"s" * 32)),
    fingerprints=FingerprintKeys.of(Key("2026", b"f" * 32)),
    peppers=PepperKeys.of(Key("2026", b"p" * 32)),
)
SEMM, AIX = Operator("Société Eau de Marseille Métropole"), Operator("Eaux d'Aix")
COMMUNES = Communes.of([Commune("13022", "Cassis", SEMM), Commune("13001", "Aix", AIX)])
LAST_WRITTEN = datetime(2026, 1, 6, 9, tzinfo=UTC)
JEANNES_SESSION = SessionToken("a2zjTPU8abfu8zpejB17Sw.TTzMFFZwoBFFrhXTEbbCqFNG6OpxJqf8x5mQC3lZKYs")
PAULS_RESET = LinkToken("Wv4w0YcGlq16Kn0vkSLfGQ.U-1GB6gWqLx2846EJJHpV61VJDr71_7SDkmLJeFQam8")
MARIES_LINK = LinkToken("lKLP0j15hs29yRRwwZRDwA.O3O1Gbz8sARxYkg0Wk13Lu7jA7Z1Aii9yFhJc07iJmY")
MARIES_BROWSER = BrowserToken("A7L-wRhar0F0ZKc6KLcr0A.S1Oj3gzKuJHBTxJYkMHtjwQxvys6At_WBOVMaK3L3mU")


@pytest.fixture
def database(path: Path) -> Iterator[SqliteDatabase]:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(WRITTEN.read_text("utf-8"))
    with SqliteDatabase(path) as database:
        yield database


@pytest.fixture
def here(database: SqliteDatabase) -> Composition:
    return Composition(
        communes=COMMUNES,
        subscribers=SqliteSubscribers(database),
        storage=SqliteStorage(database),
        outbox=SqliteOutbox(database),
        keys=KEYS,
        hasher=BcryptHasher(KEYS.peppers, cost=4),
        clock=ManualClock(LAST_WRITTEN),
    )


def test_no_record_is_damaged(database: SqliteDatabase) -> None:
    assert list(inspect(database)) == []


def test_every_account_counts_as_visited_when_anybody_was_last_here(path: Path) -> None:
    """Sessions are purged: of an account without one nobody knows when its owner was last here."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executescript(WRITTEN.read_text("utf-8"))
        connection.execute("DELETE FROM sessions WHERE account > (SELECT min(id) FROM accounts)")
        connection.execute("UPDATE sessions SET seen_at = seen_at + 3600000000")
        connection.execute("UPDATE accounts SET opened_at = opened_at - 3 * 365 * 86400 * 1000000")
        (seen,) = connection.execute("SELECT max(seen_at) FROM sessions").fetchone()
    with SqliteDatabase(path) as database, database.reading() as connection:
        noted = connection.execute("SELECT last_seen_at, warnings, closes_at FROM accounts")
        assert set(noted.fetchall()) == {(seen, 0, None)}


def test_a_password_of_before_counts_as_set_when_its_account_was_opened(
    database: SqliteDatabase,
) -> None:
    with database.reading() as connection:
        set_at = connection.execute("SELECT password_set_at - opened_at FROM accounts").fetchall()
    assert set(set_at) == {(0,)}


def test_whoever_was_here_before_is_written_to_in_french(database: SqliteDatabase) -> None:
    with database.reading() as connection:
        kept = connection.execute(
            "SELECT language FROM accounts UNION SELECT language FROM registrations"
        ).fetchall()
    mails = [entry.mail for entry in SqliteOutbox(database).entries()]
    queued = {mail.language for mail in mails if isinstance(mail, ActivationMail)}
    assert (kept, queued) == ([("fr",)], {FRENCH})


def test_an_open_session_goes_on_and_shows_the_contract_that_its_account_had(
    here: Composition,
) -> None:
    found = here.client().find_session(JEANNES_SESSION)
    assert isinstance(found, SessionFound)
    (held,) = found.holdings
    assert held.contract == Contract(SEMM, ContractNumber("0123456"))
    assert (held.subscription.commune.name, held.subscription.meter.text) == (
        "Cassis",
        "A02GJ098702",
    )
    opened_at = datetime(2026, 1, 5, 9, tzinfo=UTC)
    assert (held.since, held.until, found.account_opened_at) == (opened_at, None, opened_at)


def test_the_same_number_at_another_operator_stays_another_contract(here: Composition) -> None:
    client, of_aix = here.client(), Contract(AIX, ContractNumber("0123456"))
    paul = client.sign_in({"email": "paul@exemple.fr", "password": "Toucan31!deux"})
    assert isinstance(paul, SignedIn)
    assert client.may_see(paul.session, of_aix) == Entitled(LAST_WRITTEN, None)


def test_a_reset_link_that_was_mailed_still_sets_a_password(here: Composition) -> None:
    chosen = {"password": "Grimpereau8!", "confirmation": "Grimpereau8!"}
    assert isinstance(here.client().reset_password(PAULS_RESET, chosen), PasswordReset)


def test_an_activation_link_that_was_mailed_opens_an_account_with_its_contract(
    here: Composition,
) -> None:
    client = here.client()
    marie = client.activate(MARIES_LINK, browser=MARIES_BROWSER)
    assert isinstance(marie, Activated)
    of_marie = Contract(SEMM, ContractNumber("7654321"))
    assert client.may_see(marie.session, of_marie) == Entitled(LAST_WRITTEN, None)


def test_a_mail_that_waited_is_sent(here: Composition) -> None:
    mailer = MemoryMailer()
    here.relay(mailer, "https://exemple.fr/").deliver_due()
    assert [message.to.text for message in mailer.messages] == ["nadia@exemple.fr"]
