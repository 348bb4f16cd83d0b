"""``/healthz``: how the site fares, for whoever watches over it.

Anybody may ask. It tells nothing of the mails, since whether one waits may depend on whether
somebody has an account; that is for the metrics and for ``espaceclient outbox list --check``.
"""

import threading
from collections.abc import Callable, Mapping
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

KEPT = 5.0
"""Seconds that an answer is given again: however often somebody asks, nothing is asked for more."""

PATIENCE = 3.0
"""Seconds after which whatever does not answer counts as broken."""

Report = Mapping[str, str]
_NO_ANSWER: Report = {"status": "failing", "storage": "no answer"}


@frozen
class HealthCheck:
    """What the page reports on: the client's storage and register."""

    client: EspaceClient
    _checking: threading.Lock = field(factory=threading.Lock, init=False)

    def report(self) -> Report:
        """Check; while another check is still waiting for an answer, report that there is none."""
        if not self._checking.acquire(blocking=False):
            return _NO_ANSWER
        try:
            return _report(self.client.check_health())
        finally:
            self._checking.release()


def _report(health: Health) -> Report:
    if not health.storage_writes:
        status = "failing"
    elif not health.register_answers:
        status = "degraded"
    else:
        status = "ok"
    return {
        "status": status,
        "storage": _word(health.storage_writes),
        "register": _word(health.register_answers),
    }


def _word(answers: bool) -> str:  # noqa: FBT001 - a word for each
    return "ok" if answers else "unavailable"


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
