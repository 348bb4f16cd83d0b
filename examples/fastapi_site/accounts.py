"""The accounts: who may open one, what is asked besides, and where all is stored."""

from datetime import UTC, datetime
from pathlib import Path

from espaceclient import Commune, Communes, Contract, ContractNumber, MeterNumber, Operator, Policy
from espaceclient.adapters.composition import Composition
from espaceclient.adapters.memory import MemorySubscribers
from espaceclient.adapters.sqlite import SqliteDatabase, stored_in
from espaceclient.adapters.system import stored_keys
from espaceclient.adapters.wording import Contact, TomlWording
from espaceclient.values import ExtraField, ExtraFields, Subscriber

EAU = Operator("Régie des eaux de Cassis")
FLAT, HOUSE = (Contract(EAU, ContractNumber(number)) for number in ("0123456", "7654321"))
REGISTER = (
    Subscriber(FLAT, MeterNumber("A02GJ098702"), since=datetime(2024, 3, 1, tzinfo=UTC)),
    Subscriber(HOUSE, MeterNumber("B11KL445566"), since=datetime(2023, 6, 1, tzinfo=UTC)),
)


def compose(data: Path) -> Composition:
    keys = stored_keys(data)
    return Composition(
        **stored_in(SqliteDatabase(data / "espace-client.sqlite3")),
        communes=Communes.of([Commune("13022", "Cassis", EAU)]),
        subscribers=MemorySubscribers(REGISTER),  # yours is imported, or asked by HTTP
        keys=keys,
        wording=TomlWording.french(Contact(EAU.name, colour="#1d5c3c")),  # of mails
        policy=Policy(extra_fields=ExtraFields.of(ExtraField("telephone", "Téléphone"))),
    )
