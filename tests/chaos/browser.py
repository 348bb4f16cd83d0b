"""A browser: cookies, forms as the pages show them, and patience while the site is down."""

import asyncio
from html.parser import HTMLParser
from types import TracebackType
from typing import Self
from urllib.parse import urljoin

import httpx
from attrs import define, field

from tests.chaos.traffic import UNANSWERED, Traffic

RECONNECT_AFTER = 0.05
PATIENCE = 30.0
"""Seconds: between two attempts to connect, and until an answer is no longer expected."""


class Unanswered(Exception):
    """The site died or answered 503: whether the form took effect is unknown."""


@define
class _Form:
    action: str
    fields: dict[str, str] = field(factory=dict)


class _FormParser(HTMLParser):
    """Collects the page's forms: ``main`` are those of its content, ``all`` the others too, such as
    the one in the header that signs out.
    """

    def __init__(self, page: str) -> None:
        super().__init__()
        self.all: list[_Form] = []
        self.main: list[_Form] = []
        self._in_main = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "main":
            self._in_main = True
        elif tag == "form" and given.get("method") == "post":
            self.all.append(_Form(given.get("action") or ""))
            self.main += self.all[-1:] if self._in_main else []
        elif tag == "input" and self.all and (name := given.get("name")):
            self.all[-1].fields[name] = given.get("value") or ""

    def handle_endtag(self, tag: str) -> None:
        self._in_main = self._in_main and tag != "main"


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

    async def submit(
        self, path: str, fields: dict[str, str] | None = None, *, to: str | None = None
    ) -> httpx.Response:
        """Open a page, fill in the fields of its form, or of the one that is sent ``to`` a path,
        and send it.

        Returns the page itself when it shows no such form. Raises ``Unanswered``.
        """
        page = await self.get(path)
        shown = _FormParser(page.text)
        forms = (
            shown.main if to is None else [each for each in shown.all if each.action.endswith(to)]
        )
        if page.status_code != 200 or not forms:
            return page
        form = forms[0]
        filled = {name: (fields or {}).get(name, value) for name, value in form.fields.items()}
        return await self._send("POST", urljoin(str(page.url), form.action), filled)

    async def insist(
        self, path: str, fields: dict[str, str] | None = None, *, to: str | None = None
    ) -> tuple[httpx.Response, bool]:
        """Submit a form until it is answered: the answer, and whether one was lost before it."""
        doubtful = False
        while True:
            try:
                return await self.submit(path, fields, to=to), doubtful
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
