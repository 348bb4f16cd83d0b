"""The guide's whole journey over one SQLite file."""

from datetime import timedelta

from espaceclient import EspaceClient, Links
from espaceclient.adapters.memory import ManualClock, MemoryHasher
from espaceclient.adapters.sqlite import (
    SqliteDatabase,
    SqliteOutbox,
    SqliteStorage,
    SqliteSubscribers,
)
from espaceclient.adapters.system import SystemTokens
from espaceclient.answers import (
    Activated,
    AddressChanged,
    AddressChangeRequested,
    LinkUnusable,
    NoSession,
    PasswordChanged,
    PasswordReset,
    RequestReceived,
    ResetRequested,
    SessionFound,
    SignedIn,
    SignInRefused,
)
from espaceclient.domain.mail import ActivationMail, AddressChangeMail, Mail, ResetMail
from espaceclient.domain.token import LinkToken
from espaceclient.testing import StorageAndOutbox, ports_over
from espaceclient.testing.ports import mails_in
from espaceclient.testing.samples import LINKS, SOMEBODY
from tests.client_fixture import COMMUNES, FORM, KEYS, NOON, REGISTER

NEW = {"password": "Bb2?bbbb", "confirmation": "Bb2?bbbb"}
NEWER = {"current_password": "Bb2?bbbb", "password": "Cc3!cccc", "confirmation": "Cc3!cccc"}
SIGN_IN = {"email": "JEANNE@Exemple.fr", "password": "Aa1!aaaa"}


def _newest_mail(database: SqliteDatabase, clock: ManualClock) -> Mail:
    return mails_in(SqliteOutbox(database), SqliteStorage(database), clock)[-1]


def test_the_whole_journey_runs_over_one_file(database: SqliteDatabase) -> None:
    subscribers, outbox = SqliteSubscribers(database), SqliteOutbox(database)
    subscribers.replace(REGISTER)
    clock, tokens, links = ManualClock(NOON), SystemTokens.of(KEYS), Links("https://exemple.fr")
    client = EspaceClient(
        communes=COMMUNES,
        subscribers=subscribers,
        storage=SqliteStorage(database),
        hasher=MemoryHasher(),
        tokens=tokens,
        clock=clock,
    )

    received = client.open_account(FORM, client_address="192.0.2.1")
    assert isinstance(received, RequestReceived)
    assert isinstance(client.sign_in(SIGN_IN), SignInRefused)
    mail = _newest_mail(database, clock)
    assert isinstance(mail, ActivationMail)
    link = LinkToken(links.to(mail, tokens).rpartition("/")[2])
    activated = client.activate(link, browser=received.browser)
    assert isinstance(activated, Activated)
    assert isinstance(client.activate(link, browser=received.browser), LinkUnusable)

    clock.advance(timedelta(minutes=5))
    signed_in = client.sign_in(SIGN_IN)
    assert isinstance(signed_in, SignedIn)
    assert isinstance(client.find_session(signed_in.session), SessionFound)

    assert isinstance(client.request_reset({"email": "jeanne@exemple.fr"}), ResetRequested)
    mail = _newest_mail(database, clock)
    assert isinstance(mail, ResetMail)
    reset = LinkToken(links.to(mail, tokens).rpartition("/")[2])
    assert isinstance(client.reset_password(reset, NEW), PasswordReset)
    assert isinstance(client.find_session(signed_in.session), NoSession)
    assert isinstance(client.sign_in(SIGN_IN), SignInRefused)

    signed_in = client.sign_in({**SIGN_IN, **NEW})
    assert isinstance(signed_in, SignedIn)
    assert isinstance(client.change_password(signed_in.session, NEWER), PasswordChanged)
    client.sign_out(signed_in.session)
    assert isinstance(client.find_session(signed_in.session), NoSession)

    clock.advance(timedelta(days=366))
    assert client.purge().count > 0
    assert client.purge().count == 0
    assert isinstance(client.sign_in({**SIGN_IN, "password": "Cc3!cccc"}), SignedIn)
    assert [type(entry.mail).__name__ for entry in outbox.entries()] == [
        "ActivationMail",
        "AccountConfirmedMail",
        "ResetQuestion",
        "PasswordUpdatedMail",
        "PasswordUpdatedMail",
    ]


def test_a_change_of_address_runs_over_one_file(database: SqliteDatabase) -> None:
    made = StorageAndOutbox(SqliteStorage(database), SqliteOutbox(database))
    ports = ports_over(made)
    client = ports.client()

    def newest_link(kind: type[ActivationMail | AddressChangeMail]) -> LinkToken:
        (*_, mail) = (each for each in ports.mails() if isinstance(each, kind))
        return LinkToken(LINKS.to(mail, ports.tokens).rpartition("/")[2])

    received = client.open_account(SOMEBODY)
    assert isinstance(received, RequestReceived)
    activated = client.activate(newest_link(ActivationMail), browser=received.browser)
    assert isinstance(activated, Activated)
    client.sign_in({**SOMEBODY, "password": "wrong"})
    ask = {"email": "ailleurs@exemple.fr", "current_password": SOMEBODY["password"]}
    asked = client.request_address_change(activated.session, ask, browser=activated.browser)
    assert isinstance(asked, AddressChangeRequested)
    client.request_reset(SOMEBODY)
    link = newest_link(AddressChangeMail)
    assert isinstance(client.confirm_address_change(link, browser=asked.browser), AddressChanged)
    assert isinstance(client.confirm_address_change(link, browser=asked.browser), LinkUnusable)
    assert isinstance(client.find_session(activated.session), SessionFound)
    assert isinstance(client.sign_in({**SOMEBODY, "email": ask["email"]}), SignedIn)
    assert isinstance(client.sign_in(SOMEBODY), SignInRefused)
