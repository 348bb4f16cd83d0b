"""The utility's own: its invoices, which are paid, and what its customers have done."""

import sqlite3
from datetime import datetime
from threading import Lock
from typing import NamedTuple
from zoneinfo import ZoneInfo

from espaceclient import Contract
from espaceclient.events import AccountOpened, ContractAdded, RecordedEvent
from examples.flask_site.accounts import FLAT, HOUSE


class Invoice(NamedTuple):
    contract: Contract
    on: datetime
    euros: str


PARIS = ZoneInfo("Europe/Paris")  # an invoice's day begins where the customers live
INVOICES = {
    1: Invoice(FLAT, datetime(2023, 10, 2, tzinfo=PARIS), "61,90"),  # of who lived there before
    2: Invoice(FLAT, datetime(2024, 4, 2, tzinfo=PARIS), "48,20"),
    3: Invoice(HOUSE, datetime(2024, 10, 1, tzinfo=PARIS), "118,40"),
}
SCHEMA = """
    CREATE TABLE history (event TEXT PRIMARY KEY, account TEXT, day TEXT, sentence TEXT);
    CREATE TABLE paid (number INTEGER PRIMARY KEY);
"""


class Portal:
    def __init__(self) -> None:
        self._db = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
        self._db.executescript(SCHEMA)
        self._lock = Lock()

    def _ask(self, sql: str, *values: object) -> list[tuple[str, ...]]:
        with self._lock:  # one connection, for the threads of the site and of the relay
            return self._db.execute(sql, values).fetchall()

    def take(self, told: RecordedEvent) -> None:
        """Note an event for the customer to read; its id is the key: it is noted once."""
        match told.event:
            case AccountOpened(account=account, contract=contract):
                sentence = f"Espace client ouvert, contrat {contract.number.digits}"
            case ContractAdded(account=account, contract=contract):
                sentence = f"Contrat {contract.number.digits} ajouté"
            case _:
                return
        day = f"{told.at.astimezone(PARIS):%d/%m/%Y}"
        noted = "INSERT OR IGNORE INTO history VALUES (?, ?, ?, ?)"
        self._ask(noted, told.id, account, day, sentence)

    def history(self, account: str) -> list[tuple[str, ...]]:
        return self._ask("SELECT day, sentence FROM history WHERE account = ?", account)

    def pay(self, number: int) -> None:
        self._ask("INSERT OR IGNORE INTO paid VALUES (?)", number)

    def is_paid(self, number: int) -> bool:
        return bool(self._ask("SELECT 1 FROM paid WHERE number = ?", number))
