"""Registers of subscribers that get one thing wrong."""

from collections.abc import Iterable

from attrs import evolve

from espaceclient.adapters.memory import MemorySubscribers
from espaceclient.domain.values import Contract, ContractNumber, MeterNumber, Subscriber
from espaceclient.testing.laws import (
    subscribers,
)
from tests.testing.faults.fault import Fault


class KnowsOneOperator(MemorySubscribers):
    def __init__(self, lines: Iterable[Subscriber] = ()) -> None:
        super().__init__({line.contract.number: line for line in lines}.values())

    def find(self, contract: Contract) -> Subscriber | None:
        lines = [line for line in self._by_contract.values() if line.contract.number == contract.number]
        return lines[0] if lines else None


class LosesLeadingZeros(MemorySubscribers):
    def find(self, contract: Contract) -> Subscriber | None:
        found = super().find(contract)
        return found and evolve(found, meter=MeterNumber(found.meter.text.lstrip("0").rjust(3, "X")))


class PadsNumbers(MemorySubscribers):
    def find(self, contract: Contract) -> Subscriber | None:
        digits = contract.number.digits
        padded = ContractNumber(digits.strip("0").rjust(7, "0"))
        return super().find(contract) or super().find(evolve(contract, number=padded))


class ForgetsWhatHasEnded(MemorySubscribers):
    def find(self, contract: Contract) -> Subscriber | None:
        found = super().find(contract)
        return found and evolve(found, ended=False)


class AnswersWithTheNearest(MemorySubscribers):
    def find(self, contract: Contract) -> Subscriber | None:
        return super().find(contract) or next(iter(self._by_contract.values()), None)


class TakesSilenceForNo:
    def find(self, _contract: Contract) -> Subscriber | None:
        return None


REGISTER_FAULTS = (
    Fault(
        "matches a subscriber at another operator",
        subscribers.operators_are_kept_apart,
        KnowsOneOperator,
    ),
    Fault("loses a meter's leading zeros", subscribers.leading_zeros_count, LosesLeadingZeros),
    Fault("pads contract numbers", subscribers.leading_zeros_count, PadsNumbers),
    Fault("forgets which contracts have ended", subscribers.every_line_is_found_whole, ForgetsWhatHasEnded),
    Fault("answers with the nearest line", subscribers.an_unknown_contract_is_none, AnswersWithTheNearest),
    Fault("says no when the register is silent", subscribers.silence_is_no_answer, TakesSilenceForNo),
)
