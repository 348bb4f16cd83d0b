"""Check the health: commit something and delete it, look a contract up that is nobody's."""

from espaceclient.domain.check_health import COUNTER, Health, contract_to_ask_for, erase, write
from espaceclient.domain.decision import Decision
from espaceclient.ports.errors import Conflict, StorageUnavailable, SubscribersUnavailable
from espaceclient.ports.storage import HourlyCounterByKey
from espaceclient.use_cases.services import Services
from espaceclient.use_cases.unit_of_work import Transactions, UnitOfWork

_COUNTER = HourlyCounterByKey(COUNTER)


def run(services: Services) -> Health:
    return Health(
        storage_writes=_storage_writes(services.transactions),
        register_answers=_register_answers(services),
    )


def _storage_writes(transactions: Transactions) -> bool:
    try:
        transactions.run(_write)
        transactions.run(_erase)
    except StorageUnavailable:
        return False
    except Conflict:
        return True  # others are checking at the same moment: their commits were stored
    return True


def _write(unit: UnitOfWork) -> Decision[None]:
    unit.read(_COUNTER)
    return write(unit.counter(_COUNTER), unit.now)


def _erase(unit: UnitOfWork) -> Decision[None]:
    unit.read(_COUNTER)
    return erase(unit.one(_COUNTER), unit.now)


def _register_answers(services: Services) -> bool:
    contract = contract_to_ask_for(services.communes, services.policy.formats)
    if contract is None:
        return True
    try:
        services.find_subscriber(contract)
    except SubscribersUnavailable:
        return False
    return True
