"""This library: its JSON API, and its front called directly; the relay delivers after each step.

A subscriber proves a contract when signing up, which none of the peers knows.
"""

import re
import sys
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Self

from attrs import define, field, frozen

from espaceclient import EspaceClient, Relay
from espaceclient.adapters.api import create_api_app
from espaceclient.adapters.bcrypt import BcryptHasher
from espaceclient.adapters.composition import Composition
from espaceclient.adapters.memory import MemoryMailer
from espaceclient.adapters.postgres import (
    SCHEMA,
    PostgresDatabase,
    PostgresOutbox,
    PostgresStorage,
    upgrade,
)
from espaceclient.adapters.sqlite import SqliteDatabase, SqliteOutbox, SqliteStorage
from espaceclient.answers import (
    Activated,
    PasswordChanged,
    PasswordReset,
    RequestReceived,
    ResetRequested,
    SessionFound,
    SignedIn,
    SignedOut,
)
from espaceclient.domain.token import BrowserToken, LinkToken, SessionToken
from espaceclient.domain.values import Contract, MeterNumber, Subscriber
from espaceclient.ports.outbox import Outbox
from espaceclient.ports.storage import Storage
from tests.benchmarks.peers.asking import questions
from tests.benchmarks.peers.calling import Answer, Asgi, Browser
from tests.benchmarks.peers.driving import (
    NEW,
    NEWER,
    Visitor,
    cost,
    database,
    is_postgres,
    serve,
)
from tests.client_fixture import COMMUNES, KEYS

METER = "A02GJ098702"
LINK = re.compile(r"/(?:activation|nouveau-mot-de-passe)/(\S+)")


class EverySubscriber:
    """A register in which every contract has the same meter."""

    def find(self, contract: Contract) -> Subscriber:
        return Subscriber(contract, MeterNumber(METER))


def storage_and_outbox(opened: ExitStack) -> tuple[Storage, Outbox]:
    if not is_postgres():
        file = opened.enter_context(SqliteDatabase(Path(database())))
        return SqliteStorage(file), SqliteOutbox(file)
    list(upgrade(database(), SCHEMA))
    server = opened.enter_context(PostgresDatabase(database()))
    return PostgresStorage(server), PostgresOutbox(server)


def composition(opened: ExitStack) -> Composition:
    storage, outbox = storage_and_outbox(opened)
    price = cost()
    return Composition(
        communes=COMMUNES,
        subscribers=EverySubscriber(),
        storage=storage,
        outbox=outbox,
        keys=KEYS,
        hasher=BcryptHasher(KEYS.peppers, cost=price) if price else BcryptHasher(KEYS.peppers),
    )


def request(visitor: Visitor) -> dict[str, str]:
    return twice(visitor.password) | {
        "commune": "13022",
        "email": visitor.email,
        "contract_number": f"{visitor.number:07}",
        "meter_number": METER,
    }


def twice(password: str) -> dict[str, str]:
    return {"password": password, "confirmation": password}


@frozen
class Utility:
    """What all journeys of one process share."""

    front: EspaceClient
    relay: Relay
    mails: MemoryMailer
    app: Asgi

    @classmethod
    def of(cls, parts: Composition) -> Self:
        mails, front = MemoryMailer(), parts.client()
        app = create_api_app(front, wording=parts.wording, tokens=parts.tokens)
        relay = parts.relay(mails, "https://client.exemple.fr/")
        return cls(front, relay, mails, Asgi(app))

    def link(self) -> str:
        """Deliver what is due, and return the newest link."""
        self.relay.deliver_due()
        return next(
            found[1]
            for message in reversed(self.mails.messages)
            if (found := LINK.search(message.text))
        )


@define
class ApiJourney:
    """Over HTTP as the peers are, by the surface of apps.

    ``prompt``: the relay, whom nobody waits for, is waited for all the same.
    """

    utility: Utility
    visitor: Visitor
    prompt: bool = field(kw_only=True)
    browser: Browser = field()
    device: str | None = None

    @browser.default
    def _browser(self) -> Browser:
        return Browser(self.utility.app, self.visitor.address)

    def sign_up(self) -> None:
        self.device = self._send(202, "POST", "accounts", request(self.visitor)).json["browser"]
        self._deliver()

    def activate(self) -> None:
        sent = {"link": self.utility.link(), "browser": self.device}
        self._send(201, "POST", "activation", sent)
        self._deliver()

    def sign_in(self) -> None:
        credentials = {"email": self.visitor.email, "password": self.visitor.password}
        self._keep(self._send(201, "POST", "session", credentials))

    def who_am_i(self) -> None:
        assert self._send(200, "GET", "session").json["email"] == self.visitor.email

    def change_password(self) -> None:
        chosen = twice(NEW) | {"current_password": self.visitor.password}
        self._keep(self._send(200, "POST", "password/change", chosen))
        self._deliver()

    def sign_out(self) -> None:
        self._send(204, "DELETE", "session")
        self.browser.headers.clear()

    def forgotten(self) -> None:
        self._send(202, "POST", "password/forgotten", {"email": self.visitor.email})
        self._deliver()

    def reset(self) -> None:
        sent = twice(NEWER) | {"link": self.utility.link()}
        self._send(200, "POST", "password/reset", sent)
        self._deliver()

    def _send(self, status: int, method: str, path: str, sent: object = None) -> Answer:
        return self.browser.expect(status, method, f"/v1/app/{path}", sent)

    def _deliver(self) -> None:
        if self.prompt:
            self.utility.relay.deliver_due()

    def _keep(self, answer: Answer) -> None:
        self.browser.headers["Authorization"] = f"Bearer {answer.json['session']}"


@define
class FrontJourney:
    """The same without HTTP: what a host in Python pays that calls the front."""

    utility: Utility
    visitor: Visitor
    device: BrowserToken | None = None
    session: SessionToken = field(default=SessionToken(""))

    def sign_up(self) -> None:
        address = self.visitor.address
        answer = self.utility.front.open_account(request(self.visitor), client_address=address)
        assert isinstance(answer, RequestReceived)
        self.device = answer.browser
        self.utility.relay.deliver_due()

    def activate(self) -> None:
        answer = self.utility.front.activate(LinkToken(self.utility.link()), browser=self.device)
        assert isinstance(answer, Activated)
        self.utility.relay.deliver_due()

    def sign_in(self) -> None:
        credentials = {"email": self.visitor.email, "password": self.visitor.password}
        address = self.visitor.address
        answer = self.utility.front.sign_in(credentials, client_address=address)
        assert isinstance(answer, SignedIn)
        self.session = answer.session

    def who_am_i(self) -> None:
        answer = self.utility.front.find_session(self.session)
        assert isinstance(answer, SessionFound)

    def change_password(self) -> None:
        chosen = twice(NEW) | {"current_password": self.visitor.password}
        answer = self.utility.front.change_password(self.session, chosen)
        assert isinstance(answer, PasswordChanged)
        self.session = answer.session
        self.utility.relay.deliver_due()

    def sign_out(self) -> None:
        assert isinstance(self.utility.front.sign_out(self.session), SignedOut)

    def forgotten(self) -> None:
        answer = self.utility.front.request_reset({"email": self.visitor.email})
        assert isinstance(answer, ResetRequested)
        self.utility.relay.deliver_due()

    def reset(self) -> None:
        answer = self.utility.front.reset_password(LinkToken(self.utility.link()), twice(NEWER))
        assert isinstance(answer, PasswordReset)
        self.utility.relay.deliver_due()


def main(surface: str) -> None:
    with ExitStack() as opened:
        utility = Utility.of(composition(opened))
        if surface == "api":
            asked = partial(ApiJourney, utility, prompt=False)
            serve(partial(ApiJourney, utility, prompt=True), lambda _: questions(asked))
        else:
            serve(partial(FrontJourney, utility))


if __name__ == "__main__":
    main(sys.argv[1])
