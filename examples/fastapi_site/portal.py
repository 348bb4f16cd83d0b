"""The utility's own: its invoices, and its customers in its own database."""

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from espaceclient import Contract
from espaceclient.events import AccountClosed, AccountOpened, RecordedEvent
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
            if not db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (told.id,)).rowcount:
                return
            match told.event:
                case AccountOpened(account=account, extra=extra):
                    self._note(db, account, "telephone", (extra or {}).get("telephone"))
                case AccountClosed(account=account):
                    db.execute("DELETE FROM customers WHERE account = ?", (account,))
                case _:
                    pass

    def customer(self, account: str) -> tuple[str | None, str]:
        """Return the telephone number, and whether paper is sent."""
        with closing(sqlite3.connect(self._file)) as db:
            asked = "SELECT telephone, paper FROM customers WHERE account = ?"
            return db.execute(asked, (account,)).fetchone() or (None, "oui")

    def stop_paper(self, account: str) -> None:
        with closing(sqlite3.connect(self._file)) as db, db:
            self._note(db, account, "paper", "non")  # maybe before the event has come

    def _note(self, db: sqlite3.Connection, account: str, column: str, value: str | None) -> None:
        db.execute("INSERT OR IGNORE INTO customers (account) VALUES (?)", (account,))
        db.execute(f"UPDATE customers SET {column} = ? WHERE account = ?", (value, account))  # noqa: S608 - a column of ours
