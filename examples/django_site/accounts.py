"""The accounts: who may open one, where all is stored, and their pages below ``/espace``."""

import os
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from espaceclient import Commune, Communes, Contract, ContractNumber, MeterNumber, Operator
from espaceclient.adapters.composition import Composition
from espaceclient.adapters.django import DjangoMailer
from espaceclient.adapters.memory import MemorySubscribers
from espaceclient.adapters.sqlite import SqliteDatabase, stored_in
from espaceclient.adapters.system import stored_keys
from espaceclient.adapters.web import Branding, create_app
from espaceclient.adapters.wording import Contact, TomlWording
from espaceclient.values import Subscriber

PORT = os.environ.get("PORT", "8000")
ORIGIN = f"http://127.0.0.1:{PORT}"
LOOK = Path(__file__).parent / "templates/espace"
EAU = Operator("Eaux des Calanques")
FLAT, HOUSE = (Contract(EAU, ContractNumber(number)) for number in ("0123456", "7654321"))
REGISTER = (
    Subscriber(FLAT, MeterNumber("A02GJ098702"), since=datetime(2024, 3, 1, tzinfo=UTC)),
    Subscriber(HOUSE, MeterNumber("B11KL445566"), since=datetime(2023, 6, 1, tzinfo=UTC)),
)
composition = Composition(
    **stored_in(SqliteDatabase(settings.DATA / "espace-client.sqlite3")),
    communes=Communes.of([Commune("13022", "Cassis", EAU)]),
    subscribers=MemorySubscribers(REGISTER),  # yours is imported, or asked by HTTP
    keys=stored_keys(settings.DATA),
    wording=TomlWording.french(Contact(EAU.name, colour="#9a3412")),  # of mails
)
mails = composition.relay(DjangoMailer(), f"{ORIGIN}/espace/")
pages = create_app(
    composition.client(),
    wording=composition.wording,
    tokens=composition.tokens,
    base_url=f"{ORIGIN}/espace/",
    branding=Branding(EAU.name, phone="04 65 71 00 00", hours="de 9\u00a0h à 17\u00a0h"),
    templates=[LOOK],
    stylesheets=[LOOK / "calanques.css"],
    landing="/mes-factures",
    allow_next=["/mes-factures"],
)
authenticator, sign_in = pages.authenticator, pages.sign_in  # for the settings
