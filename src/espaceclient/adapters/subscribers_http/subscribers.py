"""The HTTP client of the billing service, bounded in time and in memory."""

import ssl
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from contextlib import closing
from time import monotonic
from typing import Self

import httpx

from espaceclient.adapters.subscribers_http.answer import Answer, read
from espaceclient.adapters.subscribers_http.service import BillingService
from espaceclient.domain.values import Contract, Subscriber
from espaceclient.ports.errors import SubscribersUnavailable

LARGEST_ANSWER = 64 * 1024
"""Bytes; a response about one contract has some hundreds."""


class HttpSubscribers:
    """The ``Subscribers`` port over a billing service; see the package for what it must answer.

    Thread-safe; connections are kept for further requests until ``close``. Use it as a context
    manager, or call ``close``.

    Only httpx's transport is used, not its client: there are no redirects, no cookies, no proxies
    or passwords from the environment, and no log line with the requested URL.
    """

    def __init__(self, service: BillingService) -> None:
        """Prepare the transport; no connection is made yet.

        Raises ``OSError`` when the service's ``ca_file`` cannot be read.
        """
        self._service = service
        self._transport = httpx.HTTPTransport(
            verify=_trusted(service),
            trust_env=False,
            limits=httpx.Limits(
                max_connections=service.connections, max_keepalive_connections=service.connections
            ),
        )
        # httpx bounds each step, but neither name resolution nor a server that sends a byte now and
        # then: the request runs in a thread, and the caller waits for the total time-out only.
        self._askers = ThreadPoolExecutor(service.connections, thread_name_prefix="billing-service")

    def find(self, contract: Contract) -> Subscriber | None:
        """Look a contract up, as ``Subscribers.find`` says, within ``TimeOuts.total`` seconds."""
        total = self._service.time_outs.total
        try:
            asked = self._askers.submit(self._ask, contract, monotonic() + total)
        except RuntimeError as error:
            raise SubscribersUnavailable(
                "the connection to the billing service is closed"
            ) from error
        return read(_within(total, asked), contract)

    def close(self) -> None:
        """Close all connections; requests in progress and later ones fail."""
        self._askers.shutdown(wait=False, cancel_futures=True)
        self._transport.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def _ask(self, contract: Contract, deadline: float) -> Answer:
        """Send the request, and once more when the connection ends without a response.

        A kept connection may be closed at that moment. The request is safe, so it may be repeated
        (RFC 9110, section 9.2.2).
        """
        try:
            return self._ask_once(contract, deadline)
        except (httpx.ReadError, httpx.WriteError, httpx.RemoteProtocolError):
            return self._ask_once(contract, deadline)

    def _ask_once(self, contract: Contract, deadline: float) -> Answer:
        response = self._transport.handle_request(self._question(contract))
        with closing(response):
            body = bytearray()
            for part in response.iter_raw():  # raw: no compression was requested
                body += part
                if len(body) > LARGEST_ANSWER:
                    raise ValueError(f"the answer has more than {LARGEST_ANSWER} bytes")
                if monotonic() > deadline:
                    raise httpx.ReadTimeout("the answer came too slowly")
        return Answer(response.status_code, response.headers.get("content-type", ""), bytes(body))

    def _question(self, contract: Contract) -> httpx.Request:
        service = self._service
        return httpx.Request(
            "GET",
            f"{service.base_url}/contracts/{contract.number.digits}",
            params={"operator": contract.operator.name},
            headers={
                "Authorization": f"Bearer {service.token}",
                "Accept": "application/json",
                "Accept-Encoding": "identity",
                "User-Agent": "espaceclient",
            },
            extensions={"timeout": service.time_outs.of_steps},
        )


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
        httpx.HTTPError,
        OSError,
        ValueError,
        CancelledError,
    ) as error:  # a TimeoutError is an OSError
        asked.cancel()
        # httpx's message may quote what was sent: only its class is reported.
        raise SubscribersUnavailable(
            f"the billing service gave no answer: {type(error).__name__}"
        ) from error
