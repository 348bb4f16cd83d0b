"""The HTTP client of the billing service, bounded in time and in memory."""

import ssl
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from time import monotonic
from typing import Self

import httpcore
import httpx

from espaceclient.adapters.subscribers_http.answer import Answer, read
from espaceclient.adapters.subscribers_http.circuit import Circuit
from espaceclient.adapters.subscribers_http.deadline import Clock, DeadlineBackend
from espaceclient.adapters.subscribers_http.service import BillingService
from espaceclient.domain.formats import GUIDE_FORMATS, Formats
from espaceclient.domain.values import Contract, Operator, Subscriber
from espaceclient.ports.errors import SubscribersUnavailable

LARGEST_ANSWER = 64 * 1024
"""Bytes; a response about one contract has some hundreds."""


class HttpSubscribers:
    """The ``Subscribers`` port over a billing service; see the package for what it must answer.

    Thread-safe; connections are kept for further requests until ``close``. Use it as a context
    manager, or call ``close``.

    There are no redirects, no cookies, no proxies or passwords from the environment, and no log
    line with the requested URL.
    """

    def __init__(
        self,
        service: BillingService,
        *,
        formats: Formats = GUIDE_FORMATS,
        clock: Clock = monotonic,
    ) -> None:
        """Prepare the connections; none is made yet.

        ``formats`` are those of the client's policy, in which the service writes numbers as well.
        ``clock`` tells monotonic seconds.

        Raises ``OSError`` when the service's ``ca_file`` cannot be read.
        """
        self._service = service
        self._formats = formats
        self._clock = clock
        breaker = service.circuit_breaker
        self._circuit = Circuit(breaker.failures, breaker.pause, clock)
        self._network = DeadlineBackend(clock)
        self._connections = httpcore.ConnectionPool(
            ssl_context=_trusted(service),
            max_connections=service.connections,
            network_backend=self._network,
        )
        # Name resolution is not bounded by anything: the request runs in a thread, and the caller
        # waits for the total time-out only.
        self._askers = ThreadPoolExecutor(service.connections, thread_name_prefix="billing-service")

    def find(self, contract: Contract) -> Subscriber | None:
        """Look a contract up, as ``Subscribers.find`` says, within ``TimeOuts.total`` seconds."""
        if not self._circuit.lets_through():
            raise SubscribersUnavailable(
                "the billing service has given no answer for a while; it is not asked for now"
            )
        formats, zone = self._formats.of(contract.operator), self._service.time_zone
        return read(self._answer(contract), contract, formats, zone)

    def close(self) -> None:
        """Close all connections; requests in progress and later ones fail."""
        self._askers.shutdown(wait=False, cancel_futures=True)
        self._connections.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def _answer(self, contract: Contract) -> Answer:
        total = self._service.time_outs.total
        try:
            asked = self._askers.submit(self._ask, contract, self._clock() + total)
        except RuntimeError as error:
            raise SubscribersUnavailable(
                "the connection to the billing service is closed"
            ) from error
        try:
            answer = _within(total, asked)
        except SubscribersUnavailable:
            self._circuit.failed()
            raise
        self._circuit.succeeded()
        return answer

    def _ask(self, contract: Contract, deadline: float) -> Answer:
        """Send the request, and once more when the connection ends without a response.

        A kept connection may be closed at that moment. The request is safe, so it may be repeated
        (RFC 9110, section 9.2.2).
        """
        with self._network.until(deadline):
            try:
                return self._ask_once(contract)
            except (httpcore.ReadError, httpcore.WriteError, httpcore.RemoteProtocolError):
                return self._ask_once(contract)

    def _ask_once(self, contract: Contract) -> Answer:
        service = self._service
        time_outs = service.time_outs.of_steps | {"pool": self._network.left(None)}
        with self._connections.stream(
            "GET",
            self._url(contract),
            headers={
                "Authorization": f"Bearer {service.token}",
                "Accept": "application/json",
                "Accept-Encoding": "identity",
                "User-Agent": "espaceclient",
            },
            extensions={"timeout": time_outs},
        ) as response:
            body = bytearray()
            for part in response.iter_stream():
                body += part
                if len(body) > LARGEST_ANSWER:
                    raise ValueError(f"the answer has more than {LARGEST_ANSWER} bytes")
        return Answer(response.status, _content_type(response), bytes(body))

    def _url(self, contract: Contract) -> str:
        """Return the URL in ASCII, as httpcore takes it."""
        return str(
            httpx.URL(
                f"{self._service.base_url}/contracts/{contract.number.digits}",
                params=_named(contract.operator),
            )
        )


def _named(operator: Operator) -> dict[str, str]:
    """Return how a request names an operator: by its code as well where it has one of its own."""
    if operator.code == operator.name:
        return {"operator": operator.name}
    return {"operator": operator.name, "operator_code": operator.code}


def _content_type(response: httpcore.Response) -> str:
    named = [value for name, value in response.headers if name.lower() == b"content-type"]
    return b", ".join(named).decode("latin-1")


def _trusted(service: BillingService) -> ssl.SSLContext:
    if service.base_url.startswith("http:"):
        return ssl.SSLContext(
            ssl.PROTOCOL_TLS_CLIENT
        )  # trusts no authority: loading them takes 50 ms
    return ssl.create_default_context(cafile=service.ca_file)


def _within(total: float, asked: Future[Answer]) -> Answer:
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
        raise SubscribersUnavailable(
            f"the billing service gave no answer: {type(error).__name__}"
        ) from error
