"""What a host is composed of in a few lines."""

import subprocess
import sys

import pytest
from attrs import evolve

from espaceclient import EspaceClient, Keys, SessionToken
from espaceclient.adapters.bcrypt import BcryptHasher
from espaceclient.adapters.composition import Composition, reading_client
from espaceclient.adapters.memory import (
    ManualClock,
    MemoryBreachedPasswords,
    MemoryEventFeed,
    MemoryEventSink,
    MemoryMailer,
    MemoryStorage,
    MemorySubscribers,
)
from espaceclient.adapters.wording import ENGLISH, TomlWording
from espaceclient.answers import (
    Activated,
    Invalid,
    NoSession,
    RegisterUnavailable,
    RequestReceived,
    SessionFound,
)
from espaceclient.domain.token import LinkToken
from espaceclient.ports.keys import MissingKeys
from tests.client_fixture import COMMUNES, FORM, KEYS, NOON, REGISTER


def composed(storage: MemoryStorage, keys: Keys = KEYS) -> Composition:
    return Composition(
        communes=COMMUNES,
        subscribers=MemorySubscribers(REGISTER),
        storage=storage,
        outbox=storage.outbox,
        keys=keys,
        clock=ManualClock(NOON),
    )


def activated(composition: Composition) -> Activated:
    client, mailer = composition.client(), MemoryMailer()
    asked = client.open_account(FORM)
    assert isinstance(asked, RequestReceived)
    composition.relay(mailer, "https://client.exemple.fr").deliver_due()
    link = mailer.messages[-1].text.partition("https://client.exemple.fr/activation/")[2]
    answer = client.activate(LinkToken(link.split()[0]), browser=asked.browser)
    assert isinstance(answer, Activated)
    return answer


def test_a_composition_lives_the_guide_with_its_defaults() -> None:
    composition = composed(MemoryStorage())
    session = activated(composition).session
    assert isinstance(composition.client().find_session(session), SessionFound)


def test_a_list_of_breached_passwords_is_asked_where_one_is_named() -> None:
    listed = evolve(
        composed(MemoryStorage()), breached_passwords=MemoryBreachedPasswords(["Aa1!aaaa"])
    )
    assert isinstance(listed.client().open_account(FORM), Invalid)


def test_mails_are_in_the_language_of_their_reader_where_it_is_offered() -> None:
    mailer = MemoryMailer()
    storage = MemoryStorage()
    bilingual = evolve(composed(storage), languages=(TomlWording.english(),))
    bilingual.client().open_account(FORM, language=ENGLISH)
    bilingual.relay(mailer, "https://eau.test/").deliver_due()
    assert [each.subject for each in mailer.messages] == ["Activate your customer account"]


def test_a_sink_is_told_what_happened_where_there_is_a_feed() -> None:
    storage, sink = MemoryStorage(), MemoryEventSink()
    composition = evolve(composed(storage), feed=MemoryEventFeed(storage.trail))
    activated(composition)
    relay = composition.event_relay(sink)
    while relay.deliver_due().handled:
        pass
    assert [type(each.event).__name__ for each in sink.events] == [
        "AccountRequested",
        "AccountOpened",
    ]


def test_without_a_feed_no_sink_can_be_told() -> None:
    with pytest.raises(ValueError, match="feed"):
        composed(MemoryStorage()).event_relay(MemoryEventSink())


def test_passwords_are_hashed_by_bcrypt_unless_another_hasher_is_named() -> None:
    assert isinstance(composed(MemoryStorage()).hasher, BcryptHasher)


def test_a_process_that_tells_who_is_signed_in_needs_session_keys_alone() -> None:
    storage = MemoryStorage()
    session = activated(composed(storage)).session
    client = composed(storage, Keys(sessions=KEYS.sessions)).client()
    assert isinstance(client.find_session(session), SessionFound)


def reader(keys: Keys) -> EspaceClient:
    return reading_client(
        storage=MemoryStorage(), keys=keys, communes=COMMUNES, clock=ManualClock(NOON)
    )


def test_a_process_that_only_reads_needs_no_other_ring() -> None:
    only_reads = reader(Keys(sessions=KEYS.sessions))
    assert only_reads.find_session(SessionToken("forged"), visit=False) == NoSession()
    with pytest.raises(MissingKeys):
        only_reads.sign_in(FORM)


def test_a_process_that_only_reads_has_no_register() -> None:
    assert reader(KEYS).open_account(FORM) == RegisterUnavailable()


@pytest.mark.parametrize(
    ("keys", "missing"),
    [
        (Keys(sessions=KEYS.sessions), "FingerprintKeys"),
        (Keys(sessions=KEYS.sessions, fingerprints=KEYS.fingerprints), "PepperKeys"),
        (Keys(fingerprints=KEYS.fingerprints, peppers=KEYS.peppers), "SessionKeys"),
    ],
)
def test_what_needs_another_ring_is_a_mistake_that_names_it(keys: Keys, missing: str) -> None:
    client = composed(MemoryStorage(), keys).client()
    with pytest.raises(MissingKeys, match=f"^{missing} are missing"):
        client.sign_in(FORM)


def test_a_base_url_is_checked_where_the_relay_is_made() -> None:
    with pytest.raises(ValueError, match="must begin with https://"):
        composed(MemoryStorage()).relay(MemoryMailer(), "http://client.exemple.fr")


def test_a_composition_loads_no_framework_and_no_other_adapter() -> None:
    script = "import sys, espaceclient.adapters.composition; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    loaded = set(run.stdout.split())
    assert not loaded & {"starlette", "jinja2", "uvicorn", "typer", "rich", "httpx", "smtplib"}
    assert {name for name in loaded if name.count(".") == 2 and ".adapters." in name} == {
        f"espaceclient.adapters.{name}" for name in ("bcrypt", "composition", "system", "wording")
    }
