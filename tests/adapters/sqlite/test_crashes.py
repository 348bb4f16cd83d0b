"""A process is killed, and what it left is whole."""

import os
import signal
from collections.abc import Callable, Iterator
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from espaceclient import Subscriber
from espaceclient.adapters.sqlite import (
    SqliteDatabase,
    SqliteOutbox,
    SqliteStorage,
    SqliteSubscribers,
)
from espaceclient.domain.decision import Decision
from espaceclient.domain.mail import AccountConfirmedMail, Mail
from espaceclient.ports.storage import Snapshot
from tests.adapters.sqlite.concurrent_writers import PATIENCE
from tests.adapters.sqlite.samples import account, contract, email, line, saving, session
from tests.client_fixture import NOON

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")

LINES = 30_000


class FatalMails(tuple[Mail, ...]):
    """Mails that kill whoever queues them, after the records were written and before the commit."""

    __slots__ = ()

    def __iter__(self) -> Iterator[Mail]:
        os.kill(os.getpid(), signal.SIGKILL)
        return super().__iter__()


def _die_in_a_commit(path: Path, _reports: Connection) -> None:
    mails = FatalMails((AccountConfirmedMail(email(1)),))
    decision = Decision(None, NOON, save=(account(1), session(1, account(1))), queue=mails)
    with SqliteDatabase(path) as database:
        SqliteStorage(database).commit(decision, Snapshot({}))


def _commit_until_killed(path: Path, reports: Connection) -> None:
    with SqliteDatabase(path) as database:
        for number in range(1_000_000):
            mail = AccountConfirmedMail(email(number))
            decision = saving(account(number), session(number, account(number)), queue=(mail,))
            SqliteStorage(database).commit(decision, Snapshot({}))
            reports.send(number)


def _replace_until_killed(path: Path, reports: Connection) -> None:
    def lines() -> Iterator[Subscriber]:
        yield from (line(number, "N00000002") for number in range(LINES))
        reports.send("written")
        reports.recv()  # waits here for the kill

    with SqliteDatabase(path) as database:
        SqliteSubscribers(database).replace(lines())


def _killed(task: Callable[[Path, Connection], None], path: Path, after: int) -> int:
    """Kill a process after so many reports, or see it die; return what it died of."""
    context = get_context("spawn")
    reports, theirs = context.Pipe()
    process = context.Process(target=task, args=(path, theirs))
    process.start()
    theirs.close()
    with reports:
        for _ in range(after):
            assert reports.poll(PATIENCE)
            reports.recv()
        if after:
            process.kill()
        process.join(PATIENCE)
    status = process.exitcode
    process.close()
    assert status is not None
    return -status


def test_a_process_killed_within_a_commit_stores_nothing(path: Path) -> None:
    assert _killed(_die_in_a_commit, path, after=0) == signal.SIGKILL
    with SqliteDatabase(path) as database, database.reading() as connection:
        left = "SELECT (SELECT count(*) FROM accounts), (SELECT count(*) FROM sessions)"
        assert connection.execute(left).fetchone() == (0, 0)


def test_a_process_killed_at_any_moment_keeps_what_it_committed_and_nothing_by_halves(
    path: Path,
) -> None:
    assert _killed(_commit_until_killed, path, after=50) == signal.SIGKILL
    with SqliteDatabase(path) as database:
        with database.reading() as connection:
            accounts = {row[0] for row in connection.execute("SELECT email_key FROM accounts")}
            owners = {row[0] for row in connection.execute("SELECT account FROM sessions")}
        recipients = {entry.mail.to.key for entry in SqliteOutbox(database).entries() if entry.mail}
    assert {email(number).key for number in range(50)} <= accounts
    assert recipients == accounts
    assert len(owners) == len(accounts)


def test_a_replacement_killed_in_the_middle_leaves_the_old_register(path: Path) -> None:
    with SqliteDatabase(path) as database:
        SqliteSubscribers(database).replace([line(1)])
    assert _killed(_replace_until_killed, path, after=1) == signal.SIGKILL
    with SqliteDatabase(path) as database:
        register = SqliteSubscribers(database)
        assert register.find(contract(1)) == line(1)
        assert register.find(contract(2)) is None
        assert register.count() == 1


def test_what_a_killed_replacement_left_is_removed_by_the_next(path: Path) -> None:
    assert _killed(_replace_until_killed, path, after=1) == signal.SIGKILL
    with SqliteDatabase(path) as database:
        with database.reading() as connection:
            assert connection.execute("SELECT count(*) FROM subscribers").fetchone() == (LINES,)
        assert SqliteSubscribers(database).replace([line(2)]).contracts == 1
        with database.reading() as connection:
            assert connection.execute("SELECT count(*) FROM subscribers").fetchone() == (1,)
