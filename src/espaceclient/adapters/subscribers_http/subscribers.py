"""The register of a billing service, asked by HTTP."""

from time import monotonic
from typing import Self

import httpx

from espaceclient.adapters.http_client import (
    Answer,
    Clock,
    HttpClient,
    NoAnswer,
    Question,
    Service,
)
from espaceclient.adapters.subscribers_http.answer import read
from espaceclient.adapters.subscribers_http.service import BillingService
from espaceclient.domain.formats import GUIDE_FORMATS, Formats
from espaceclient.domain.values import Contract, Operator, Subscriber
from espaceclient.ports.errors import SubscribersUnavailable


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
        self._http = HttpClient(
            Service(
                called="billing service",
                encrypted=service.base_url.startswith("https:"),
                ca_file=service.ca_file,
                connections=service.connections,
                time_outs=service.time_outs,
                circuit_breaker=service.circuit_breaker,
            ),
            clock,
        )

    def find(self, contract: Contract) -> Subscriber | None:
        """Look a contract up, as ``Subscribers.find`` says, within ``TimeOuts.total`` seconds."""
        formats, zone = self._formats.of(contract.operator), self._service.time_zone
        return read(self._answer(contract), contract, formats, zone)

    def close(self) -> None:
        """Close all connections; requests in progress and later ones fail."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def _answer(self, contract: Contract) -> Answer:
        authorization = {"Authorization": f"Bearer {self._service.token}"}
        try:
            return self._http.ask(Question("GET", self._url(contract), authorization))
        except NoAnswer as error:
            raise SubscribersUnavailable(str(error)) from error.__cause__

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
