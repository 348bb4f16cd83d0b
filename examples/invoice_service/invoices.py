"""The invoices, which the service alone has."""

from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from espaceclient import Contract, ContractNumber, Operator


class Invoice(NamedTuple):
    contract: Contract
    on: datetime
    euros: str

    @property
    def as_json(self) -> dict[str, str]:
        return {"contract": self.contract.number.digits, "on": f"{self.on:%F}", "euros": self.euros}

    @property
    def in_french(self) -> str:
        return (
            f"{self.on:%d/%m/%Y}, contrat {self.contract.number.digits}\u00a0: {self.euros}\u00a0€"
        )


PARIS = ZoneInfo("Europe/Paris")  # an invoice's day begins where the customers live
EAU = Operator("Eau de la Baie")
FLAT, HOUSE = (Contract(EAU, ContractNumber(number)) for number in ("0123456", "7654321"))
INVOICES = (
    Invoice(FLAT, datetime(2023, 10, 2, tzinfo=PARIS), "61,90"),  # of who lived there before
    Invoice(FLAT, datetime(2024, 4, 2, tzinfo=PARIS), "48,20"),
    Invoice(HOUSE, datetime(2024, 10, 1, tzinfo=PARIS), "118,40"),  # of somebody else
)
