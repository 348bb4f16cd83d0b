"""An HTTP client for one service, bounded in time and in memory."""

import ssl
from collections.abc import Mapping
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from pathlib import Path
from time import monotonic

import httpcore
from attrs import field, frozen

from espaceclient.adapters.http_client.answer import Answer
from espaceclient.adapters.http_client.circuit import Circuit
from espaceclient.adapters.http_client.deadline import Clock, DeadlineBackend
from espaceclient.adapters.http_client.per_process import PerProcess
from espaceclient.adapters.http_client.settings import CircuitBreaker, TimeOuts

LARGEST_ANSWER = 64 * 1024
"""Bytes; a response about one contract or one session has some hundreds."""


_OF_EVERY_QUESTION = (
    ("Accept", "application/json"),
    ("Accept-Encoding", "identity"),
    ("User-Agent", "espaceclient"),
)


class NoAnswer(Exception):
    """The service gave no answer, or was not asked. The message quotes nothing that was sent."""


@frozen
class Question:
    """A request that may be repeated; ``url`` is in ASCII. What it asks about is personal data."""

    method: str
    url: str = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    content: bytes = field(default=b"", repr=False)


@frozen
class Service:
    """``called`` names it in messages, such as "billing service". ``encrypted`` is true for
    https. ``ca_file`` is a PEM file of the certificate authorities to trust instead of the
    system's. ``connections`` are kept and shared; further callers wait for a free one.
    """

    called: str
    encrypted: bool
    ca_file: Path | None
    connections: int
    time_outs: TimeOuts
    circuit_breaker: CircuitBreaker


@frozen
class _Own:
    """What each process has of its own."""

    circuit: Circuit
    network: DeadlineBackend
    connections: httpcore.ConnectionPool
    askers: ThreadPoolExecutor


class HttpClient:
    """Thread-safe, also after a fork; connections are kept for further requests until ``close``.

    There are no redirects, no cookies, no proxies or passwords from the environment, and no log
    line with the requested URL.
    """

    def __init__(self, service: Service, clock: Clock = monotonic) -> None:
        """Prepare the connections; none is made yet. ``clock`` tells monotonic seconds.

        Raises ``OSError`` when the service's ``ca_file`` cannot be read.
        """
        self._service = service
        self._clock = clock
        self._trusted = _trusted(service)
        self._of_process = PerProcess(self._prepared)

    def _prepared(self) -> _Own:
        service = self._service
        breaker, network = service.circuit_breaker, DeadlineBackend(self._clock)
        return _Own(
            Circuit(breaker.failures, breaker.pause, self._clock),
            network,
            httpcore.ConnectionPool(
                ssl_context=self._trusted,
                max_connections=service.connections,
                network_backend=network,
            ),
            # Name resolution is not bounded by anything: the request runs in a thread, and the
            # caller waits for the total time-out only.
            ThreadPoolExecutor(
                service.connections, thread_name_prefix=service.called.replace(" ", "-")
            ),
        )

    def ask(self, question: Question) -> Answer:
        """Return the answer to a request, within ``TimeOuts.total`` seconds.

        Raises ``NoAnswer``.
        """
        own, called = self._of_process.own(), self._service.called
        if not own.circuit.lets_through():
            raise NoAnswer(f"the {called} has given no answer for a while; it is not asked for now")
        total = self._service.time_outs.total
        try:
            asked = own.askers.submit(self._ask, own, question, self._clock() + total)
        except RuntimeError as error:
            raise NoAnswer(f"the connection to the {called} is closed") from error
        try:
            answer = _within(total, asked, called)
        except NoAnswer:
            own.circuit.failed()
            raise
        own.circuit.succeeded()
        return answer

    def close(self) -> None:
        """Close all connections; requests in progress and later ones fail."""
        own = self._of_process.own()
        own.askers.shutdown(wait=False, cancel_futures=True)
        own.connections.close()

    def _ask(self, own: _Own, question: Question, deadline: float) -> Answer:
        """Send the request, and once more when the connection ends without a response.

        A kept connection may be closed at that moment. The request is one that may be repeated
        (RFC 9110, section 9.2.2).
        """
        with own.network.until(deadline):
            try:
                return self._ask_once(own, question)
            except (httpcore.ReadError, httpcore.WriteError, httpcore.RemoteProtocolError):
                return self._ask_once(own, question)

    def _ask_once(self, own: _Own, question: Question) -> Answer:
        time_outs = self._service.time_outs.of_steps | {"pool": own.network.left(None)}
        with own.connections.stream(
            question.method,
            question.url,
            headers=[*question.headers.items(), *_OF_EVERY_QUESTION],
            content=question.content or None,
            extensions={"timeout": time_outs},
        ) as response:
            body = bytearray()
            for part in response.iter_stream():
                body += part
                if len(body) > LARGEST_ANSWER:
                    raise ValueError(f"the answer has more than {LARGEST_ANSWER} bytes")
        return Answer(response.status, _content_type(response), bytes(body))


def _content_type(response: httpcore.Response) -> str:
    named = [value for name, value in response.headers if name.lower() == b"content-type"]
    return b", ".join(named).decode("latin-1")


def _trusted(service: Service) -> ssl.SSLContext:
    if not service.encrypted:
        return ssl.SSLContext(
            ssl.PROTOCOL_TLS_CLIENT
        )  # trusts no authority: loading them takes 50 ms
    return ssl.create_default_context(cafile=service.ca_file)


def _within(total: float, asked: Future[Answer], called: str) -> Answer:
    try:
        return asked.result(total)
    except (
        httpcore.TimeoutException,
        httpcore.NetworkError,
        httpcore.ProtocolError,
        OSError,
        ValueError,
        CancelledError,
    ) as error:  # a TimeoutError is an OSError
        asked.cancel()
        # The message may quote what was sent: only its class is reported.
        raise NoAnswer(f"the {called} gave no answer: {type(error).__name__}") from error
