"""``espaceclient trail``, in this process: its export, and what it takes to be explained."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import typer
from typer.testing import CliRunner

from espaceclient.adapters.cli.commands import commands
from espaceclient.adapters.cli.composition import create_database
from espaceclient.adapters.cli.trail import instant
from espaceclient.adapters.sqlite import SqliteDatabase, SqliteStorage
from espaceclient.adapters.system import SystemTokens
from espaceclient.domain.account import AccountId
from espaceclient.domain.decision import Decision
from espaceclient.domain.email_address import EmailAddress
from espaceclient.domain.event import Event, ProofRefused, SignedOut, SignInRefused
from espaceclient.domain.event_outcome import ProofRefusal
from espaceclient.domain.mail import AccountConfirmedMail
from espaceclient.domain.values import Contract, ContractNumber, Operator
from espaceclient.keys import FingerprintKeys, Key
from espaceclient.ports.storage import Snapshot
from espaceclient.use_cases.services import SUBJECT
from tests.client_fixture import NOON

PARIS = ZoneInfo("Europe/Paris")
OLD, NEW = Key("2025", b"o" * 32), Key("2026", b"n" * 32)
JEANNE = EmailAddress("jeanne@exemple.fr")
NUMBER = ContractNumber("0123456")


def subject(key: Key) -> str:
    tokens = SystemTokens(fingerprints=FingerprintKeys.of(key))
    return tokens.fingerprint(SUBJECT, JEANNE.key)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    with create_database(tmp_path):
        pass
    return tmp_path


def record(data: Path, *events: Event, at: datetime = NOON) -> None:
    with create_database(data) as database:
        SqliteStorage(database).commit(Decision(None, at, events=events), Snapshot({}))


def run(data: Path, *arguments: str) -> tuple[int, list[str]]:
    keys = f"{NEW.export()},{OLD.export()}"
    env = {"ESPACECLIENT_DATA": str(data), "ESPACECLIENT_FINGERPRINT_KEYS": keys}
    done = CliRunner().invoke(commands, ["trail", *arguments], env=env)
    return done.exit_code, done.output.replace("\u00a0", " ").splitlines()


def test_an_export_is_a_line_of_json_each(data: Path) -> None:
    record(data, SignedOut(AccountId("account-1")))
    code, (line,) = run(data, "export")
    told = json.loads(line)
    assert (code, len(told.pop("id"))) == (0, 32)
    assert told == {
        "at": "2026-01-01T12:00:00.000000+00:00",
        "kind": "signed_out",
        "account": "account-1",
    }


def test_an_export_of_days_begins_and_ends_with_them_in_the_time_zone(data: Path) -> None:
    midnight = datetime(2026, 3, 1, tzinfo=PARIS).astimezone(UTC)
    for days in (0, 1):
        for ticks in (-1, 0):
            at = midnight + timedelta(days=days, microseconds=ticks)
            record(data, SignedOut(AccountId(f"{days} {ticks}")), at=at)
    _, lines = run(data, "export", "--since", "2026-03-01", "--until", "2026-03-02")
    assert [json.loads(line)["account"] for line in lines] == ["0 0", "1 -1"]


def test_an_instant_may_have_an_offset_of_its_own() -> None:
    noon = datetime(2026, 1, 1, 12, tzinfo=UTC)
    assert instant("2026-01-01T13:00", PARIS) == noon
    assert instant("2026-01-01T07:00-05:00", PARIS) == noon
    assert instant(None, PARIS) is None
    with pytest.raises(typer.Exit):
        instant("yesterday", PARIS)


def test_an_address_is_found_under_every_key_of_the_ring(data: Path) -> None:
    record(data, SignInRefused(subject(OLD)))
    record(data, SignInRefused(subject(NEW)), at=NOON + timedelta(minutes=1))
    code, lines = run(data, "explain", "--email", "Jeanne@exemple.fr")
    refused = "Une connexion a été refusée : aucun espace client à cette adresse, ou mot de passe"
    assert (code, lines[:2]) == (
        0,
        ["Adresse Jeanne@exemple.fr", "Aucun espace client n'existe à cette adresse."],
    )
    assert [line.partition(" : ")[0] for line in lines[2:]] == [
        "01/01/2026 à 13 h 00 (adresse n° 1)",
        "01/01/2026 à 13 h 01 (adresse n° 2)",
    ]
    assert all(refused in line for line in lines[2:])


def test_a_mail_that_could_not_be_sent_is_told(data: Path) -> None:
    with create_database(data) as database:
        mails = (AccountConfirmedMail(JEANNE), AccountConfirmedMail(EmailAddress("paul@ici.fr")))
        SqliteStorage(database).commit(Decision(None, NOON, queue=mails), Snapshot({}))
        _kill_the_mails(database)
    _, lines = run(data, "explain", "--email", "jeanne@exemple.fr")
    assert lines[2:] == [
        (
            "Un e-mail du 01/01/2026 à 13 h 00 n'a pas pu être remis à cette adresse : vérifiez-la "
            "avec l'abonné."
        ),
        "Rien n'a été noté.",
    ]


def _kill_the_mails(database: SqliteDatabase) -> None:
    with database.writing() as connection:
        connection.execute("UPDATE outbox SET dead = 1")


def test_a_contract_is_told_of_each_operator_that_has_it_or_of_one(data: Path) -> None:
    for code in ("ici", "la-bas"):
        why = ProofRefusal.WRONG_METER
        record(data, ProofRefused(Contract(Operator(code), NUMBER), why, subject="somebody"))
    both, one = (
        run(data, "explain", "--contract", "0123456N", *more)
        for more in ((), ("--operator", "ici"))
    )
    titles = [line for line in both[1] if line.startswith("Contrat")]
    assert titles == ["Contrat 0123456 (ici)", "Contrat 0123456 (la-bas)"]
    assert one == (0, both[1][:3])


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "Give --email, or --contract and maybe --operator."),
        (("--email", "a@b.fr", "--contract", "0123456"), "Give --email, or --contract"),
        (("--email", "a@b.fr", "--operator", "ici"), "Give --email, or --contract"),
        (("--email", "jeanne"), "--email: this is no e-mail address."),
        (("--contract", "12"), "--contract: this is no contract number."),
        (("--contract", "0123456"), "Nothing is known about a contract 0123456."),
    ],
)
def test_what_cannot_be_explained_is_told(
    data: Path, arguments: tuple[str, ...], told: str
) -> None:
    code, lines = run(data, "explain", *arguments)
    assert code == 1
    assert lines[0].startswith(told)
