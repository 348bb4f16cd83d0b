"""``espaceclient events``, and the relay that tells the host of them."""

import re
import signal
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

import pytest
from typer.testing import CliRunner, Result

from espaceclient.adapters.cli.commands import commands
from espaceclient.adapters.cli.composition import create_database
from espaceclient.adapters.cli.delivery import run_together
from espaceclient.adapters.sqlite import SqliteEventFeed, SqliteStorage
from espaceclient.domain.account import AccountId
from espaceclient.domain.decision import Decision
from espaceclient.domain.event import SignedIn
from espaceclient.keys import Key
from espaceclient.ports.event_feed import LeasedEvent
from espaceclient.ports.storage import Snapshot
from tests.adapters.cli.commands import environment, read_until, run, running
from tests.adapters.event_webhook import host
from tests.adapters.subscribers_http.billing import nobody

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
FAR = datetime(2100, 1, 1, tzinfo=UTC)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def called(*arguments: str, **settings: str | Path) -> Result:
    """Run a command in this process."""
    return CliRunner().invoke(commands, arguments, env=environment(**settings))


def events(data: Path, *arguments: str) -> Result:
    return called("events", *arguments, data=data)


def record(data: Path, *accounts: str) -> None:
    signed_in = tuple(SignedIn(AccountId(account)) for account in accounts)
    with create_database(data) as database:
        SqliteStorage(database).commit(Decision(None, NOON, events=signed_in), Snapshot({}))


def make_dead(data: Path, error: str = "the host answered with status 422") -> LeasedEvent:
    """Dead-letter the oldest event of the first account."""
    with create_database(data) as database:
        feed = SqliteEventFeed(database)
        [leased] = feed.lease(FAR, timedelta(minutes=1), 1)
        feed.dead_letter(leased, error)
    return leased


def test_when_the_host_has_been_told_everything_that_is_said(data: Path) -> None:
    record(data)
    assert events(data, "list").stdout == "The host has been told everything.\n"


def test_events_are_listed_with_what_they_wait_for(data: Path) -> None:
    record(data, "anne", "anne", "anne", "berthe")
    dead = make_dead(data)
    with create_database(data) as database, database.writing() as connection:
        connection.execute("UPDATE events SET kind = 'survey' WHERE account = 'berthe'")
    _, *lines = run("events", "list", data=data).stdout.splitlines()  # as wide as it asks for
    first, second, third, unreadable = [re.split("  +", line.strip()) for line in lines]
    assert first == [
        dead.id,
        *("signed_in", "anne", "2026-01-01 12:00", "1", "dead"),
        "the host answered with status 422",
    ]
    assert second[1:] == ["signed_in", "anne", "2026-01-01 12:00", "0", "due 2026-01-01 12:00"]
    assert third[1:] == ["signed_in", "anne", "2026-01-01 12:00", "0", "waits for an older one"]
    assert unreadable[1:] == ["unreadable", "2026-01-01 12:00", "0", "due 2026-01-01 12:00"]


def test_dead_events_are_retried(data: Path) -> None:
    record(data, "anne")
    dead = make_dead(data)
    assert events(data, "retry", dead.id).stdout == "1 event will be tried again.\n"
    assert events(data, "retry", "--all").stdout == "0 events will be tried again.\n"
    assert " due " in events(data, "list").stdout


def test_a_dead_event_is_given_up(data: Path) -> None:
    record(data, "anne")
    dead = make_dead(data)
    assert events(data, "discard", dead.id).stdout == "1 event given up.\n"
    again = events(data, "discard", dead.id)
    assert (again.exit_code, again.stderr) == (1, f"{dead.id}: there is no such dead letter\n")


def test_what_to_retry_has_to_be_said(data: Path) -> None:
    record(data)
    asked = events(data, "retry")
    assert (asked.exit_code, asked.stderr) == (
        1,
        "Give the ids of the events to retry, or --all.\n",
    )


def test_a_check_fails_for_dead_letters_and_for_what_is_overdue_and_not_for_what_waits_behind(
    data: Path,
) -> None:
    record(data)
    assert events(data, "list", "--check").exit_code == 0
    record(data, "anne", "anne", "anne")
    make_dead(data)
    checked = events(data, "list", "--check")
    assert (checked.exit_code, checked.stderr) == (
        1,
        "1 dead letter.\n1 event untold for more than 15 minutes.\n",
    )


def test_a_new_secret_is_one_that_the_settings_take() -> None:
    told = called("events", "secret").stdout
    assert re.fullmatch(r"whsec_[A-Za-z0-9+/]{43}=\n", told)


def settings_of_a_relay(data: Path, url: str) -> dict[str, str | Path]:
    with socket.create_server(("127.0.0.1", 0)) as nobody_reads_mail:
        port = nobody_reads_mail.getsockname()[1]
    return {
        "data": data,
        "base_url": "https://client.exemple.fr",
        "link_keys": Key.generate().export(),
        "smtp_host": "127.0.0.1",
        "smtp_port": str(port),
        "mail_from": "ne-pas-repondre@exemple.fr",
        "events_url": url,
        "events_secret": host.SECRET.text,
    }


def test_the_relay_tells_the_host_what_is_due_in_order(data: Path) -> None:
    record(data, "anne", "berthe", "anne")
    inbox = host.Inbox()
    with host.running(inbox) as running_host:
        done = called("relay", "--once", **settings_of_a_relay(data, running_host.url))
    assert (done.exit_code, done.stdout) == (0, "0 mails sent.\n3 events told.\n")
    told = [event.event for event in inbox.taken.values()]
    assert sorted(each.account for each in told if isinstance(each, SignedIn)) == [
        "anne",
        "anne",
        "berthe",
    ]
    assert events(data, "list").stdout == "The host has been told everything.\n"


def test_the_relay_tells_that_the_host_takes_nothing(data: Path) -> None:
    record(data, "anne")
    done = called("relay", "--once", **settings_of_a_relay(data, nobody()))
    assert (done.exit_code, done.stdout) == (1, "0 mails sent.\n0 events told.\n")
    last = done.stderr.splitlines()[-1]
    assert last == "The host is taking no events at present; the rest stays in the feed."


def test_a_relay_tells_the_host_until_it_is_stopped(data: Path) -> None:
    record(data, "anne")
    came = Event()

    def take(_posted: host.Posted) -> int:
        came.set()
        return 204

    with (
        host.running(take) as running_host,
        running("relay", **settings_of_a_relay(data, running_host.url)) as process,
    ):
        read_until(process, "Sending mails and telling events until interrupted.")
        assert came.wait(30)
        process.send_signal(signal.SIGTERM)
        assert process.wait(9) == 0


def breaks(_stop: Event) -> None:
    raise LookupError("a defect")


def goes_on(stop: Event) -> None:
    """Deliver for as long as it is let."""
    assert stop.wait(30)


def test_a_defect_of_one_relay_ends_the_other_and_is_raised() -> None:
    with pytest.raises(LookupError, match="a defect"):
        run_together(Event(), goes_on, breaks)
