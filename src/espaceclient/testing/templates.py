"""A host's templates, judged by living the guide with them; needs the extra ``web``."""

import asyncio
import logging
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urljoin, urlsplit

from attrs import define, field

from espaceclient.adapters.memory import MemoryStorage
from espaceclient.adapters.wording import TomlWording
from espaceclient.ports import page_paths
from espaceclient.ports.wording import Wording
from espaceclient.testing.html import Html
from espaceclient.testing.laws.law import LawBroken
from espaceclient.testing.laws.storage.fixture import StorageAndOutbox
from espaceclient.testing.ports import Ports, ports_over
from espaceclient.testing.samples import LINKS, SOMEBODY

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message

    from espaceclient.adapters.web import MakePanel

_ORIGIN = "https://exemple.fr"
_FORM = f"{page_paths.OPENING_FORM}?commune={SOMEBODY['commune']}"
_SIGN_IN = {name: SOMEBODY[name] for name in ("email", "password")}
_WRONG = "Autre-mot-2026"
_NEW = {"password": _WRONG, "confirmation": _WRONG}
_SECOND = {"contract_number": "4200000", "meter_number": "C420"}
_CURRENT = {"current_password": SOMEBODY["password"]}


def expect_templates(
    *folders: Path,
    wording: Wording | None = None,
    dashboard_panels: "Sequence[MakePanel]" = (),
) -> None:
    """Raise ``LawBroken`` unless somebody can live the whole guide with a host's templates.

    ``folders``, ``wording`` (by default French) and ``dashboard_panels`` are what ``create_app`` is
    given. Each page is rendered as it first comes and as it comes back, must have one heading, a
    language, labels and no id twice, and each of its forms the fields that are asked of it, that
    against forgery among them.
    """
    from espaceclient.adapters.web import create_app  # noqa: PLC0415 - the kit else needs no pages

    storage = MemoryStorage()
    ports = ports_over(StorageAndOutbox(storage, storage.outbox))
    app = create_app(
        ports.client(),
        wording=wording or TomlWording.french(),
        tokens=ports.tokens,
        base_url=f"{_ORIGIN}/",
        templates=folders,
        dashboard_panels=dashboard_panels,
    )
    # In a thread of its own, for whoever calls may run an event loop already.
    with _no_panel_failing(), ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, _live(_Browser(app), ports)).result()


@contextmanager
def _no_panel_failing() -> Iterator[None]:
    """Take for broken what a dashboard leaves out."""
    logger, failures = logging.getLogger("espaceclient.adapters.web.panels"), _Failures()
    logger.addHandler(failures)
    try:
        yield
    finally:
        logger.removeHandler(failures)
    if failures.errors:
        raise LawBroken(f"a panel failed: {failures.errors[0]!r}")


class _Failures(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.errors: list[BaseException | None] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.errors.append(record.exc_info[1] if record.exc_info else None)


async def _live(browser: "_Browser", ports: Ports) -> None:
    """Go wrong at every form, then right: from the first page to a closed account."""
    await browser.open(page_paths.HOME)
    await browser.open(page_paths.OPENING)
    await browser.open(page_paths.OPENING_FORM, 422)
    await browser.send(_FORM, dict(SOMEBODY, password="", commune=""), 422)
    await browser.send(_FORM, dict(SOMEBODY, meter_number="A43"), 422)
    await browser.send(_FORM, SOMEBODY, 303)
    await browser.open(page_paths.HOME)
    await browser.send(page_paths.WAITING, {"email": ""}, 422)
    await browser.open("activation/x", 410)
    activation = _newest_link(ports)
    browser.cookies.clear()
    await browser.send(activation, {"password": _WRONG}, 422)
    await browser.send(activation, {"password": SOMEBODY["password"]}, 303)
    await browser.open(page_paths.DASHBOARD)
    await _use_the_dashboard(browser)
    await _forget_the_password(browser, ports)
    await browser.send(page_paths.CLOSING, {"current_password": _WRONG}, 303)
    await browser.open("nulle-part", 404)


async def _use_the_dashboard(browser: "_Browser") -> None:
    await browser.send(page_paths.CHANGE, {"current_password": "", **_NEW}, 422)
    await browser.send(page_paths.CHANGE_ADDRESS, {"email": "", **_CURRENT}, 422)
    await browser.open(page_paths.ADDING)
    adding = f"{page_paths.ADDING_FORM}?commune={SOMEBODY['commune']}"
    await browser.send(adding, dict(_SECOND, meter_number="C43"), 422)
    await browser.send(adding, _SECOND, 303)
    dashboard = await browser.open(page_paths.DASHBOARD)
    removing = next((each for each in dashboard.links if each.endswith("/retrait")), None)
    if removing is None:
        raise LawBroken("the dashboard leads to no page that removes a contract")
    await browser.send(removing, {"current_password": ""}, 422)
    await browser.open(page_paths.DEVICES)
    await browser.send(page_paths.CLOSING, {"current_password": ""}, 422)


async def _forget_the_password(browser: "_Browser", ports: Ports) -> None:
    await browser.send(page_paths.DASHBOARD, {}, 303, to=page_paths.SIGN_OUT)
    await browser.send(page_paths.SIGN_IN, dict(_SIGN_IN, password=""), 422)
    await browser.send(page_paths.FORGOTTEN, {"email": ""}, 422)
    await browser.send(page_paths.FORGOTTEN, {"email": SOMEBODY["email"]}, 303)
    await browser.open(page_paths.SIGN_IN)
    reset = _newest_link(ports)
    await browser.send(reset, dict(_NEW, confirmation=""), 422)
    await browser.send(reset, _NEW, 303)
    await browser.open(reset, 410)
    await browser.send(page_paths.SIGN_IN, dict(_SIGN_IN, password=_WRONG), 303)


def _newest_link(ports: Ports) -> str:
    return urlsplit(LINKS.to(ports.mails()[-1], ports.tokens)).path


@define
class _Browser:
    """Keeps cookies, and fills in forms as they stand on their pages."""

    app: "ASGIApp"
    cookies: dict[str, str] = field(factory=dict)

    async def open(self, path: str, status: int = 200) -> Html:
        """Open a page, and find nothing wrong with it."""
        return await self._ask("GET", path, b"", status)

    async def send(
        self, path: str, fields: Mapping[str, str], status: int, *, to: str | None = None
    ) -> None:
        """Fill in the form of a page that has all these fields, or that leads ``to`` a page."""
        page = await self.open(path)
        action = None if to is None else f"/{to}"
        asked = set(fields) - {"commune"}  # which the page's address names
        for form in page.forms:
            if (
                form.method == "post"
                and asked <= set(form.fields)
                and action in (None, form.action)
            ):
                body = urlencode(form.fields | {name: fields[name] for name in asked}).encode()
                await self._ask("POST", urljoin(f"/{path.lstrip('/')}", form.action), body, status)
                return
        wanted = ", ".join(sorted(asked)) or f"what leads to {to}"
        raise LawBroken(f"no form of /{path.lstrip('/')} has {wanted}")

    async def _ask(self, method: str, path: str, body: bytes, status: int) -> Html:
        where = f"{method} /{path.lstrip('/')}"
        with _told(where):
            answered, text = await self._exchange(method, urljoin("/", path), body)
        if answered != status:
            raise LawBroken(f"{where} answers {answered}, where {status} was expected")
        page = Html(text)
        mistakes = list(page.mistakes()) if text else []
        if mistakes:
            raise LawBroken(f"{where}: {'; '.join(mistakes)}")
        return page

    async def _exchange(self, method: str, target: str, body: bytes) -> tuple[int, str]:
        path, _, query = target.partition("?")
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        scope = {
            "type": "http",
            "http_version": "1.1",
            "method": method,
            "scheme": "https",
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "root_path": "",
            "headers": [
                (b"host", b"exemple.fr"),
                (b"cookie", cookie.encode()),
                (b"content-type", b"application/x-www-form-urlencoded"),
            ],
            "client": ("192.0.2.1", 50000),
            "server": ("exemple.fr", 443),
        }
        sent: list[Message] = []

        async def receive() -> "Message":
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: "Message") -> None:
            sent.append(message)

        await self.app(scope, receive, send)
        self._keep(sent[0]["headers"])
        return sent[0]["status"], b"".join(each.get("body", b"") for each in sent[1:]).decode()

    def _keep(self, headers: Sequence[tuple[bytes, bytes]]) -> None:
        for name, value in headers:
            if name == b"set-cookie":
                key, _, rest = value.decode().partition("=")
                self.cookies[key] = rest.partition(";")[0]


@contextmanager
def _told(where: str) -> Iterator[None]:
    try:
        yield
    except Exception as error:
        raise LawBroken(f"{where} cannot be shown: {type(error).__name__}: {error}") from error
