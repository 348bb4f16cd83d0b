"""An account's whole life, with what goes wrong in it, leaves nothing personal in any log."""

import re

from espaceclient import BrowserToken, Communes, Contract, ContractNumber, LinkToken, MeterNumber
from espaceclient import Subscriber as Line
from espaceclient.adapters.composition import Composition
from espaceclient.adapters.event_call import Call
from espaceclient.adapters.memory import (
    MemoryEventFeed,
    MemoryHasher,
    MemoryMailer,
    MemoryOutbox,
    MemoryStorage,
    MemorySubscribers,
)
from espaceclient.answers import (
    AccountClosed,
    AccountExported,
    Activated,
    AddressChanged,
    AddressChangeRequested,
    AddressCorrected,
    ContractAdded,
    ContractRemoved,
    RequestReceived,
)
from espaceclient.events import RecordedEvent
from espaceclient.ports import EventRefused, MailRefused, Message
from espaceclient.support import Support
from tests.client_fixture import COMMUNES, KEYS, SEMM
from tests.impatient import Impatient
from tests.test_nothing_personal_is_logged import everything_logged

MISTYPED, RIGHT, NEW = (f"canari.{each}@canari.exemple.fr" for each in ("un", "deux", "trois"))
PASSWORD, WRONG = "Perroquet7!un", "Toucan31!deux"
FIRST, SECOND = ("8317604", "CANARI0042X"), ("8317605", "CANARI0043X")
WHERE, LABEL = "203.0.113.77", "Canari sur Perchoir"
NAMED = {"actor": "Zoé du Canari"}
WHY = "ticket canari"


class Quoting(MemoryMailer):
    """Refuses the first mail and quotes it, then takes all."""

    refuses = True

    def send(self, message: Message) -> None:
        if self.refuses:
            self.refuses = False
            raise MailRefused(f"550 5.1.1 <{message.to.text}>: unknown")
        super().send(message)


def refuse(_event: RecordedEvent) -> None:
    raise EventRefused("the host answered with status 422")


def line(pair: tuple[str, str]) -> Line:
    number, meter = pair
    return Line(Contract(SEMM, ContractNumber(number)), MeterNumber(meter), customer="CANARI-7")


def asked(pair: tuple[str, str], **fields: str) -> dict[str, str]:
    number, meter = pair
    return {"commune": "13022", "contract_number": number, "meter_number": meter, **fields}


def live(mailer: MemoryMailer) -> set[str]:
    """Live it; return what no log may hold."""
    outbox = MemoryOutbox()
    storage = MemoryStorage(outbox)
    parts = Composition(
        communes=Communes.of(COMMUNES.communes),
        subscribers=MemorySubscribers([line(FIRST), line(SECOND)]),
        storage=storage,
        outbox=outbox,
        keys=KEYS,
        hasher=MemoryHasher(),
        trail=storage.trail,
        feed=MemoryEventFeed(storage.trail),
    )
    client, relay = parts.client(), parts.relay(mailer, "https://exemple.fr/")

    def link() -> LinkToken:
        relay.run(Impatient(waits=1))
        return LinkToken(
            re.findall(r"https://exemple\.fr/[\w-]+/(\S+)", mailer.messages[-1].text)[-1]
        )

    secret = {"password": PASSWORD, "confirmation": PASSWORD}
    requested = client.open_account(asked(FIRST, email=MISTYPED, **secret), client_address=WHERE)
    assert isinstance(requested, RequestReceived)
    relay.run(Impatient(waits=1))
    corrected = client.correct_address(requested.waiting, {"email": RIGHT}, client_address=WHERE)
    assert isinstance(corrected, AddressCorrected)
    activation = link()
    browser: BrowserToken = requested.browser
    opened = client.activate(activation, browser=browser, label=LABEL, client_address=WHERE)
    assert isinstance(opened, Activated)
    session = opened.session
    client.preview_activation(activation, browser=browser)
    client.sign_in({"email": RIGHT, "password": WRONG}, client_address=WHERE, label=LABEL)
    client.add_contract(session, asked((SECOND[0], "CANARI0099X")), client_address=WHERE)
    added = client.add_contract(session, asked(SECOND), client_address=WHERE)
    assert isinstance(added, ContractAdded)
    client.may_see(session, line(SECOND).contract)
    client.remove_contract(session, line(SECOND).contract, WRONG, client_address=WHERE)
    removed = client.remove_contract(session, line(SECOND).contract, PASSWORD)
    assert isinstance(removed, ContractRemoved)
    wanted = {"email": NEW, "current_password": PASSWORD}
    client.request_address_change(session, {**wanted, "current_password": WRONG}, browser=browser)
    changing = client.request_address_change(session, wanted, browser=browser)
    assert isinstance(changing, AddressChangeRequested)
    relay.run(Impatient(waits=1))
    change = next(
        LinkToken(found[1])
        for message in reversed(mailer.messages)
        if (found := re.search(r"nouvelle-adresse/(\S+)", message.text))
    )
    client.confirm_address_change(change, password=WRONG)
    changed = client.confirm_address_change(change, browser=changing.browser)
    assert isinstance(changed, AddressChanged)
    support = Support(client, **NAMED)
    support.find(reason=WHY, contract=line(FIRST).contract)
    client.end_other_sessions(session, client_address=WHERE)
    assert isinstance(client.export_account(session), AccountExported)
    assert isinstance(client.close_account(session, PASSWORD), AccountClosed)
    relay.run(Impatient(waits=1))
    parts.event_relay(Call(refuse)).run(Impatient(waits=1))
    tokens = {session, activation, change, browser, changing.browser, requested.waiting}
    texts = {MISTYPED, RIGHT, NEW, PASSWORD, WRONG, *FIRST, *SECOND, "CANARI0099X", "CANARI-7"}
    return {*texts, *tokens, WHERE, "203.0.113.", LABEL, WHY, *NAMED.values()}


def test_an_accounts_whole_life_leaves_nothing_personal_in_any_log() -> None:
    with everything_logged() as heard:
        canaries = live(Quoting())
    logged = heard.getvalue()
    for happened in (
        "an account was requested",
        "the address of a request was corrected",
        "an account was opened",
        "a sign-in was refused",
        "a contract was removed from an account",
        "the address of an account was changed",
        "an account was closed",
        "is put off after attempt 1: 550 5.1.1 (address)",
        " is sent",
        "event ",
    ):
        assert happened in logged
    assert [each for each in canaries if each.casefold() in logged.casefold()] == []
