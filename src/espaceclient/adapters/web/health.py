"""``/healthz``: how the site fares, for whoever watches over it. Nothing in it is personal."""

import threading
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from time import monotonic

from anyio import CapacityLimiter, Lock, move_on_after
from anyio.to_thread import run_sync
from attrs import field, frozen
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

from espaceclient.adapters.web.routing import page_route
from espaceclient.client import EspaceClient
from espaceclient.domain.check_health import Health
from espaceclient.ports import page_paths
from espaceclient.ports.clock import Clock
from espaceclient.ports.errors import PortError
from espaceclient.ports.outbox import Outbox, OutboxSummary

KEPT = 5.0
"""Seconds that an answer is given again: however often somebody asks, nothing is asked for more."""

PATIENCE = 3.0
"""Seconds after which whatever does not answer counts as broken."""

LATE = timedelta(minutes=10)
"""A mail that has been due for so long tells that no relay is at work."""

Report = Mapping[str, object]
_NO_ANSWER: Report = {"status": "failing", "storage": "no answer"}


@frozen
class HealthCheck:
    """What the page reports on: the client's storage and register, and the outbox."""

    client: EspaceClient
    outbox: Outbox
    clock: Clock
    _checking: threading.Lock = field(factory=threading.Lock, init=False)

    def report(self) -> Report:
        """Check; while another check is still waiting for an answer, report that there is none."""
        if not self._checking.acquire(blocking=False):
            return _NO_ANSWER
        try:
            return _report(self.client.check_health(), *self._mails())
        finally:
            self._checking.release()

    def _mails(self) -> tuple[OutboxSummary | None, datetime]:
        now = self.clock.now()
        try:
            return self.outbox.summary(now), now
        except PortError:
            return None, now


def _report(health: Health, mails: OutboxSummary | None, now: datetime) -> Report:
    late = mails and mails.oldest_due_at and now - mails.oldest_due_at > LATE
    if not health.storage_writes or mails is None:
        status = "failing"
    elif not health.register_answers or late:
        status = "degraded"
    else:
        status = "ok"
    return {
        "status": status,
        "storage": _word(health.storage_writes),
        "register": _word(health.register_answers),
        "mails": None if mails is None else _numbers(mails, now),
    }


def _word(answers: bool) -> str:  # noqa: FBT001 - a word for each
    return "ok" if answers else "unavailable"


def _numbers(mails: OutboxSummary, now: datetime) -> Report:
    return {
        "waiting": mails.waiting,
        "dead": mails.dead,
        "oldest_due_seconds": _age(mails.oldest_due_at, now),
        "oldest_waiting_seconds": _age(mails.oldest_queued_at, now),
    }


def _age(since: datetime | None, now: datetime) -> int:
    return 0 if since is None else max(0, int((now - since).total_seconds()))


class HealthPage:
    """Answers 200, or 503 when the storage does not work, since no page then does.

    One check runs at a time, and its report is kept for ``KEPT`` seconds.
    """

    def __init__(self, check: HealthCheck, time: Callable[[], float] = monotonic) -> None:
        self._check = check
        self._time = time
        self._limiter = CapacityLimiter(2)  # one that checks, one that finds it checking
        self._asking = Lock()
        self._kept: tuple[float, Report] | None = None

    def routes(self) -> list[BaseRoute]:
        return [page_route(page_paths.HEALTH, self._show, "health")]

    async def _show(self, _request: Request) -> Response:
        report = await self._fresh()
        return JSONResponse(report, 503 if report["status"] == "failing" else 200)

    async def _fresh(self) -> Report:
        async with self._asking:
            if self._kept is None or self._time() - self._kept[0] >= KEPT:
                report = await self._checked()
                self._kept = self._time(), report
            return self._kept[1]

    async def _checked(self) -> Report:
        with move_on_after(PATIENCE):
            return await run_sync(self._check.report, limiter=self._limiter, abandon_on_cancel=True)
        return _NO_ANSWER
