"""The commands run on a host's own composition."""

import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from espaceclient.testing.samples import HOUR
from tests.adapters.cli.commands import read_until, run, running

HOST = """
from contextlib import contextmanager

from espaceclient import Communes, Keys
from espaceclient.adapters.composition import Application, Composition
from espaceclient.adapters.event_call import Call
from espaceclient.adapters.memory import (
    ManualClock, MemoryEventFeed, MemoryHasher, MemoryMailer, MemoryOutbox, MemoryStorage,
    MemorySubscribers,
)
from espaceclient.events import SignedOut
from espaceclient.keys import FingerprintKeys, Key, LinkKeys, PepperKeys, SessionKeys
from espaceclient.mails import AccountConfirmedMail
from espaceclient.ports import AccountId, Decision, EmailAddress, HourlyCounter, Snapshot
from espaceclient.testing.samples import EPOCH

SECRET = b"0123456789abcdef0123456789abcdef"
mailer, heard, ends = MemoryMailer(), [], []
outbox = MemoryOutbox()
storage = MemoryStorage(outbox)
storage.commit(
    Decision(
        None,
        EPOCH,
        save=(HourlyCounter("key", 1, EPOCH),),
        queue=(AccountConfirmedMail(EmailAddress("jeanne@exemple.fr")),),
        events=(SignedOut(AccountId("jeanne")),),
    ),
    Snapshot({}),
)
composition = Composition(
    communes=Communes(()),
    subscribers=MemorySubscribers(),
    storage=storage,
    outbox=outbox,
    keys=Keys(
        links=LinkKeys.of(Key("l", SECRET)),
        sessions=SessionKeys.of(Key("s", SECRET[::-1])),
        fingerprints=FingerprintKeys.of(Key("f", SECRET[1:] + b"!")),
        peppers=PepperKeys.of(Key("p", SECRET[2:] + b"!!")),
    ),
    hasher=MemoryHasher(),
    trail=storage.trail,
    feed=MemoryEventFeed(storage.trail),
)


def compose():
    return composition


def everything():
    sink = Call(lambda event: heard.append(event.id))
    return Application(composition=composition, mailer=mailer, sink=sink)


@contextmanager
def opened():
    try:
        yield everything()
    finally:
        print("closed", flush=True)


def without_feed():
    from attrs import evolve
    return evolve(composition, feed=None)


def breaks():
    raise LookupError("no such secret: x\\nsecond line")


def is_a_dict():
    return {}


NOTHING = None
"""

SITE = {"base_url": "https://client.exemple.fr"}


@pytest.fixture(autouse=True)
def host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A module of a host in the working directory, loaded anew for each test."""
    (tmp_path / "host_espace.py").write_text(HOST)
    (tmp_path / "host_broken.py").write_text("import no_such_package")
    (tmp_path / "host_wrong.py").write_text("1 / 0")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", sys.path[:])
    yield
    for name in ("host_espace", "host_broken", "host_wrong"):
        sys.modules.pop(name, None)


def of_host(name: str) -> object:
    return getattr(sys.modules["host_espace"], name)


def test_a_relay_delivers_by_the_mailer_and_to_the_sink_of_the_host() -> None:
    done = run("relay", "--once", "--app", "host_espace:everything", **SITE)
    assert done.stdout.splitlines() == ["1 mail sent.", "1 event told."], done.stderr
    assert len(of_host("mailer").messages) == 1  # type: ignore[attr-defined] # a module of the test
    assert len(of_host("heard")) == 1  # type: ignore[arg-type] # as above


def test_without_a_mailer_of_the_host_the_settings_name_the_mail_server() -> None:
    done = run("relay", "--once", "--app", "host_espace:compose", **SITE)
    told = ["ESPACECLIENT_MAIL_FROM: missing", "ESPACECLIENT_SMTP_HOST: missing"]
    assert (done.returncode, done.stderr.splitlines()) == (1, told)


def test_what_a_factory_opens_is_closed_at_the_end() -> None:
    done = run("relay", "--once", "--app", "host_espace:opened", **SITE)
    assert done.stdout.splitlines()[-1] == "closed"


def test_the_outbox_of_the_host_is_listed() -> None:
    done = run("outbox", "list", "--app", "host_espace:compose")
    assert "AccountConfirmedMail" in done.stdout


def test_a_dead_letter_of_the_host_is_discarded() -> None:
    run("outbox", "list", "--app", "host_espace:compose")
    outbox = of_host("outbox")
    [leased] = outbox.lease(of_host("EPOCH"), HOUR, 1)  # type: ignore[attr-defined] # a module of the test
    outbox.dead_letter(leased, "550")  # type: ignore[attr-defined] # as above
    done = run("outbox", "discard", leased.id, "--app", "host_espace:compose")
    assert done.stdout == "1 mail deleted.\n"


def test_the_events_of_the_host_are_listed() -> None:
    done = run("events", "list", "--app", "host_espace:compose")
    assert "signed_out" in done.stdout


def test_a_composition_without_a_feed_has_no_events_to_list() -> None:
    done = run("events", "list", "--app", "host_espace:without_feed")
    assert done.stderr == "--app host_espace:without_feed: its composition has no feed of events\n"


def test_what_has_expired_in_the_storage_of_the_host_is_purged() -> None:
    done = run("purge", "--app", "host_espace:compose")
    assert done.stdout.splitlines() == [
        "1 expired record deleted.",
        "1 event of the trail deleted.",
    ]


def test_the_support_looks_into_the_storage_of_the_host() -> None:
    who = ("--actor", "Zoé M.", "--reason", "ticket 7")
    done = run("accounts", "show", "--email", "j@exemple.fr", *who, "--app", "host_espace:compose")
    assert done.returncode == 0, done.stderr
    assert [type(each.event).__name__ for each in of_host("storage").trail.recorded] == [  # type: ignore[attr-defined] # a module of the test
        "SignedOut",
        "SupportActed",
    ]


@pytest.mark.parametrize(
    ("named", "told"),
    [
        ("host_espace", "name a module and a function in it, such as host.espace:compose"),
        (":compose", "name a module and a function in it, such as host.espace:compose"),
        ("nowhere:compose", "there is no module nowhere"),
        ("nowhere:x:", "there is no module nowhere"),
        ("nowhere.at_all:compose", "there is no module nowhere"),
        (
            "host_broken:compose",
            "host_broken raised ModuleNotFoundError: No module named 'no_such_package'",
        ),
        ("host_wrong:compose", "host_wrong raised ZeroDivisionError: division by zero"),
        ("host_espace:composed", "composed is not in host_espace"),
        ("host_espace:NOTHING", "NOTHING is no function"),
        ("host_espace:breaks", "it raised LookupError: no such secret: x"),
        ("host_espace:is_a_dict", "it returned dict, neither a Composition nor an Application"),
    ],
)
def test_what_keeps_a_host_from_being_had_is_told_in_a_sentence(named: str, told: str) -> None:
    done = run("outbox", "list", "--app", named)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", f"--app {named}: {told}\n")


def test_the_pages_are_served_from_the_composition_of_the_host() -> None:
    site = {"base_url": "http://127.0.0.1/", "port": "0"}
    with running("serve", "--app", "host_espace:opened", **site) as process:
        port = read_until(process, "Serving").rsplit(maxsplit=1)[1]
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}/healthz", headers={"Host": "127.0.0.1"}
        )
        with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310 - of this test
            assert b'"storage":"ok"' in answer.read()
        process.terminate()
        read_until(process, "closed")
        assert process.wait(20) == 0
