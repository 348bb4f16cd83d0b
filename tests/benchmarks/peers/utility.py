"""A utility on the engine that is asked for: what all journeys of one process share."""

import re
from contextlib import ExitStack
from pathlib import Path
from typing import Self

from attrs import frozen

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
from espaceclient.domain.values import Contract, MeterNumber, Subscriber
from espaceclient.ports.outbox import Outbox
from espaceclient.ports.storage import Storage
from tests.benchmarks.peers.calling import Asgi
from tests.benchmarks.peers.driving import Visitor, cost, database, is_postgres
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
