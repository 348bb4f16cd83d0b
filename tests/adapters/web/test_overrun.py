"""What the pages answer while too many wait."""

import pytest

from espaceclient import Contract, Subscriber
from espaceclient.adapters.async_client import BulkheadFull
from tests.adapters.web.visitor import FORM, OPENING, Visitor, shown
from tests.adapters.web.world import World


class OverrunRegister:
    """Stands for a queue that is full: what it raises is what the queue would."""

    def find(self, contract: Contract) -> Subscriber | None:  # noqa: ARG002 - the port's own name
        raise BulkheadFull


def test_a_full_queue_is_the_page_that_asks_to_come_back(caplog: pytest.LogCaptureFixture) -> None:
    answer = Visitor(World(subscribers=OverrunRegister())).submit(FORM, OPENING)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "60")
    assert "Service momentanément indisponible" in shown(answer)
    (line,) = caplog.records
    assert line.getMessage() == "requests are refused: too many are waiting already"
    assert vars(line)["repeats"]
