"""Connections from browsers that send slowly, or nothing, or no HTTP: they are closed."""

from asyncio import BaseTransport, TimerHandle, Transport
from contextlib import suppress
from typing import ClassVar, cast

from h11 import LocalProtocolError
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle


class BoundedConnection(H11Protocol):
    """Closes a connection on which no request begins to be answered for ``head_within`` seconds.

    uvicorn's own time-out is that of a silent connection that was answered before. Here neither
    silence nor the head of a request that comes a byte at a time keeps a connection. A form is
    read within ``PATIENCE`` once its head has come (``adapters/web/forms.py``).
    """

    head_within: ClassVar[float] = 10.0

    _closing: TimerHandle

    def connection_made(self, transport: BaseTransport) -> None:
        super().connection_made(cast(Transport, transport))
        self._wait_for_a_request()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._answering():
            self._closing.cancel()

    def on_response_complete(self) -> None:
        self._closing.cancel()
        super().on_response_complete()  # which may begin with a request that came meanwhile
        if not self._answering():
            self._wait_for_a_request()

    def send_400_response(self, msg: str) -> None:
        """Refuse a request and close; of this and of a page's answer only the first is sent.

        When it is the body that is no HTTP, a page may answer already, or have answered. To uvicorn
        the second answer is an error, logged with a traceback, by which anybody could fill the log.
        """
        with suppress(LocalProtocolError):
            super().send_400_response(msg)
        self.transport.close()
        if self._answering():
            self.cycle.disconnected = True
            self.cycle.message_event.set()

    def connection_lost(self, exc: Exception | None) -> None:
        self._closing.cancel()
        super().connection_lost(exc)

    def _wait_for_a_request(self) -> None:
        self._closing = self.loop.call_later(self.head_within, self.transport.close)

    def _answering(self) -> bool:
        cycle: RequestResponseCycle | None = self.cycle  # none before the first request
        return cycle is not None and not cycle.response_complete
