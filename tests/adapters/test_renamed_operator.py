"""An operator gets another name: its customers notice nothing but the name."""

from pathlib import Path

from espaceclient import EspaceClient
from espaceclient.adapters.bcrypt import BcryptHasher
from espaceclient.adapters.composition import Composition
from espaceclient.adapters.memory import MemoryMailer
from espaceclient.adapters.sqlite import (
    SqliteDatabase,
    SqliteOutbox,
    SqliteStorage,
    SqliteSubscribers,
)
from espaceclient.adapters.subscribers_csv import BillingExport, read_communes, stage
from espaceclient.answers import Activated, RequestReceived, SessionFound, SignedIn
from espaceclient.domain.token import LinkToken
from tests.client_fixture import FORM, KEYS

BEFORE = "code_insee;commune;societe\n13022;Cassis;Eaux du Sud\n"
AFTER = "code_insee;commune;societe;code_societe\n13022;Cassis;Sources d'Azur;Eaux du Sud\n"
EXPORT = "societe;numero_contrat;numero_compteur\n"
SIGN_IN = {"email": "jeanne@exemple.fr", "password": "Aa1!aaaa"}
PAUL = {"email": "paul@exemple.fr", "contract_number": "7654321", "meter_number": "B200"}


class Installation:
    """A database, and what the operator's files say."""

    def __init__(self, folder: Path, communes: str, export: str) -> None:
        (folder / "communes.csv").write_text(communes, "utf-8")
        (folder / "export.csv").write_text(EXPORT + export, "utf-8")
        database = SqliteDatabase(folder / "file.sqlite")
        self.communes = read_communes(folder / "communes.csv")
        register = SqliteSubscribers(database)
        export_file = BillingExport(folder / "export.csv", operators=self.communes.operators)
        with stage(export_file) as staged:
            register.replace(staged.subscribers())
        self.composition = Composition(
            communes=self.communes,
            subscribers=register,
            storage=SqliteStorage(database),
            outbox=SqliteOutbox(database),
            keys=KEYS,
            hasher=BcryptHasher(KEYS.peppers, cost=4),
        )
        self.client: EspaceClient = self.composition.client()

    def activate(self, asked: object) -> Activated:
        assert isinstance(asked, RequestReceived)
        mailer = MemoryMailer()
        self.composition.relay(mailer, "https://exemple.fr").deliver_due()
        link = mailer.messages[-1].text.partition("https://exemple.fr/activation/")[2].split()[0]
        answer = self.client.activate(LinkToken(link), browser=asked.browser)
        assert isinstance(answer, Activated)
        return answer

    def shown(self, session: Activated | SignedIn) -> str:
        found = self.client.find_session(session.session)
        assert isinstance(found, SessionFound)
        return found.holdings[0].subscription.commune.operator.name


def test_accounts_sessions_and_requests_go_on_when_an_operator_is_renamed(tmp_path: Path) -> None:
    lines = "Eaux du Sud;0123456;A02GJ098702\nEaux du Sud;7654321;B200\n"
    before = Installation(tmp_path, BEFORE, lines)
    session = before.activate(before.client.open_account(FORM))
    waiting = before.client.open_account({**FORM, **PAUL})

    after = Installation(tmp_path, AFTER, lines.replace("Eaux du Sud", "Sources d’Azur"))

    assert after.shown(session) == "Sources d'Azur"
    assert after.shown(after.activate(waiting)) == "Sources d'Azur"
    signed_in = after.client.sign_in(SIGN_IN)
    assert isinstance(signed_in, SignedIn)
    assert after.shown(signed_in) == "Sources d'Azur"
