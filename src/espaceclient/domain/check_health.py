"""Check the health: does the storage keep what is written, and does the register answer?

What is written is a counter of nothing, which is deleted at once; a crash in between leaves it to
``purge``.
"""

from datetime import datetime

from attrs import frozen

from espaceclient.domain.decision import Decision
from espaceclient.domain.formats import GUIDE_FORMATS, Formats
from espaceclient.domain.throttle import HourlyCounter
from espaceclient.domain.values import Communes, Contract, ContractNumber

COUNTER = "health"
"""The key of the counter; those of real ones are fingerprints."""


@frozen
class Health:
    """``storage_writes``: a commit was stored; ``register_answers``: a look-up was answered."""

    storage_writes: bool
    register_answers: bool


def write(counter: HourlyCounter, now: datetime) -> Decision[None]:
    return Decision(None, now, save=(counter.one_more(),))


def erase(counter: HourlyCounter | None, now: datetime) -> Decision[None]:
    return Decision(None, now, delete=(counter,) if counter else ())


def contract_to_ask_for(communes: Communes, formats: Formats = GUIDE_FORMATS) -> Contract | None:
    """Return a contract that is nobody's, of an operator that is served and as it writes one;
    ``None`` for no communes.

    Whether the register knows it does not matter.
    """
    operator = min(communes.operators, default=None)
    if operator is None:
        return None
    return Contract(operator, ContractNumber(formats.of(operator).contract.zero))
