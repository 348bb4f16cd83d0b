"""``/healthz``: what it tells, when it is 503, and that asking often costs nothing."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event

from starlette.applications import Starlette
from starlette.testclient import TestClient

from espaceclient import Contract, Subscriber
from espaceclient.adapters.memory import MemoryStorage, MemorySubscribers
from espaceclient.adapters.web.health import HealthCheck, HealthPage
from espaceclient.domain.decision import Decision
from espaceclient.ports.errors import StorageUnavailable
from espaceclient.ports.storage import Snapshot
from espaceclient.testing.doubles import FailingSubscribers
from tests.adapters.web.visitor import Visitor
from tests.adapters.web.world import REGISTER, World

WELL = {"status": "ok", "storage": "ok", "register": "ok"}


class FullDisk(MemoryStorage):
    def commit(self, decision: Decision[object], seen: Snapshot) -> None:  # noqa: ARG002 - the port's own names
        raise StorageUnavailable("the disk is full")


class CountingRegister(MemorySubscribers):
    asked = 0

    def find(self, contract: Contract) -> Subscriber | None:
        self.asked += 1
        return super().find(contract)


class SilentRegister(MemorySubscribers):
    """Answers once ``over`` is set."""

    def __init__(self) -> None:
        super().__init__([])
        self.asked, self.over = Event(), Event()

    def find(self, contract: Contract) -> Subscriber | None:
        self.asked.set()
        self.over.wait(60)
        return super().find(contract)


def page_of(world: World, seconds: list[float]) -> TestClient:
    """Return a client of the page alone, with a clock that is read from ``seconds``."""
    check = HealthCheck(world.client)
    return TestClient(Starlette(routes=HealthPage(check, lambda: seconds[0]).routes()))


def test_a_site_that_is_well_says_so_to_anybody_and_sets_no_cookie(visitor: Visitor) -> None:
    answer = visitor.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, WELL)
    assert "set-cookie" not in answer.headers
    assert answer.headers["cache-control"] == "no-store"


def test_a_storage_that_cannot_be_written_is_503(world: World) -> None:
    world.storage = FullDisk(world.outbox)
    world.rebuild()
    answer = Visitor(world).get("/healthz")
    assert answer.status_code == 503
    assert answer.json() == {**WELL, "status": "failing", "storage": "unavailable"}


def test_a_silent_register_degrades_the_site(world: World) -> None:
    world.subscribers = FailingSubscribers(REGISTER)
    world.subscribers.answers = False
    world.rebuild()
    answer = Visitor(world).get("/healthz")
    assert answer.status_code == 200
    assert answer.json() == {**WELL, "status": "degraded", "register": "unavailable"}


def test_whether_a_mail_waits_is_not_told(world: World, visitor: Visitor) -> None:
    visitor.open_account()
    world.clock.advance(timedelta(days=1))
    assert visitor.get("/healthz").json() == WELL


def test_a_report_is_kept_for_five_seconds(world: World) -> None:
    register = world.subscribers = CountingRegister(REGISTER)
    world.rebuild()
    seconds = [0.0]
    http = page_of(world, seconds)
    for now in (0.0, 1.0, 4.9):
        seconds[0] = now
        http.get("/healthz")
    assert register.asked == 1
    seconds[0] = 5.0
    http.get("/healthz")
    assert register.asked == 2


def test_a_check_that_hangs_is_a_failure_and_is_not_started_again(world: World) -> None:
    register = world.subscribers = SilentRegister()
    world.rebuild()
    check = HealthCheck(world.client)
    with ThreadPoolExecutor() as threads:
        hanging = threads.submit(check.report)
        assert register.asked.wait(60)
        assert check.report() == {"status": "failing", "storage": "no answer"}
        register.over.set()
        assert hanging.result(60) == WELL
