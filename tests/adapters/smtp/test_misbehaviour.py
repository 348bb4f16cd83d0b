"""A relay at real mail servers that misbehave."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest

from espaceclient.adapters.memory import ManualClock, MemoryOutbox, MemoryStorage
from espaceclient.adapters.smtp import Sender, SmtpMailer, SmtpServer
from espaceclient.adapters.system import SystemTokens
from espaceclient.adapters.wording import TomlWording
from espaceclient.domain.email_address import EmailAddress
from espaceclient.domain.mail import AccountConfirmedMail
from espaceclient.relay import DeliveryReport, Links, Relay
from tests.adapters.smtp.conftest import Certificates
from tests.adapters.smtp.misbehaviour import MISBEHAVIOURS, PAGE, Misbehaviour, Outcome, page
from tests.adapters.smtp.moody import Moody
from tests.adapters.smtp.server import HOST, MailServer
from tests.client_fixture import KEYS

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
TIMEOUT, SHORT_TIMEOUT = 20.0, 0.5
"""Seconds; the short one is for servers that are waited for in vain."""

REPORTS = {
    Outcome.DELIVERED: DeliveryReport(delivered=1),
    Outcome.OUTAGE: DeliveryReport(interrupted=True),
    Outcome.DEFERRED: DeliveryReport(deferred=1),
    Outcome.REFUSED: DeliveryReport(deferred=1),
}


@contextmanager
def port_of(row: Misbehaviour, certificates: Certificates) -> Iterator[int]:
    if row.certificate:
        context = certificates.elsewhere if row.certificate == "other host" else certificates.server
        with MailServer(starttls=context) as server:
            yield server.port
        return
    with Moody(row.answers, row.closes_after).running() as port:
        if row.is_there:
            yield port
    if not row.is_there:
        yield port


def relay_to(
    port: int, row: Misbehaviour, certificates: Certificates, outbox: MemoryOutbox
) -> Relay:
    server = SmtpServer(
        HOST,
        tls=row.tls,
        port=port,
        user=None if row.password is None else "relay",
        password=row.password,
        ca_file=certificates.other_ca_file
        if row.certificate == "other authority"
        else certificates.ca_file,
        timeout=SHORT_TIMEOUT if row.error.endswith("timed out") else TIMEOUT,
    )
    return Relay(
        outbox=outbox,
        storage=MemoryStorage(outbox),
        mailer=SmtpMailer(server, Sender(EmailAddress("clients@eau.test"))),
        wording=TomlWording.french(),
        tokens=SystemTokens(links=KEYS.links),
        clock=ManualClock(NOON),
        links=Links("https://clients.eau.test"),
    )


def ours(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    """Return what the relay warned of; a mail server of the tests logs too."""
    return [
        record
        for record in caplog.records
        if record.name == "espaceclient.relay.journal" and record.levelno >= logging.WARNING
    ]


def as_told(error: str, told: str) -> bool:
    """Compare with what the table says, as far as its ellipsis."""
    beginning, ellipsis, _ = told.partition("…")
    return error.startswith(beginning) if ellipsis else error == told


@pytest.mark.parametrize("row", MISBEHAVIOURS, ids=lambda row: row.does)
def test_a_mail_server_may_misbehave(
    row: Misbehaviour, certificates: Certificates, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "espaceclient")
    outbox = MemoryOutbox()
    outbox.queue([AccountConfirmedMail(EmailAddress(row.to))] * row.mails, NOON)
    with port_of(row, certificates) as port:
        done = relay_to(port, row, certificates, outbox).deliver_due()
    if row.outcome is Outcome.DELIVERED:
        assert (done.delivered, list(outbox.entries())) == (row.mails, [])
        assert ours(caplog) == []
        return
    assert done == REPORTS[row.outcome]
    [entry] = outbox.entries()
    assert as_told(entry.last_error or "", row.error), entry.last_error
    [record] = ours(caplog)
    assert record.levelname == row.outcome.value[1]
    assert row.to not in record.getMessage()
    [leased] = outbox.lease(entry.due_at, entry.due_at - NOON, 1)
    assert (leased.attempts, leased.refusals) == {
        Outcome.OUTAGE: (0, 0),
        Outcome.DEFERRED: (1, 0),
        Outcome.REFUSED: (1, 1),
    }[row.outcome]


def test_no_misbehaviour_stands_twice() -> None:
    assert len({row.does for row in MISBEHAVIOURS}) == len(MISBEHAVIOURS)


def test_the_page_of_misbehaviours_is_up_to_date() -> None:
    assert PAGE.read_text("utf-8") == page()
