"""The utility's own: its invoices, and its customers in its own database."""

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from espaceclient import Contract
from espaceclient.events import AccountOpened, RecordedEvent
from examples.fastapi_site.accounts import FLAT, HOUSE


class Invoice(NamedTuple):
    contract: Contract
    on: datetime
    euros: str


PARIS = ZoneInfo("Europe/Paris")  # an invoice's day begins where the customers live
INVOICES = (
    Invoice(FLAT, datetime(2023, 10, 2, tzinfo=PARIS), "61,90"),  # of who lived there before
    Invoice(FLAT, datetime(2024, 4, 2, tzinfo=PARIS), "48,20"),
    Invoice(HOUSE, datetime(2024, 10, 1, tzinfo=PARIS), "118,40"),
)
SCHEMA = """
    CREATE TABLE IF NOT EXISTS seen (event TEXT PRIMARY KEY);
    CREATE TABLE IF NOT EXISTS customers
        (account TEXT PRIMARY KEY, telephone TEXT, paper TEXT DEFAULT 'oui');
"""


class Portal:
    def __init__(self, file: Path) -> None:
        self._file = file
        with closing(sqlite3.connect(file)) as db:
            db.executescript(SCHEMA)

    def take(self, told: RecordedEvent) -> None:
        """Do what an event asks for, once: it is noted in the transaction that does it."""
        with closing(sqlite3.connect(self._file)) as db, db:
            new = db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (told.id,)).rowcount
            if new and isinstance(told.event, AccountOpened):
                customer = (told.event.account, (told.event.extra or {}).get("telephone"))
                db.execute("INSERT INTO customers (account, telephone) VALUES (?, ?)", customer)

    def customer(self, account: str) -> tuple[str | None, str]:
        """Return the telephone number, and whether paper is sent."""
        with closing(sqlite3.connect(self._file)) as db:
            asked = "SELECT telephone, paper FROM customers WHERE account = ?"
            return db.execute(asked, (account,)).fetchone() or (None, "oui")

    def stop_paper(self, account: str) -> None:
        with closing(sqlite3.connect(self._file)) as db, db:
            db.execute("UPDATE customers SET paper = 'non' WHERE account = ?", (account,))
