"""The ``espaceclient`` command: what goes on, such as a server, as a process of its own."""

import re
import signal
import socket
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

import httpx
import pytest

from espaceclient import __version__
from espaceclient.adapters.cli.composition import DATABASE, create_database
from espaceclient.adapters.sqlite import (
    SqliteDatabase,
    SqliteKeyChecks,
    SqliteOutbox,
    SqliteStorage,
    SqliteSubscribers,
)
from espaceclient.adapters.system import SystemClock
from espaceclient.domain.account import Account, AccountId, Subscription
from espaceclient.domain.decision import Decision
from espaceclient.domain.email_address import EmailAddress
from espaceclient.domain.holding import Holding, HoldingId
from espaceclient.domain.mail import AccountConfirmedMail
from espaceclient.domain.password import PasswordHash
from espaceclient.domain.throttle import HourlyCounter
from espaceclient.domain.values import Commune, Contract, ContractNumber, MeterNumber, Operator
from espaceclient.ports.keys import Key, LinkKeys
from espaceclient.ports.outbox import LeasedMail
from espaceclient.ports.storage import Snapshot
from tests.adapters.cli.commands import read_until, run, run_alone, running
from tests.adapters.makers import PickyPostbox
from tests.adapters.smtp.server import MailServer, silent_server

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
LONG_AGO = datetime(2020, 1, 1, 12, tzinfo=UTC)
JEANNE = EmailAddress("jeanne@exemple.fr")
EXPORT = (
    "societe;numero_contrat;numero_compteur;etat\n"
    "Eau;0123456N;A02GJ098702;actif\n"
    "Eau;1234567;inconnu;actif\n"
    "Eau;7654321K;C03ED390487;résilié\n"
)
NOTHING_PURGED = "0 expired records deleted.\n0 events of the trail deleted.\n"
COMMUNES = "code_insee;commune;societe\n13022;Cassis;Eau\n"
CONTRACT = Contract(Operator("Eau"), ContractNumber("0123456"))


@pytest.fixture
def export(tmp_path: Path) -> Path:
    file = tmp_path / "export.csv"
    file.write_text(EXPORT, "utf-8")
    return file


@pytest.fixture
def communes(tmp_path: Path) -> Path:
    file = tmp_path / "communes.csv"
    file.write_text(COMMUNES, "utf-8")
    return file


def queue_mail(data: Path) -> None:
    with create_database(data) as database:
        mail = AccountConfirmedMail(JEANNE)
        SqliteStorage(database).commit(Decision(None, NOON, queue=(mail,)), Snapshot({}))


def empty_database(data: Path) -> Path:
    with create_database(data):
        return data


def lease(database: SqliteDatabase) -> LeasedMail:
    (envelope,) = SqliteOutbox(database).lease(
        datetime(2100, 1, 1, tzinfo=UTC), timedelta(minutes=1), 10
    )
    return envelope


def test_help_names_every_command() -> None:
    printed = run("--help").stdout
    for command in ("demo", "serve", "relay", "purge", "subscribers", "outbox", "trail", "keys"):
        assert command in printed


def test_the_version_is_told() -> None:
    assert run_alone("--version").stdout == f"espaceclient {__version__}\n"


def test_help_leads_to_every_setting() -> None:
    assert "espaceclient settings list" in run("--help").stdout
    listed = run("settings", "list").stdout
    (line,) = (line for line in listed.splitlines() if "ESPACECLIENT_BCRYPT_COST" in line)
    assert re.split("  +", line.strip()) == [
        "ESPACECLIENT_BCRYPT_COST",
        "serve",
        "12",
        "12 to 16; raise it at any time, never lower it",
    ]


def test_a_check_of_the_settings_tells_what_is_missing_for_each_command(tmp_path: Path) -> None:
    done = run("settings", "check", data=tmp_path, base_url="https://client.exemple.fr")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        (
            "serve: lacks ESPACECLIENT_LINK_KEYS, ESPACECLIENT_SESSION_KEYS, "
            "ESPACECLIENT_FINGERPRINT_KEYS, ESPACECLIENT_PASSWORD_KEYS, ESPACECLIENT_COMMUNES"
        ),
        "relay: lacks ESPACECLIENT_LINK_KEYS, ESPACECLIENT_SMTP_HOST, ESPACECLIENT_MAIL_FROM",
        "import: complete",
        "accounts import: lacks ESPACECLIENT_COMMUNES",
        "contracts: complete",
        "check: complete",
        "outbox, events, backup, restore: complete",
        "purge: complete",
        "trail export: complete",
        "trail explain: lacks ESPACECLIENT_FINGERPRINT_KEYS",
        "accounts: lacks ESPACECLIENT_FINGERPRINT_KEYS",
        "demo: complete",
        "database upgrade, database check: lacks ESPACECLIENT_DATABASE",
        "database sql: complete",
    ]


def test_a_check_of_the_settings_tells_each_that_is_wrong_once(tmp_path: Path) -> None:
    done = run("settings", "check", data=tmp_path, port="none", comunes="x.csv")
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "ESPACECLIENT_COMUNES: there is no such setting",
        "ESPACECLIENT_PORT: must be a whole number",
    ]
    assert "demo: has mistakes" in done.stdout.splitlines()


def test_new_keys_are_lines_of_a_settings_file() -> None:
    lines = run("keys", "new").stdout.splitlines()
    assert [re.sub(r'"[0-9a-f]{8}:[\w-]{43}="', "KEY", line) for line in lines] == [
        "link_keys = KEY",
        "session_keys = KEY",
        "fingerprint_keys = KEY",
        "password_keys = KEY",
    ]


def test_new_keys_may_be_written_to_files_of_their_owner_and_overwrite_none(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    assert run("keys", "new", "--folder", folder).returncode == 0
    written = {file.name: file for file in folder.iterdir()}
    assert sorted(written) == ["fingerprint_keys", "link_keys", "password_keys", "session_keys"]
    assert {file.stat().st_mode & 0o777 for file in written.values()} == {0o600}
    text = written["link_keys"].read_text("ascii").strip()
    assert len(LinkKeys.parse(text).newest.secret) == 32
    again = run("keys", "new", "--folder", folder)
    assert (again.returncode, again.stderr) == (
        1,
        f"{folder / 'link_keys'} exists already; no key is overwritten\n",
    )
    assert written["link_keys"].read_text("ascii").strip() == text
    written["link_keys"].unlink()
    half = run("keys", "new", "--folder", folder)
    assert half.stderr == f"{folder / 'session_keys'} exists already; no key is overwritten\n"
    assert not written["link_keys"].exists()


def test_settings_may_stand_in_a_file(tmp_path: Path) -> None:
    config = tmp_path / "espaceclient.toml"
    data = empty_database(tmp_path / "data")
    config.write_text(f'data = "{data}"', "utf-8")
    assert run("--config", config, "purge").stdout == NOTHING_PURGED


def test_a_missing_setting_is_named_and_needs_no_traceback() -> None:
    done = run_alone("purge")
    assert done.returncode == 1
    assert done.stderr == "ESPACECLIENT_DATA: missing\n"


def test_an_import_needs_no_key_and_fills_the_register(tmp_path: Path, export: Path) -> None:
    done = run("subscribers", "import", export, data=tmp_path / "data")
    assert done.returncode == 0, done.stderr
    assert "2 contracts, of which 1 ended; 0 duplicate lines; 1 rejected line." in done.stdout
    assert "The register now holds 2 contracts." in done.stdout
    with create_database(tmp_path / "data") as database:
        found = SqliteSubscribers(database).find(CONTRACT)
    assert found is not None
    assert found.meter == MeterNumber("A02GJ098702")


def test_a_refused_line_is_named_with_its_number_and_reason(tmp_path: Path, export: Path) -> None:
    rejects = tmp_path / "rejects.csv"
    done = run("subscribers", "import", export, "--rejects", rejects, data=tmp_path / "data")
    assert re.search(
        r"^3 +meter_number/no_digit +Le numéro de compteur ne contient aucun chiffre\. *$",
        done.stdout,
        re.MULTILINE,
    )
    told = "3;meter_number/no_digit;Le numéro de compteur ne contient aucun chiffre.;"
    assert told in rejects.read_text("utf-8-sig")


def test_a_dry_run_tells_the_same_and_touches_nothing(tmp_path: Path, export: Path) -> None:
    done = run("subscribers", "import", export, "--dry-run")
    assert "2 contracts, of which 1 ended; 0 duplicate lines; 1 rejected line." in done.stdout
    assert sorted(path.name for path in tmp_path.iterdir()) == ["export.csv"]


def test_headers_are_mapped_by_options(tmp_path: Path) -> None:
    file = tmp_path / "export.csv"
    file.write_text("op,ctr,cpt,st\nEau,0123456,A02GJ098702,RÉSILIÉ\n", "cp1252")
    options = (
        "--operator-column",
        "op",
        "--contract-column",
        "ctr",
        "--meter-column",
        "cpt",
        "--state-column",
        "st",
    )
    done = run("subscribers", "import", file, *options, data=tmp_path / "data")
    assert "1 contract, of which 1 ended" in done.stdout


def test_an_export_that_tells_no_state_is_taken_with_a_warning(tmp_path: Path) -> None:
    file = tmp_path / "export.csv"
    file.write_text("societe;numero_contrat;numero_compteur\nEau;0123456;A1234\n", "utf-8")
    done = run("subscribers", "import", file, data=tmp_path / "data")
    assert done.returncode == 0
    assert done.stderr.startswith("The export has no state column: every contract counts as active")


def test_a_dry_run_tells_that_no_line_is_usable(tmp_path: Path) -> None:
    file = tmp_path / "export.csv"
    file.write_text("societe;numero_contrat;numero_compteur;etat\n", "utf-8")
    assert run("subscribers", "import", file, "--dry-run").returncode == 1


def test_what_a_file_holds_does_not_drive_the_terminal(tmp_path: Path) -> None:
    file = tmp_path / "export.csv"
    file.write_text(EXPORT.replace("A02GJ098702;actif", "A02GJ098702;\x1b[2Jactif"), "utf-8")
    done = run("subscribers", "import", file, "--dry-run")
    assert "state/unknown" in done.stdout
    assert "\x1b" not in done.stdout


def test_the_rejects_never_overwrite_the_export(tmp_path: Path, export: Path) -> None:
    done = run("subscribers", "import", export, "--rejects", export, data=tmp_path / "data")
    assert done.returncode == 1
    assert export.read_text("utf-8") == EXPORT


def test_an_operator_that_serves_no_commune_is_refused_where_communes_are_given(
    tmp_path: Path, communes: Path
) -> None:
    file = tmp_path / "export.csv"
    file.write_text(
        "societe;numero_contrat;numero_compteur\nEau;0123456;A1234\nGaz;0123456;A1234\n", "utf-8"
    )
    done = run("subscribers", "import", file, data=tmp_path / "data", communes=communes)
    assert "1 contract, of which 0 ended; 0 duplicate lines; 1 rejected line." in done.stdout


def test_an_export_without_a_usable_line_leaves_the_register(tmp_path: Path, export: Path) -> None:
    run("subscribers", "import", export, data=tmp_path / "data")
    empty = tmp_path / "empty.csv"
    empty.write_text("societe;numero_contrat;numero_compteur;etat\n", "utf-8")
    done = run("subscribers", "import", empty, data=tmp_path / "data")
    assert done.returncode == 1
    assert done.stderr.strip() == "The export has no usable line: the register was not changed."
    with create_database(tmp_path / "data") as database:
        assert SqliteSubscribers(database).count() == 2


def test_a_file_that_is_no_export_is_told_in_a_line(tmp_path: Path, communes: Path) -> None:
    done = run("subscribers", "import", communes, data=tmp_path / "data")
    assert done.returncode == 1
    assert "communes.csv" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_empty_outbox_says_so(tmp_path: Path) -> None:
    data = empty_database(tmp_path / "data")
    assert run("outbox", "list", data=data).stdout == "The outbox is empty.\n"


def test_a_mail_that_cannot_be_read_is_listed(tmp_path: Path) -> None:
    data = tmp_path / "data"
    queue_mail(data)
    with create_database(data) as database, database.writing() as connection:
        connection.execute("UPDATE outbox SET kind = 'survey'")
    assert " unreadable " in run("outbox", "list", data=data).stdout


def test_a_dead_mail_is_listed_and_retried(tmp_path: Path) -> None:
    data = tmp_path / "data"
    queue_mail(data)
    with create_database(data) as database:
        SqliteOutbox(database).dead_letter(envelope := lease(database), "550 no such mailbox")
    listed = run("outbox", "list", data=data).stdout
    assert re.search(
        rf"{envelope.id} +AccountConfirmedMail +jeanne@exemple\.fr .* dead +550 no such mailbox",
        listed,
    )
    assert run("outbox", "retry", envelope.id, data=data).stdout == "1 mail will be tried again.\n"
    assert run("outbox", "retry", "--all", data=data).stdout == "0 mails will be tried again.\n"
    assert " due " in run("outbox", "list", data=data).stdout


def test_a_dead_mail_is_discarded(tmp_path: Path) -> None:
    data = tmp_path / "data"
    queue_mail(data)
    with create_database(data) as database:
        SqliteOutbox(database).dead_letter(envelope := lease(database), "550 no such mailbox")
    assert run("outbox", "discard", envelope.id, data=data).stdout == "1 mail deleted.\n"
    assert run("outbox", "list", data=data).stdout == "The outbox is empty.\n"
    done = run("outbox", "discard", envelope.id, data=data)
    assert (done.returncode, done.stderr) == (1, f"{envelope.id}: there is no such dead letter\n")


def test_a_check_of_the_outbox_fails_for_dead_letters_and_overdue_mails(tmp_path: Path) -> None:
    data = empty_database(tmp_path / "data")
    assert run("outbox", "list", "--check", data=data).returncode == 0
    queue_mail(data)
    with create_database(data) as database:
        SqliteOutbox(database).dead_letter(lease(database), "550 no such mailbox")
    queue_mail(data)
    done = run("outbox", "list", "--check", data=data)
    assert (done.returncode, done.stderr) == (
        1,
        "1 dead letter.\n1 mail unsent for more than 15 minutes.\n",
    )
    assert run("outbox", "list", data=data).returncode == 0


def test_retrying_a_mail_that_is_not_dead_is_told(tmp_path: Path) -> None:
    done = run("outbox", "retry", "inconnu", data=empty_database(tmp_path / "data"))
    assert done.returncode == 1
    assert done.stderr == "inconnu: there is no such dead letter\n"


@pytest.mark.parametrize(
    "command", [("purge",), ("outbox", "list"), ("outbox", "retry", "--all"), ("relay", "--once")]
)
def test_a_mistyped_data_folder_is_told_and_nothing_is_made_there(
    tmp_path: Path, command: tuple[str, ...]
) -> None:
    done = run(
        *command,
        data=tmp_path / "daat",
        base_url="https://client.exemple.fr",
        link_keys=Key.generate().export(),
        smtp_host="127.0.0.1",
        mail_from="ne-pas-repondre@exemple.fr",
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        f"ESPACECLIENT_DATA: there is no {tmp_path / 'daat' / DATABASE}; "
        "`espaceclient subscribers import` and `espaceclient serve` make one\n"
    )
    assert list(tmp_path.iterdir()) == []


def test_a_mistyped_data_folder_of_a_file_names_the_file(tmp_path: Path) -> None:
    config = tmp_path / "espaceclient.toml"
    config.write_text(f'data = "{tmp_path / "daat"}"', "utf-8")
    done = run("--config", config, "purge")
    assert done.stderr.startswith("data in espaceclient.toml: there is no ")


def test_retrying_nothing_is_told(tmp_path: Path) -> None:
    assert run("outbox", "retry", data=tmp_path / "data").returncode == 1


def count_1200_failures_that_have_expired(data: Path) -> None:
    with create_database(data) as database:
        hourly_counters = tuple(
            HourlyCounter(f"key-{number}", 1, LONG_AGO) for number in range(1200)
        )
        SqliteStorage(database).commit(Decision(None, LONG_AGO, save=hourly_counters), Snapshot({}))


def test_purging_forgets_what_is_due(tmp_path: Path) -> None:
    data = tmp_path / "data"
    count_1200_failures_that_have_expired(data)
    assert run("purge", data=data).stdout == (
        "1,200 expired records deleted.\n0 events of the trail deleted.\n"
    )


def test_a_newer_database_is_refused_in_a_line(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with create_database(data) as database, database.writing() as connection:
        connection.execute("PRAGMA user_version = 999")
    done = run("purge", data=data)
    assert done.returncode == 1
    assert "999" in done.stderr
    assert "Traceback" not in done.stderr


def recipients(server: MailServer) -> list[str]:
    return [address for envelope in server.postbox.received for address in envelope.rcpt_tos]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_the_relay_delivers_what_is_due(tmp_path: Path) -> None:
    data = tmp_path / "data"
    queue_mail(data)
    with MailServer() as server:
        relay: dict[str, str | Path] = {
            "data": data,
            "base_url": "https://client.exemple.fr",
            "link_keys": Key.generate().export(),
            "smtp_host": "127.0.0.1",
            "smtp_port": str(server.port),
            "mail_from": "ne-pas-repondre@exemple.fr",
        }
        assert run("relay", "--once", **relay).stdout == "1 mail sent.\n"
        assert recipients(server) == ["jeanne@exemple.fr"]
        with running("relay", **relay) as process:
            read_until(process, "Sending")
            process.send_signal(signal.SIGTERM)
            assert process.wait(30) == 0


def test_refused_mails_do_not_keep_the_relay_from_the_others(tmp_path: Path) -> None:
    data = tmp_path / "data"
    refused = EmailAddress("refuse@exemple.fr")
    with create_database(data) as database:
        mails = (*[AccountConfirmedMail(refused)] * 20, AccountConfirmedMail(JEANNE))
        SqliteStorage(database).commit(Decision(None, NOON, queue=mails), Snapshot({}))
    with MailServer() as server:
        server.postbox = PickyPostbox(answers={refused.text: "550 5.1.1 no such mailbox"})
        done = run(
            "relay",
            "--once",
            data=data,
            base_url="https://client.exemple.fr",
            link_keys=Key.generate().export(),
            smtp_host="127.0.0.1",
            smtp_port=str(server.port),
            mail_from="ne-pas-repondre@exemple.fr",
        )
        assert recipients(server) == ["jeanne@exemple.fr"]
    assert done.stdout == "1 mail sent.\n"


def test_the_relay_tells_that_no_mail_can_leave(tmp_path: Path) -> None:
    data = tmp_path / "data"
    queue_mail(data)
    with socket.socket() as deaf:  # bound, so that nobody else listens there
        deaf.bind(("127.0.0.1", 0))
        done = run(
            "relay",
            "--once",
            data=data,
            base_url="https://client.exemple.fr",
            link_keys=Key.generate().export(),
            smtp_host="127.0.0.1",
            smtp_port=str(deaf.getsockname()[1]),
            mail_from="ne-pas-repondre@exemple.fr",
        )
    assert done.returncode == 1
    assert "is not accepting mail at present" in done.stderr


def test_a_relay_at_a_silent_mail_server_stops_soon_and_releases_its_leases(tmp_path: Path) -> None:
    data = tmp_path / "data"
    queue_mail(data)
    with (
        silent_server() as port,
        running(
            "relay",
            data=data,
            base_url="https://client.exemple.fr",
            link_keys=Key.generate().export(),
            smtp_host="127.0.0.1",
            smtp_port=str(port),
            mail_from="ne-pas-repondre@exemple.fr",
        ) as process,
    ):
        read_until(process, "Sending")
        with create_database(data) as database:
            outbox, tries = SqliteOutbox(database), Event()
            while outbox.entries()[0].due_at < SystemClock().now():
                assert not tries.wait(0.05)  # until the relay has leased the mail
            process.send_signal(signal.SIGTERM)
            assert process.wait(60) == 0  # 1 if it was cut off at the end of its grace
            assert len(outbox.lease(SystemClock().now(), timedelta(minutes=1), 1)) == 1


def test_a_mistake_about_the_mail_server_is_told_without_its_password(tmp_path: Path) -> None:
    done = run(
        "relay",
        data=tmp_path / "data",
        base_url="https://client.exemple.fr",
        link_keys=Key.generate().export(),
        smtp_host="mail.exemple.fr",
        smtp_tls="plain",
        smtp_user="moi",
        smtp_password="motdepasse",
        smtp_allow_plain="yes",
        mail_from="ne-pas-repondre@exemple.fr",
    )
    assert done.returncode == 1
    assert done.stderr == (
        "ESPACECLIENT_SMTP_TLS: plain would send the password to mail.exemple.fr in clear\n"
    )


def serving(tmp_path: Path, communes: Path) -> dict[str, str | Path]:
    return {
        "data": tmp_path / "data",
        "base_url": "http://localhost/espace",
        "link_keys": Key.generate().export(),
        "session_keys": Key.generate().export(),
        "fingerprint_keys": Key.generate().export(),
        "password_keys": Key.generate().export(),
        "communes": communes,
        "port": "0",
    }


def address_of(process: "subprocess.Popen[str]") -> str:
    port = read_until(process, "Serving").rpartition(" ")[2].strip()
    return f"http://127.0.0.1:{port}/espace/"


def test_the_pages_are_served_under_the_base_urls_path(tmp_path: Path, communes: Path) -> None:
    with running("serve", **serving(tmp_path, communes)) as process:
        assert "Créer mon espace client" in httpx.get(address_of(process)).text
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) in {0, -signal.SIGTERM}


def test_serving_purges_by_itself(tmp_path: Path, communes: Path) -> None:
    settings = serving(tmp_path, communes)
    data = tmp_path / "data"
    count_1200_failures_that_have_expired(data)
    with running("serve", **settings) as process:
        httpx.get(address_of(process))
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) in {0, -signal.SIGTERM}
    with create_database(data) as database, database.reading() as connection:
        (left,) = connection.execute("SELECT count(*) FROM hourly_counters").fetchone()
    assert left < 1200


def test_a_backup_is_taken_while_serving_and_restored_only_afterwards(
    tmp_path: Path, communes: Path
) -> None:
    data, backup = tmp_path / "data", tmp_path / "backup.sqlite3"
    queue_mail(data)
    with running("serve", **serving(tmp_path, communes)) as process:
        httpx.get(address_of(process))
        assert run("backup", backup, data=data).stdout == f"{backup} holds the whole database.\n"
        done = run("restore", backup, "--replace", data=data)
        assert (done.returncode, done.stderr) == (
            1,
            f"{data / DATABASE} is in use: stop every `serve` and `relay` before\n",
        )
    assert run("restore", backup, data=data).stderr == (
        f"{data / DATABASE} exists already; --replace would replace it, "
        "and what it holds would be lost.\n"
    )
    restored = {"data": tmp_path / "new" / "data"}
    assert run("restore", backup, **restored).stdout == (
        f"{restored['data'] / DATABASE} is now the database of {backup}, with 0 accounts.\n"
    )
    assert "AccountConfirmedMail" in run("outbox", "list", **restored).stdout
    assert run("restore", backup, "--replace", data=data).returncode == 0


def test_serving_with_another_secret_is_refused_and_says_which(
    tmp_path: Path, communes: Path
) -> None:
    settings = serving(tmp_path, communes)
    with running("serve", **settings) as process:
        address_of(process)
    key_id = str(settings["password_keys"]).partition(":")[0]
    other = Key(key_id, bytes(32)).export()
    done = run("serve", **settings | {"password_keys": other})
    assert (done.returncode, done.stderr) == (
        1,
        (
            f"ESPACECLIENT_PASSWORD_KEYS: the key {key_id} has another secret than the one that "
            "this database was used with; a new key needs an id of its own\n"
        ),
    )
    with running("serve", **settings) as process:
        assert address_of(process)


def test_a_relay_with_another_secret_is_refused_and_one_with_other_keys_warned(
    tmp_path: Path,
) -> None:
    data = empty_database(tmp_path / "data")
    links = Key.generate()
    with create_database(data) as database:
        SqliteKeyChecks(database).record({"link_keys": LinkKeys.of(links)})
    relay: dict[str, str | Path] = {
        "data": data,
        "base_url": "https://client.exemple.fr",
        "smtp_host": "127.0.0.1",
        "mail_from": "ne-pas-repondre@exemple.fr",
    }
    done = run("relay", "--once", link_keys=Key(links.id, bytes(32)).export(), **relay)
    assert done.returncode == 1
    assert done.stderr.startswith(f"ESPACECLIENT_LINK_KEYS: the key {links.id} has another secret")
    done = run("relay", "--once", link_keys=Key.generate().export(), **relay)
    assert done.returncode == 0
    assert done.stderr.partition(" ")[2] == (
        "WARNING espaceclient.adapters.cli.key_checks: "
        "ESPACECLIENT_LINK_KEYS: this database was used with other keys, and with none of these; "
        "are they those of another installation?\n"
    )


def test_a_check_tells_what_is_wrong_and_what_it_could_not_check(tmp_path: Path) -> None:
    data = empty_database(tmp_path / "data")
    done = run("check", data=data)
    assert (done.returncode, done.stdout) == (
        0,
        (
            "Not checked, since not given: "
            "link_keys, session_keys, fingerprint_keys, password_keys.\n"
            "All is well.\n"
        ),
    )
    password_hash = PasswordHash("$2b$04$hash", "2025")
    account = Account(AccountId("account-1"), JEANNE, password_hash, NOON)
    with create_database(data) as database:
        SqliteStorage(database).commit(Decision(None, NOON, save=(account,)), Snapshot({}))
    queue_mail(data)
    with create_database(data) as database, database.writing() as connection:
        connection.execute("UPDATE outbox SET kind = 'survey'")
    done = run("check", data=data, password_keys=Key.generate().export())
    assert (done.returncode, done.stdout, done.stderr) == (
        1,
        "Not checked, since not given: link_keys, session_keys, fingerprint_keys.\n",
        (
            "1 of 1 queued mails cannot be read.\n"
            "ESPACECLIENT_PASSWORD_KEYS: the key 2025 is missing, "
            "so that 1 password can no longer be checked\n"
        ),
    )


def test_a_database_swapped_under_a_running_relay_is_left_alone(tmp_path: Path) -> None:
    data = empty_database(tmp_path / "data")
    other = tmp_path / "other"
    queue_mail(other)
    relay: dict[str, str | Path] = {
        "data": data,
        "base_url": "https://client.exemple.fr",
        "link_keys": Key.generate().export(),
        "smtp_host": "127.0.0.1",
        "smtp_port": str(free_port()),
        "mail_from": "ne-pas-repondre@exemple.fr",
    }
    with running("relay", **relay) as process:
        read_until(process, "Sending")
        (other / DATABASE).replace(data / DATABASE)
        swapped = (data / DATABASE).read_bytes()
        read_until(process, "StorageUnavailable")
    assert (data / DATABASE).read_bytes() == swapped


def test_a_proxy_that_nobody_named_is_told_once_and_no_visitor_with_it(
    tmp_path: Path, communes: Path
) -> None:
    settings = serving(tmp_path, communes) | {"trusted_proxies": "192.0.2.1"}
    with running("serve", **settings) as process:
        address = address_of(process)
        for visitor in ("203.0.113.7", "203.0.113.8"):
            httpx.get(address, headers={"X-Forwarded-For": visitor})
        process.send_signal(signal.SIGTERM)
        printed = process.communicate(timeout=30)[0]
    assert printed.count("name it in ESPACECLIENT_TRUSTED_PROXIES") == 1
    assert "203.0.113" not in printed


def test_the_demonstration_lives_the_guide_and_stops_cleanly(tmp_path: Path) -> None:
    with running("demo", PORT="0", data=tmp_path / "data") as process:
        printed = read_until(process, "Ctrl-C")
        address = re.search(r"http://127\.0\.0\.1:\d+/", printed)
        assert address is not None
        assert "Démonstration" in httpx.get(address[0]).text
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0
    assert (tmp_path / "data" / DATABASE).stat().st_mode & 0o777 == 0o600


def test_the_demonstration_sends_mails_for_real_where_a_mail_server_is_named(
    tmp_path: Path,
) -> None:
    queue_mail(tmp_path / "data")
    with (
        MailServer() as server,
        running(
            "demo",
            PORT="0",
            data=tmp_path / "data",
            smtp_host="127.0.0.1",
            smtp_port=str(server.port),
        ) as process,
    ):
        printed = read_until(process, "Ctrl-C")
        assert server.postbox.arrived.wait(30)
        assert recipients(server) == ["jeanne@exemple.fr"]
    assert "Mails are sent through 127.0.0.1." in printed


def test_a_port_that_is_taken_is_told_in_a_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run("demo", data=tmp_path / "data", port=str(port))
    assert done.returncode == 1
    assert done.stderr == f"ESPACECLIENT_PORT: port {port} is in use; choose another\n"


@pytest.mark.parametrize("port", ["99999", "abc"])
def test_a_port_that_is_none_is_named_with_its_key(tmp_path: Path, port: str) -> None:
    done = run("demo", data=tmp_path / "data", PORT=port)
    assert done.returncode == 1
    assert done.stderr.startswith("PORT: ")


def test_the_next_demonstration_offers_another_contract(tmp_path: Path) -> None:
    with running("demo", PORT="0", data=tmp_path / "data") as process:
        told = re.findall(r"(?:Contrat|Compteur): +(\S+)", read_until(process, "Ctrl-C"))
    contract, meter, added, _ = told
    fuveau = Commune("13040", "Fuveau", Operator("Agglopole Provence Eau"))
    subscription = Subscription(fuveau, ContractNumber(contract), MeterNumber(meter))
    account = Account(AccountId("account-1"), JEANNE, PasswordHash("", None), NOON)
    holding = Holding(HoldingId("holding-1"), account.id, subscription, NOON)
    with create_database(tmp_path / "data") as database:
        SqliteStorage(database).commit(Decision(None, NOON, save=(account, holding)), Snapshot({}))
    with running("demo", PORT="0", data=tmp_path / "data") as process:
        printed = read_until(process, "Ctrl-C")
    assert f"Contrat:  {contract}" not in printed
    assert f"Contrat:  {added}" in printed


def test_the_demonstration_takes_another_register_and_refuses_a_useless_one(tmp_path: Path) -> None:
    useless = tmp_path / "export.csv"
    useless.write_text("societe;numero_contrat;numero_compteur\nGaz;0123456;A1234\n", "utf-8")
    done = run("demo", data=tmp_path / "data", subscribers=useless, port="0")
    assert done.returncode == 1
    assert "export.csv: no subscriber of these communes can still open an account." in done.stderr
