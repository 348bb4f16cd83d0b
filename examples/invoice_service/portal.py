"""The portal: the accounts' pages, and an endpoint that tells services who is signed in."""

import os
from datetime import UTC, datetime
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.routing import Mount

from espaceclient import Commune, Communes, Contract, ContractNumber, MeterNumber
from espaceclient.adapters.composition import Composition
from espaceclient.adapters.introspection import ResourceServers, create_introspection
from espaceclient.adapters.memory import MemoryMailer, MemorySubscribers
from espaceclient.adapters.sqlite import SqliteDatabase, stored_in
from espaceclient.adapters.system import stored_keys
from espaceclient.adapters.web import Branding, create_app
from espaceclient.values import Subscriber
from examples.invoice_service.invoices import EAU

NUMBER, METER = ContractNumber("0123456"), MeterNumber("A02GJ098702")
REGISTER = [Subscriber(Contract(EAU, NUMBER), METER, since=datetime(2024, 3, 1, tzinfo=UTC))]
COMMUNES = Communes.of([Commune("13022", "Cassis", EAU)])


def main(port: int, secret: str) -> None:
    data, mailer = Path("data/invoice_service"), MemoryMailer()
    keys, register = stored_keys(data), MemorySubscribers(REGISTER)
    stored = stored_in(SqliteDatabase(data / "espace-client.sqlite3"))
    composition = Composition(**stored, communes=COMMUNES, subscribers=register, keys=keys)
    pages = create_app(
        composition.client(),
        wording=composition.wording,
        tokens=composition.tokens,
        base_url=f"http://127.0.0.1:{port}/",
        branding=Branding("Eau de la Baie"),
        stylesheets=[Path(__file__).parent / "baie.css"],
        mailbox=lambda: mailer.messages,  # for demonstrations only
    )
    resource_servers = ResourceServers.of({"factures": [secret]})
    endpoint = Mount("/introspection", create_introspection(pages.client, resource_servers))
    site = Starlette(routes=[endpoint, Mount("/", pages)])
    print(f"http://127.0.0.1:{port}/ (contract {NUMBER.digits}, meter {METER.text})", flush=True)
    with composition.relay(mailer, f"http://127.0.0.1:{port}/").in_background():
        uvicorn.run(site, port=port, log_level="warning")


if __name__ == "__main__":
    main(int(os.environ["PORT"]), os.environ["INTROSPECTION_SECRET"])
