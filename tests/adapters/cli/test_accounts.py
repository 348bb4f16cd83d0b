"""``espaceclient accounts`` in this process, over a database that it shares with the pages."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from attrs import evolve, frozen
from typer.testing import CliRunner, Result

from espaceclient.adapters.cli.accounts import commands
from espaceclient.adapters.cli.composition import DATABASE, create_database
from espaceclient.adapters.sqlite import SqliteDatabase, SqliteOutbox, SqliteStorage
from espaceclient.adapters.system import SystemClock
from espaceclient.domain.account import Account, AccountId
from espaceclient.domain.decision import Decision, Record
from espaceclient.domain.email_address import EmailAddress
from espaceclient.domain.holding import Holding, HoldingId
from espaceclient.domain.lifetimes import Lifetimes, Validity
from espaceclient.domain.registration import Registration, RegistrationId
from espaceclient.domain.session import Session, SessionId
from espaceclient.domain.values import ContractNumber
from espaceclient.keys import Key
from espaceclient.ports.storage import AccountById, Snapshot
from tests.domain.world import OLD_HASH, PAUL, REGISTRATION, SUBSCRIPTION

KEY = Key("2026", b"f" * 32)
JEANNE = EmailAddress("jeanne@exemple.fr")
DAY = timedelta(days=1)
CASE = ("--actor", "Zoé M.", "--reason", "ticket 4711")
OPERATOR = SUBSCRIPTION.commune.operator.code


@frozen
class Data:
    folder: Path
    database: SqliteDatabase

    def run(self, *arguments: str, answer: str | None = None, **settings: str) -> Result:
        given = {f"ESPACECLIENT_{name.upper()}": said for name, said in settings.items()}
        environ = {
            "ESPACECLIENT_DATA": str(self.folder),
            "ESPACECLIENT_FINGERPRINT_KEYS": KEY.export(),
            "COLUMNS": "200",
            "TERM": "dumb",
        }
        return CliRunner().invoke(commands, arguments, input=answer, env={**environ, **given})

    def save(self, *records: Record) -> None:
        now = SystemClock().now()
        SqliteStorage(self.database).commit(Decision(None, now, save=records), Snapshot({}))

    def account(self) -> Account | None:
        by_id = AccountById(AccountId("account-1"))
        return SqliteStorage(self.database).read(by_id).one(by_id)

    def mails(self) -> list[str]:
        return [type(each.mail).__name__ for each in SqliteOutbox(self.database).entries(100)]


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Data]:
    """An account of Jeanne's, whom nobody has seen for 705 days, and a request of Paul's."""
    now = SystemClock().now()
    with create_database(tmp_path) as database:
        data = Data(tmp_path, database)
        account = Account(AccountId("account-1"), JEANNE, OLD_HASH, now - 705 * DAY)
        held = Holding(HoldingId("holding-1"), account.id, SUBSCRIPTION, now - 705 * DAY)
        session = Session.opened(SessionId("session-1"), account, now, Lifetimes())
        waiting = Validity.starting(now, timedelta(hours=48))
        request = Registration(
            RegistrationId("registration-1"),
            PAUL,
            OLD_HASH,
            evolve(SUBSCRIPTION, contract_number=ContractNumber("7654321")),
            REGISTRATION.browser,
            waiting,
        )
        data.save(account, held, session, request)
        yield data


def test_an_account_is_shown_with_its_address_masked_and_its_trail(data: Data) -> None:
    data.run("sign-out", "--id", "account-1", *CASE)
    done = data.run("show", "--email", "Jeanne@exemple.fr", *CASE)
    assert done.exit_code == 0
    told = done.output.replace("\u00a0", " ").splitlines()
    assert told[0] == "Espace client account-1, adresse j…e@e…e.fr"
    assert told[1].startswith("Il a été ouvert le ")
    assert told[2].startswith("La dernière visite date du ")
    assert told[3].startswith("Le contrat 0123456 (Société Eau de Marseille Métropole) y est ratta")
    assert "Le service clients a mis fin à toutes les sessions. Par Zoé M., motif : ti" in told[4]
    assert "jeanne@" not in done.output.lower()


def test_what_is_shown_is_asked_for_by_an_id_an_address_or_a_contract(data: Data) -> None:
    contract = ("--contract", "0123456", "--operator", OPERATOR)
    for asked in (("--id", "account-1"), ("--email", JEANNE.text), contract):
        done = data.run("show", *asked, *CASE)
        assert "Espace client account-1, adresse j…e@e…e.fr" in done.output
        assert "Une session est ouverte" in done.output
    assert "Une demande d'ouverture attend" in data.run("show", "--email", PAUL.text, *CASE).output
    both = ("--id", "account-1", "--email", JEANNE.text)
    for wrong in ((), both, contract[:2], ("--operator", "Eau")):
        assert data.run("show", *wrong, *CASE).exit_code == 1
    assert "no e-mail address" in data.run("show", "--email", "jeanne", *CASE).output
    refused = data.run("show", "--contract", "??", "--operator", OPERATOR, *CASE)
    assert "no contract number" in refused.output


def test_an_account_that_is_to_close_is_shown_so(data: Data) -> None:
    data.run("retire")
    assert (
        "Faute de visite, il sera fermé le " in data.run("show", "--id", "account-1", *CASE).output
    )


def test_no_command_runs_without_an_actor_and_a_reason(data: Data) -> None:
    for command in ("show", "sign-out", "close", "export"):
        for case in (CASE[:2], CASE[2:], ()):
            assert data.run(command, "--id", "account-1", *case).exit_code == 2
        blank = data.run(command, "--id", "account-1", *CASE[:2], "--reason", "", answer="y\n")
        assert isinstance(blank.exception, ValueError)
    assert data.run("resend", "--email", PAUL.text).exit_code == 2
    assert data.account()
    assert data.run("show", "--id", "account-1", *CASE).output.count("motif") == 1


def test_a_link_that_waits_is_sent_again(data: Data) -> None:
    assert data.run("resend", "--email", PAUL.text, *CASE).exit_code == 0
    assert data.mails() == ["ActivationMail"]
    nothing = data.run("resend", "--email", JEANNE.text, *CASE)
    assert (nothing.exit_code, "none waits" in nothing.output) == (1, True)
    for _ in range(6):
        data.run("resend", "--email", PAUL.text, *CASE)
    too_many = data.run("resend", "--email", PAUL.text, *CASE)
    assert (too_many.exit_code, "Too many mails" in too_many.output) == (1, True)


def test_sessions_are_ended(data: Data) -> None:
    done = data.run("sign-out", "--id", "account-1", *CASE)
    assert (done.exit_code, done.output) == (0, "1 session ended.\n")


@pytest.mark.parametrize("command", ["sign-out", "export", "close"])
def test_an_account_that_there_is_not_is_told(data: Data, command: str) -> None:
    done = data.run(command, "--id", "nobody", *CASE, answer="y\n")
    assert (done.exit_code, "There is no account nobody." in done.output) == (1, True)


def test_an_export_is_json_on_standard_output(data: Data) -> None:
    done = data.run("export", "--id", "account-1", *CASE)
    held = json.loads(done.output)
    assert held["account"]["email"] == "jeanne@exemple.fr"
    assert [each["kind"] for each in held["events"]] == ["account_exported"]


def test_a_closing_is_asked_about(data: Data) -> None:
    assert data.run("close", "--id", "account-1", *CASE, answer="n\n").exit_code == 1
    assert data.account()
    done = data.run("close", "--id", "account-1", *CASE, "--yes")
    assert (done.exit_code, done.output) == (0, "The account is closed.\n")
    assert data.account() is None
    assert data.mails() == ["AccountClosedMail"]


def test_once_its_mail_has_gone_nothing_in_the_database_names_whoever_left(data: Data) -> None:
    data.run("show", "--email", JEANNE.text, *CASE)
    data.run("close", "--id", "account-1", *CASE, "--yes")
    outbox, now = SqliteOutbox(data.database), SystemClock().now()
    (leased,) = outbox.lease(now, DAY, 10)
    outbox.delivered(leased)
    with closing(sqlite3.connect(data.folder / DATABASE)) as connection:
        kept = "\n".join(connection.iterdump())
    assert "account-1" in kept
    assert "jeanne" not in kept.lower()
    assert "session-1" not in kept
    assert "holding-1" not in kept


def test_whoever_does_not_come_is_warned(data: Data) -> None:
    assert "would be warned" in data.run("retire", "--dry-run").output
    assert data.mails() == []
    done = data.run("retire")
    assert (done.exit_code, done.stdout) == (0, "1 account looked at: 1 warned, 0 closed.\n")
    assert data.mails() == ["AccountUnvisitedMail"]
    kept = data.run("retire", unvisited_account_days="730")
    assert kept.stdout == "1 account looked at: 0 warned, 0 closed.\n"


def test_too_many_at_once_are_held_back(data: Data) -> None:
    old = SystemClock().now() - 705 * DAY
    for number in range(5):
        email = EmailAddress(f"{number}@exemple.fr")
        data.save(Account(AccountId(f"more-{number}"), email, OLD_HASH, old))
    done = data.run("retire")
    assert done.exit_code == 1
    assert "6 of 6 accounts would be warned and 0 closed, more than 5 %" in done.output
    assert data.run("retire", "--allow", "6").exit_code == 0
