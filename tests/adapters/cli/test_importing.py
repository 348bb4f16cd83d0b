"""``espaceclient accounts import`` in this process: what it imports, and what it refuses."""

import csv
from pathlib import Path

import pytest
import typer
from attrs import frozen
from typer.testing import CliRunner, Result

from espaceclient.adapters.bcrypt import BcryptHasher
from espaceclient.adapters.cli.accounts import commands
from espaceclient.adapters.cli.composition import create_database
from espaceclient.adapters.cli.importing import import_file
from espaceclient.adapters.sqlite import SqliteOutbox, SqliteStorage, SqliteSubscribers
from espaceclient.adapters.subscribers_csv import AccountsFile
from espaceclient.domain.account import Account
from espaceclient.domain.values import (
    Contract,
    ContractNumber,
    MeterNumber,
    Operator,
    Subscriber,
)
from espaceclient.ports.storage import AccountAtAddress
from espaceclient.testing.doubles import FailingSubscribers
from tests.client_fixture import KEYS, client_fixture

HASH = "$2y$04$eBdUC4ZjIkzWCjirsE2NKemy6apLk1nvnzR0OEWxESY/wo02M8F/6"
PBKDF2 = "pbkdf2_sha256$1$9Zq3kXw0cVb7$8P2pddNkLIJm7vXIjiAmHkq9tqyx/FBfMeZZscqQrK8="
EAU = Operator("Eau")
SUBSCRIBERS = 120


@frozen
class Here:
    folder: Path

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def file(self, *lines: str) -> Path:
        file = self.folder / "comptes.csv"
        header = "email;code_insee;numero_contrat;empreinte"
        file.write_text("".join(f"{line}\n" for line in (header, *lines)), "utf-8")
        return file

    def run(self, file: Path, *options: str) -> Result:
        environ = {
            "ESPACECLIENT_DATA": str(self.data),
            "ESPACECLIENT_COMMUNES": str(self.folder / "communes.csv"),
            "COLUMNS": "200",
            "TERM": "dumb",
        }
        return CliRunner().invoke(commands, ["import", str(file), *options], env=environ)

    def account(self, number: int) -> Account | None:
        lookup = AccountAtAddress(f"abonne{number}@exemple.fr")
        with create_database(self.data) as database:
            return SqliteStorage(database).read(lookup).one(lookup)

    def mails(self) -> int:
        with create_database(self.data) as database:
            return len(list(SqliteOutbox(database).entries()))


def line(number: int, password_hash: str = HASH) -> str:
    return f"abonne{number}@exemple.fr;13022;{number:07};{password_hash}"


def told(result: Result) -> str:
    return " ".join(result.output.split())


@pytest.fixture
def here(tmp_path: Path) -> Here:
    """A register of a hundred and twenty contracts, and no account."""
    (tmp_path / "communes.csv").write_text(
        "code_insee;commune;societe\n13022;Cassis;Eau\n", "utf-8"
    )
    with create_database(tmp_path / "data") as database:
        SqliteSubscribers(database).replace(
            Subscriber(Contract(EAU, ContractNumber(f"{number:07}")), MeterNumber("A02GJ098702"))
            for number in range(SUBSCRIBERS)
        )
    return Here(tmp_path)


def test_a_file_is_imported_in_batches_and_nobody_is_mailed(here: Here) -> None:
    done = here.run(here.file(*map(line, range(SUBSCRIBERS))))
    assert done.exit_code == 0
    assert told(done) == (
        "120 contracts imported with their accounts, 0 were there before; 0 rejected lines."
    )
    imported = [here.account(number) for number in (0, SUBSCRIBERS - 1)]
    assert [each and each.password_hash.encoded for each in imported] == [HASH, HASH]
    assert here.mails() == 0


def test_an_import_that_was_interrupted_is_repeated(here: Here) -> None:
    here.run(here.file(line(0)))
    again = here.run(here.file(line(0), line(1, PBKDF2)))
    assert again.exit_code == 0
    assert "1 contract imported with their accounts, 1 were there before" in told(again)


def test_a_dry_run_tells_what_would_be_done_and_changes_nothing(here: Here) -> None:
    dry = here.run(here.file(line(0), line(999)), "--dry-run")
    assert dry.exit_code == 1
    assert "1 contract would be imported" in told(dry)
    assert "Le contrat n'est pas dans le registre des abonnés de cette société." in told(dry)
    assert here.account(0) is None


def test_good_lines_are_imported_and_the_others_told(here: Here) -> None:
    here.run(here.file(line(0)))
    done = here.run(
        here.file(
            line(1),
            "abonne0@exemple.fr;13022;0000002;" + PBKDF2,
            "autre@exemple.fr;13022;0000000;" + HASH,
            "mal;13022;0000003;" + HASH,
            line(4, HASH.replace("$04$", "$31$")),
        )
    )
    assert done.exit_code == 1
    assert "1 contract imported with their accounts, 0 were there before; 4 rejected" in told(done)
    for sentence in (
        "Un espace client existe déjà à cette adresse e-mail, avec un autre mot de passe.",
        "Le contrat est déjà rattaché à un autre espace client.",
        "L'adresse e-mail n'est pas bien écrite.",
        "L'empreinte coûte trop cher à vérifier : pour bcrypt, la limite est $2b$14$.",
    ):
        assert sentence in told(done)
    assert HASH not in done.output


def test_the_rejected_lines_are_written_without_their_hashes(here: Here, tmp_path: Path) -> None:
    rejects = tmp_path / "rejets.csv"
    here.run(here.file(line(0), line(999)), "--rejects", str(rejects))
    (_, row) = csv.reader(rejects.read_text("utf-8-sig").splitlines(), delimiter=";")
    assert row[:2] == ["3", "contract_number/not_registered"]
    assert row[3] == "abonne999@exemple.fr;13022;0000999;***"
    assert HASH not in rejects.read_text("utf-8-sig")


def test_the_rejects_never_overwrite_the_file(here: Here) -> None:
    file = here.file(line(0))
    refused = here.run(file, "--rejects", str(file))
    assert refused.exit_code == 1
    assert here.account(0) is None


def test_a_file_of_which_too_much_is_rejected_is_not_imported_until_somebody_allows_it(
    here: Here,
) -> None:
    file = here.file(line(0), *(line(900 + number) for number in range(6)))
    refused = here.run(file)
    assert refused.exit_code == 1
    assert (
        "6 of 7 lines would be rejected, more than 5 %: nothing was imported. If the file is "
        "right, import it with --allow 6."
    ) in told(refused)
    assert here.account(0) is None
    here.run(file, "--allow", "6")
    assert here.account(0) is not None


def test_a_register_that_falls_silent_ends_the_import(
    here: Here, capsys: pytest.CaptureFixture[str]
) -> None:
    register = FailingSubscribers()
    register.answers = False
    client = client_fixture(subscribers=register, hasher=BcryptHasher(KEYS.peppers, cost=4)).client
    file = AccountsFile(here.file(line(0)), client.communes)
    with pytest.raises(typer.Exit):
        import_file(client, file, None, allow=0, dry_run=False)
    assert "The register does not answer; repeat the import." in capsys.readouterr().err
