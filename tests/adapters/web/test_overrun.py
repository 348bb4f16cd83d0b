"""What the pages answer while too many wait."""

from espaceclient.adapters.async_client import Bulkhead, Pools
from tests.adapters.web.visitor import FORM, OPENING, Visitor, shown
from tests.adapters.web.world import World


def test_a_full_queue_is_the_page_that_asks_to_come_back() -> None:
    full = Pools(openings=Bulkhead(0, waiting=0, waiting_of_one=0))
    answer = Visitor(World(pools=full)).submit(FORM, OPENING)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "60")
    assert "Service momentanément indisponible" in shown(answer)
