"""Registers of subscribers that get one thing wrong."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from urllib.parse import unquote_plus

from attrs import evolve

from espaceclient.adapters.memory import MemorySubscribers
from espaceclient.domain.values import Contract, ContractNumber, MeterNumber, Operator, Subscriber
from espaceclient.ports.errors import SubscribersUnavailable
from espaceclient.testing.laws import subscribers
from tests.testing.faults.fault import Fault

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


class KnowsOneOperator(MemorySubscribers):
    def __init__(self, lines: Iterable[Subscriber] = ()) -> None:
        super().__init__({line.contract.number: line for line in lines}.values())

    def find(self, contract: Contract) -> Subscriber | None:
        lines = [
            line for line in self._by_contract.values() if line.contract.number == contract.number
        ]
        return lines[0] if lines else None


class LosesLeadingZeros(MemorySubscribers):
    def find(self, contract: Contract) -> Subscriber | None:
        found = super().find(contract)
        return found and evolve(
            found, meter=MeterNumber(found.meter.text.lstrip("0").rjust(3, "X"))
        )


class PadsNumbers(MemorySubscribers):
    def find(self, contract: Contract) -> Subscriber | None:
        digits = contract.number.digits
        padded = ContractNumber(digits.strip("0").rjust(7, "0"))
        return super().find(contract) or super().find(evolve(contract, number=padded))


class ForgetsWhatHasEnded(MemorySubscribers):
    def find(self, contract: Contract) -> Subscriber | None:
        found = super().find(contract)
        return found and evolve(found, ended=False)


class TellsNoDetails(MemorySubscribers):
    def find(self, contract: Contract) -> Subscriber | None:
        found = super().find(contract)
        return found and evolve(found, since=None, customer=None)


class TellsTheDayOnly(MemorySubscribers):
    def find(self, contract: Contract) -> Subscriber | None:
        found = super().find(contract)
        if found is None or found.since is None:
            return found
        return evolve(found, since=found.since.replace(hour=0, minute=0, second=0, microsecond=0))


class TellsLocalTimeAsUtc(MemorySubscribers):
    def find(self, contract: Contract) -> Subscriber | None:
        found = super().find(contract)
        if found is None or found.since is None or found.since.year in (1, 9999):
            return found
        return evolve(found, since=found.since + timedelta(hours=1))


class TellsNothingOfTheFuture(MemorySubscribers):
    def find(self, contract: Contract) -> Subscriber | None:
        found = super().find(contract)
        if found is None or found.since is None or found.since <= NOON:
            return found
        return evolve(found, since=None)


class TakesCustomersForNumbers(MemorySubscribers):
    def find(self, contract: Contract) -> Subscriber | None:
        found = super().find(contract)
        if found is None or found.customer is None:
            return found
        return evolve(found, customer=found.customer.lstrip("0") or "0")


class AnswersWithTheNearest(MemorySubscribers):
    def find(self, contract: Contract) -> Subscriber | None:
        return super().find(contract) or next(iter(self._by_contract.values()), None)


class KnowsOperatorsWithoutCase(MemorySubscribers):
    def find(self, contract: Contract) -> Subscriber | None:
        wanted = contract.operator.code.casefold(), contract.number
        lines = [
            it for it in self._by_contract if (it.operator.code.casefold(), it.number) == wanted
        ]
        return self._by_contract[lines[0]] if lines else None


class WritesOperatorsIntoAddresses(MemorySubscribers):
    """…/contracts/0000042?operator=Eaux & Forêts, as a server reads it."""

    def find(self, contract: Contract) -> Subscriber | None:
        read = unquote_plus(contract.operator.code.partition("&")[0].partition("#")[0])
        return super().find(evolve(contract, operator=Operator(read)))


class KnowsOperatorsByName(MemorySubscribers):
    def find(self, contract: Contract) -> Subscriber | None:
        wanted = contract.operator.name, contract.number
        lines = [it for it in self._by_contract if (it.operator.name, it.number) == wanted]
        return self._by_contract[lines[0]] if lines else None


class RemembersSilenceAsNo:
    asked = False

    def find(self, _contract: Contract) -> Subscriber | None:
        if self.asked:
            return None
        self.asked = True
        raise SubscribersUnavailable("no answer")


class RemembersANoByDigits(MemorySubscribers):
    def __init__(self, lines: Iterable[Subscriber] = ()) -> None:
        super().__init__(lines)
        self._unknown: set[ContractNumber] = set()

    def find(self, contract: Contract) -> Subscriber | None:
        found = None if contract.number in self._unknown else super().find(contract)
        if found is None:
            self._unknown.add(contract.number)
        return found


class TakesSilenceForNo:
    def find(self, _contract: Contract) -> Subscriber | None:
        return None


SUBSCRIBERS_FAULTS = (
    Fault(
        "matches a subscriber at another operator",
        subscribers.operators_are_kept_apart,
        KnowsOneOperator,
    ),
    Fault(
        "remembers a no by its digits alone",
        subscribers.operators_are_kept_apart,
        RemembersANoByDigits,
    ),
    Fault("loses a meter's leading zeros", subscribers.leading_zeros_count, LosesLeadingZeros),
    Fault("pads contract numbers", subscribers.leading_zeros_count, PadsNumbers),
    Fault(
        "forgets which contracts have ended",
        subscribers.every_line_is_found_whole,
        ForgetsWhatHasEnded,
    ),
    Fault(
        "tells no beginning of a contract",
        subscribers.a_contract_begins_when_its_line_says,
        TellsNoDetails,
    ),
    Fault(
        "tells the day on which a contract begins alone",
        subscribers.a_contract_begins_when_its_line_says,
        TellsTheDayOnly,
    ),
    Fault(
        "tells local time as UTC",
        subscribers.a_contract_begins_when_its_line_says,
        TellsLocalTimeAsUtc,
    ),
    Fault(
        "tells no beginning that is still to come",
        subscribers.a_contract_begins_when_its_line_says,
        TellsNothingOfTheFuture,
    ),
    Fault(
        "tells no customer reference",
        subscribers.a_customer_reference_comes_back_as_it_was,
        TellsNoDetails,
    ),
    Fault(
        "takes a customer reference for a number",
        subscribers.a_customer_reference_comes_back_as_it_was,
        TakesCustomersForNumbers,
    ),
    Fault(
        "answers with the nearest line",
        subscribers.an_unknown_contract_is_none,
        AnswersWithTheNearest,
    ),
    Fault(
        "compares operators without case",
        subscribers.operators_are_asked_by_their_whole_codes,
        KnowsOperatorsWithoutCase,
    ),
    Fault(
        "writes an operator's code into an address as it is",
        subscribers.operators_are_asked_by_their_whole_codes,
        WritesOperatorsIntoAddresses,
    ),
    Fault(
        "knows operators by their names",
        subscribers.a_renamed_operator_is_the_same,
        KnowsOperatorsByName,
    ),
    Fault("remembers silence as a no", subscribers.silence_is_no_answer, RemembersSilenceAsNo),
    Fault(
        "says no when the register is silent", subscribers.silence_is_no_answer, TakesSilenceForNo
    ),
)
