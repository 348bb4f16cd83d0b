"""Cores and relays that get one thing wrong, over right adapters."""

from tests.testing.faults.cores.clients import CLIENT_FAULTS
from tests.testing.faults.cores.contracts import CONTRACT_FAULTS
from tests.testing.faults.cores.decisions import DECISION_FAULTS
from tests.testing.faults.cores.fixture import (
    Between,
    ClientWithPorts,
    deciding,
    memory_storage,
    standing_on,
)
from tests.testing.faults.cores.limits import LIMIT_FAULTS, know_at_the_first_try
from tests.testing.faults.cores.lives import LIFE_FAULTS
from tests.testing.faults.cores.relays import RELAY_FAULTS
from tests.testing.faults.cores.snapshots import SNAPSHOT_FAULTS

__all__ = [
    "CORE_FAULTS",
    "Between",
    "ClientWithPorts",
    "deciding",
    "know_at_the_first_try",
    "memory_storage",
    "standing_on",
]

CORE_FAULTS = (
    *CLIENT_FAULTS,
    *DECISION_FAULTS,
    *SNAPSHOT_FAULTS,
    *LIMIT_FAULTS,
    *CONTRACT_FAULTS,
    *LIFE_FAULTS,
    *RELAY_FAULTS,
)
