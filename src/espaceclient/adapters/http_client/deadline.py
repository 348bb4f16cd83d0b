"""Connections on which every step of a request ends by the request's deadline.

The HTTP library bounds each read; a server that sends a byte now and then would be read for ever.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from ssl import SSLContext
from threading import local
from time import monotonic
from typing import Any

import httpcore

Clock = Callable[[], float]
"""Monotonic seconds."""


class DeadlineBackend(httpcore.NetworkBackend):
    """Opens connections on which a thread reads and writes until its own deadline only."""

    def __init__(self, clock: Clock = monotonic) -> None:
        self._backend = httpcore.SyncBackend()
        self._clock = clock
        self._of_thread = local()

    @contextmanager
    def until(self, deadline: float) -> Iterator[None]:
        """Bound what this thread does within: a step after ``deadline`` raises ``ReadTimeout``."""
        self._of_thread.deadline = deadline
        try:
            yield
        finally:
            del self._of_thread.deadline

    def left(self, of_step: float | None) -> float:
        """Return the seconds that a step may take, at most ``of_step``."""
        left: float = self._of_thread.deadline - self._clock()
        if left <= 0:
            raise httpcore.ReadTimeout("the deadline has passed")
        return left if of_step is None else min(left, of_step)

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        stream = self._backend.connect_tcp(
            host, port, self.left(timeout), local_address, socket_options
        )
        return _DeadlineStream(stream, self.left)


class _DeadlineStream(httpcore.NetworkStream):
    def __init__(
        self, stream: httpcore.NetworkStream, left: Callable[[float | None], float]
    ) -> None:
        self._stream = stream
        self._left = left

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        stream = self._stream.start_tls(ssl_context, server_hostname, self._left(timeout))
        return _DeadlineStream(stream, self._left)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
