"""Keys are replaced as SECURITY.md says, by processes that are restarted one after the other, and
nobody is locked out.
"""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from attrs import evolve, frozen

from espaceclient import EspaceClient, Keys, Links, Relay
from espaceclient.adapters.bcrypt import BcryptHasher
from espaceclient.adapters.memory import ManualClock, MemoryMailer
from espaceclient.adapters.sqlite import (
    SqliteDatabase,
    SqliteOutbox,
    SqliteStorage,
    SqliteSubscribers,
)
from espaceclient.adapters.system import SystemTokens
from espaceclient.adapters.wording import TomlWording
from espaceclient.answers import Activated, NoSession, RequestReceived, SessionFound, SignedIn
from espaceclient.domain.token import LinkToken, SessionToken
from espaceclient.keys import FingerprintKeys, Key, LinkKeys, PepperKeys, SessionKeys
from tests.client_fixture import COMMUNES, FORM, KEYS, NOON, REGISTER

SECURITY = (Path(__file__).parent.parent / "SECURITY.md").read_text("utf-8")
(STILL_USED,) = re.findall(r"```sql\n(.*?)```", SECURITY, re.DOTALL)
NEW = Key("2027", b"n" * 32)


def with_link_keys(*keys: Key) -> Keys:
    return evolve(KEYS, links=LinkKeys(keys))


def with_session_keys(*keys: Key) -> Keys:
    return evolve(KEYS, sessions=SessionKeys(keys))


def with_fingerprint_keys(*keys: Key) -> Keys:
    return evolve(KEYS, fingerprints=FingerprintKeys(keys))


def with_password_keys(*keys: Key) -> Keys:
    return evolve(KEYS, peppers=PepperKeys(keys))


@frozen
class Rotation:
    """The keys of a process before a key is replaced, at each step, and afterwards."""

    replaced: Callable[..., Keys]
    old: Key

    @property
    def steps(self) -> tuple[Keys, Keys, Keys]:
        return KEYS, self.replaced(self.old, NEW), self.replaced(NEW, self.old)

    @property
    def dropped(self) -> Keys:
        return self.replaced(NEW)


LINKS = Rotation(with_link_keys, LinkKeys.require(KEYS.links).newest)
SESSIONS = Rotation(with_session_keys, SessionKeys.require(KEYS.sessions).newest)
FINGERPRINTS = Rotation(with_fingerprint_keys, FingerprintKeys.require(KEYS.fingerprints).newest)
PEPPERS = Rotation(with_password_keys, PepperKeys.require(KEYS.peppers).newest)
ROTATIONS = pytest.mark.parametrize(
    "rotation",
    [LINKS, SESSIONS, FINGERPRINTS, PEPPERS],
    ids=["links", "sessions", "fingerprints", "peppers"],
)


@frozen
class Host:
    """One database, and processes that hold different keys."""

    database: SqliteDatabase
    clock: ManualClock

    def client(self, keys: Keys) -> EspaceClient:
        return EspaceClient(
            communes=COMMUNES,
            subscribers=SqliteSubscribers(self.database),
            storage=SqliteStorage(self.database),
            hasher=BcryptHasher(keys.peppers, cost=4),
            tokens=SystemTokens.of(keys),
            clock=self.clock,
        )

    def mailed_link(self, keys: Keys) -> LinkToken:
        """Deliver what is due; return the token of the last link."""
        mailer = MemoryMailer()
        relay = Relay(
            outbox=SqliteOutbox(self.database),
            storage=SqliteStorage(self.database),
            mailer=mailer,
            wording=TomlWording.french(),
            tokens=SystemTokens(links=keys.links),
            clock=self.clock,
            links=Links("https://client.exemple.fr"),
        )
        relay.deliver_due()
        return LinkToken(mailer.messages[-1].text.partition("/activation/")[2].split()[0])

    def sign_in(self, keys: Keys) -> SessionToken:
        answer = self.client(keys).sign_in(FORM)
        assert isinstance(answer, SignedIn)
        return answer.session

    def open_account(self, keys: Keys) -> None:
        """Have the mail delivered and the link opened by processes that hold the same keys."""
        self.client(keys).open_account(FORM)
        self.activate(keys, self.mailed_link(keys))

    def activate(self, keys: Keys, link: LinkToken) -> None:
        activated = self.client(keys).activate(link, password=FORM["password"])
        assert isinstance(activated, Activated)

    def hashes_by_key(self) -> list[tuple[str, int]]:
        with self.database.reading() as connection:
            return [tuple(row) for row in connection.execute(STILL_USED)]


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Host]:
    with SqliteDatabase(tmp_path / "file.sqlite") as database:
        SqliteSubscribers(database).replace(REGISTER)
        yield Host(database, ManualClock(NOON))


@ROTATIONS
def test_processes_a_step_apart_understand_each_other(host: Host, rotation: Rotation) -> None:
    host.open_account(KEYS)
    for before, after in pairwise(rotation.steps):
        for here, there in ((before, after), (after, before)):
            session = host.sign_in(here)
            assert isinstance(host.client(there).find_session(session), SessionFound)
            assert isinstance(host.client(there).sign_in(FORM), SignedIn)


@ROTATIONS
def test_a_link_mailed_by_a_process_a_step_ahead_opens(host: Host, rotation: Rotation) -> None:
    _, before, after = rotation.steps
    host.client(before).open_account(FORM)
    host.activate(before, host.mailed_link(after))


def test_an_old_link_key_is_dropped_after_48_hours_and_nobody_is_locked_out(host: Host) -> None:
    host.open_account(KEYS)
    host.clock.advance(timedelta(hours=48))
    host.sign_in(LINKS.dropped)


def test_a_browser_that_asks_again_is_known_when_the_old_session_key_is_dropped(
    host: Host,
) -> None:
    asked = host.client(KEYS).open_account(FORM)
    assert isinstance(asked, RequestReceived)
    host.clock.advance(timedelta(hours=47))
    replaced = SESSIONS.steps[-1]
    again = host.client(replaced).open_account(FORM, browser=asked.browser)
    assert isinstance(again, RequestReceived)
    host.clock.advance(timedelta(hours=1))
    link = host.mailed_link(replaced)
    activated = host.client(SESSIONS.dropped).activate(link, browser=again.browser)
    assert isinstance(activated, Activated)


def test_a_session_goes_on_while_the_old_link_key_is_dropped(host: Host) -> None:
    host.open_account(KEYS)
    session = host.sign_in(KEYS)
    assert isinstance(host.client(LINKS.dropped).find_session(session), SessionFound)


def test_an_old_session_key_is_dropped_after_48_hours_and_people_sign_in_again(host: Host) -> None:
    host.open_account(KEYS)
    session = host.sign_in(KEYS)
    host.clock.advance(timedelta(hours=48))
    assert isinstance(host.client(KEYS).find_session(session), NoSession)
    host.sign_in(SESSIONS.dropped)


def test_an_old_fingerprint_key_is_dropped_at_once(host: Host) -> None:
    host.open_account(KEYS)
    host.sign_in(FINGERPRINTS.dropped)


def test_an_old_password_key_is_dropped_once_no_hash_needs_it(host: Host) -> None:
    host.open_account(KEYS)
    assert host.hashes_by_key() == [("2026", 1)]
    host.sign_in(PEPPERS.steps[-1])
    assert host.hashes_by_key() == [("2027", 1)]
    host.sign_in(PEPPERS.dropped)
