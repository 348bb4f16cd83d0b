"""A browser: cookies, forms as the pages show them, and patience while the site is down."""

import asyncio
from html.parser import HTMLParser
from types import TracebackType
from typing import Self
from urllib.parse import urljoin

import httpx

from tests.chaos.traffic import UNANSWERED, Traffic

RECONNECT_AFTER = 0.05
PATIENCE = 30.0
"""Seconds: between two attempts to connect, and until an answer is no longer expected."""


class Unanswered(Exception):
    """The site died or answered 503: whether the form took effect is unknown."""


class _FormParser(HTMLParser):
    """Collects the page's form: its ``action`` and the values of its fields, ``None`` if it has
    no form.
    """

    def __init__(self, page: str) -> None:
        super().__init__()
        self.action: str | None = None
        self.fields: dict[str, str] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form" and given.get("method") == "post":
            self.action = given.get("action") or ""
        elif tag == "input" and (name := given.get("name")):
            self.fields[name] = given.get("value") or ""


class Browser:
    """Somebody's browser at ``address``, one of loopback; ``traffic`` notes its answers."""

    def __init__(self, base_url: str, address: str, traffic: Traffic) -> None:
        self._base_url = base_url
        self._address = address
        self._traffic = traffic
        self._http = httpx.AsyncClient(
            transport=httpx.AsyncHTTPTransport(local_address=address), timeout=PATIENCE
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._http.aclose()

    def copy(self) -> "Browser":
        """Return a browser with a copy of the cookies, as a thief of them would have."""
        copied = Browser(self._base_url, self._address, self._traffic)
        copied._http.cookies.update(self._http.cookies)
        return copied

    def forget_session(self) -> None:
        """Sign out without telling the site."""
        for cookie in list(self._http.cookies.jar):
            if cookie.name.endswith("session"):
                self._http.cookies.delete(cookie.name)

    async def get(self, path: str) -> httpx.Response:
        """Open a page, again and again until the site answers."""
        while True:
            try:
                return await self._send("GET", urljoin(self._base_url, path))
            except Unanswered:
                await asyncio.sleep(RECONNECT_AFTER)

    async def submit(self, path: str, fields: dict[str, str] | None = None) -> httpx.Response:
        """Open a page, fill in the fields that its form has and send it.

        Returns the page itself when it shows no form. Raises ``Unanswered``.
        """
        page = await self.get(path)
        form = _FormParser(page.text)
        if page.status_code != 200 or form.action is None:
            return page
        filled = {name: (fields or {}).get(name, value) for name, value in form.fields.items()}
        return await self._send("POST", urljoin(str(page.url), form.action), filled)

    async def insist(
        self, path: str, fields: dict[str, str] | None = None
    ) -> tuple[httpx.Response, bool]:
        """Submit a form until it is answered: the answer, and whether one was lost before it."""
        doubtful = False
        while True:
            try:
                return await self.submit(path, fields), doubtful
            except Unanswered:
                doubtful = True

    async def _send(
        self, method: str, url: str, fields: dict[str, str] | None = None
    ) -> httpx.Response:
        while True:
            try:
                answer = await self._http.request(method, url, data=fields)
            except httpx.ConnectError:  # nothing was sent
                await asyncio.sleep(RECONNECT_AFTER)
            except httpx.TransportError as error:
                self._traffic.note(method, UNANSWERED)
                raise Unanswered from error
            else:
                break
        self._traffic.note(method, answer.status_code)
        if answer.status_code == 503:
            raise Unanswered
        return answer
