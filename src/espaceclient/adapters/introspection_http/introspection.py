"""The client of the endpoint."""

from datetime import datetime
from time import monotonic
from typing import Self
from urllib.parse import urlencode

import httpx

from espaceclient.adapters.http_client import (
    Answer,
    Clock,
    HttpClient,
    NoAnswer,
    Question,
    Service,
)
from espaceclient.adapters.introspection_http.answer import ActiveSession, read
from espaceclient.adapters.introspection_http.service import IntrospectionService
from espaceclient.answers import Entitled, MaySeeAnswer, NoSession
from espaceclient.domain.instant import in_utc
from espaceclient.domain.may_see import latest
from espaceclient.domain.token import SessionToken
from espaceclient.domain.values import Contract
from espaceclient.ports.clock import Clock as Calendar
from espaceclient.ports.errors import SessionsUnavailable


class HttpIntrospection:
    """Asks each time: a session that ended elsewhere has ended here.

    Thread-safe; connections are kept for further requests until ``close``. Use it as a context
    manager, or call ``close``. There are no redirects, no cookies, no proxies or passwords from the
    environment, and no log line with what was asked.
    """

    def __init__(
        self, service: IntrospectionService, clock: Calendar, *, monotonic: Clock = monotonic
    ) -> None:
        """Prepare the connections; none is made yet. ``clock`` tells which periods have begun.

        Raises ``OSError`` when the service's ``ca_file`` cannot be read.
        """
        self._service = service
        self._clock = clock
        self._url = str(httpx.URL(service.url))
        self._http = HttpClient(
            Service(
                called="introspection",
                encrypted=service.url.startswith("https:"),
                ca_file=service.ca_file,
                connections=service.connections,
                time_outs=service.time_outs,
                circuit_breaker=service.circuit_breaker,
            ),
            monotonic,
        )

    def find_session(self, session: SessionToken) -> ActiveSession | NoSession:
        """Tell who is signed in, within ``TimeOuts.total`` seconds; it is no visit.

        Raises ``SessionsUnavailable`` when that cannot be told.
        """
        found = read(self._answer(session))
        if isinstance(found, ActiveSession) and found.expires_at <= self._clock.now():
            return NoSession()
        return found

    def may_see(
        self, session: SessionToken, contract: Contract, on: datetime | None = None
    ) -> MaySeeAnswer:
        """Tell whether whoever is signed in may see what concerns a contract, as
        ``EspaceClient.may_see`` does.

        Raises ``ValueError`` for an ``on`` that is naive or out of UTC's calendar, and
        ``SessionsUnavailable``.
        """
        asked = in_utc(on)
        found = self.find_session(session)
        if isinstance(found, NoSession):
            return found
        periods = (each for each in found.entitlements if each.contract == contract)
        return latest(
            (Entitled(each.since, each.until) for each in periods), asked, self._clock.now()
        )

    def close(self) -> None:
        """Close all connections; requests in progress and later ones fail."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def _answer(self, session: SessionToken) -> Answer:
        form = urlencode({"token": session, "token_type_hint": "access_token"}, errors="replace")
        headers = {
            "Authorization": f"Bearer {self._service.secret}",
            "Content-Type": "application/x-www-form-urlencoded",
            "Content-Length": str(len(form)),
        }
        try:
            return self._http.ask(Question("POST", self._url, headers, form.encode()))
        except NoAnswer as error:
            raise SessionsUnavailable(str(error)) from error.__cause__
