"""The accounts: who may open one, and that all is kept in memory."""

from datetime import UTC, datetime

from espaceclient import Commune, Communes, Contract, ContractNumber, Keys, MeterNumber, Operator
from espaceclient.adapters.composition import Composition
from espaceclient.adapters.memory import MemoryEventFeed, MemoryStorage, MemorySubscribers
from espaceclient.adapters.wording import Contact, TomlWording
from espaceclient.values import Subscriber

EAU = Operator("Les Eaux du Lac")
FLAT, HOUSE = (Contract(EAU, ContractNumber(number)) for number in ("0123456", "7654321"))
REGISTER = (
    Subscriber(FLAT, MeterNumber("A02GJ098702"), since=datetime(2024, 3, 1, tzinfo=UTC)),
    Subscriber(HOUSE, MeterNumber("B11KL445566"), since=datetime(2023, 6, 1, tzinfo=UTC)),
)


def compose() -> Composition:
    storage = MemoryStorage()
    return Composition(
        communes=Communes.of([Commune("74010", "Annecy", EAU)]),
        subscribers=MemorySubscribers(REGISTER),  # yours is imported, or asked by HTTP
        storage=storage,
        outbox=storage.outbox,
        trail=storage.trail,
        feed=MemoryEventFeed(storage.trail),
        keys=Keys.generate(),
        wording=TomlWording.french(Contact(EAU.name, colour="#7a1f5c")),  # of mails
    )
