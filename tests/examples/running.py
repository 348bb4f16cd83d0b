"""An example as its reader starts it: the one command, in an empty folder, and a browser."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from html import unescape
from pathlib import Path
from threading import Event
from typing import TypeVar

import httpx2
from attrs import define, frozen

from espaceclient.adapters.composition import Composition
from espaceclient.adapters.memory import MemoryMailer

ROOT = Path(__file__).parents[2]
PASSWORD = "Mistral13!vent"
FLAT, HOUSE = ("0123456", "A02GJ098702"), ("7654321", "B11KL445566")
_CSRF = re.compile(r'name="csrf" value="([^"]+)"')
T = TypeVar("T")


def eventually(look: Callable[[], T | None], patience: float = 30) -> T:
    """Look again until there is something: other processes have their own time."""
    waited = Event()
    for _ in range(int(patience / 0.05)):
        if (found := look()) is not None:
            return found
        waited.wait(0.05)
    raise AssertionError("it does not come")


@frozen
class Site:
    """``prefix`` is where the accounts' pages are below ``origin``. ``browser`` opens another
    browser; ``mail_to`` returns what was mailed to somebody so far.
    """

    origin: str
    prefix: str
    commune: str
    browser: Callable[[], httpx2.Client]
    mail_to: Callable[[str], str]

    def customer(self) -> "Customer":
        """Sit down at a browser of one's own."""
        return Customer(self, self.browser())

    def mailed_link(self, email: str, path: str) -> str:
        pattern = re.compile(re.escape(f"{self.origin}{self.prefix}/{path}/") + r"[^\s<>\"&]+")
        return eventually(lambda: pattern.search(self.mail_to(email))).group()


@define
class Customer:
    site: Site
    http: httpx2.Client

    def submit(self, path: str, **fields: str) -> httpx2.Response:
        """Open a page of the accounts, fill its form in and send it."""
        found = _CSRF.search(self.http.get(path).text)
        assert found
        return self.http.post(path, data=fields | {"csrf": found[1]})

    def become_customer(self, email: str, proof: tuple[str, str] = FLAT, **extra: str) -> None:
        contract, meter = proof
        form = f"{self.site.prefix}/ouverture/formulaire?commune={self.site.commune}"
        numbers = {"contract_number": contract, "meter_number": meter}
        chosen = {"email": email, "password": PASSWORD, "confirmation": PASSWORD}
        assert self.submit(form, **chosen, **numbers, **extra).status_code == 303
        link = self.site.mailed_link(email, "activation").removeprefix(self.site.origin)
        assert self.submit(link).status_code == 303

    def sign_in(self, email: str, page: str) -> str:
        """Sign in on a page, and return where that leads."""
        location: str = self.submit(page, email=email, password=PASSWORD).headers["location"]
        return location

    @property
    def session(self) -> str:
        return self.http.cookies["espaceclient-session"]


@contextmanager
def in_process(
    http: Callable[[], httpx2.Client], composition: Composition, base_url: str, commune: str
) -> Iterator[Site]:
    """Give a site of this process, whose mails are delivered whenever they are looked for."""
    mailer = MemoryMailer()
    relay = composition.relay(mailer, base_url)

    def mail_to(email: str) -> str:
        relay.deliver_due()
        return "".join(each.text for each in mailer.messages if each.to.text == email)

    origin, path = base_url.rstrip("/").rsplit("/", 1)
    with ExitStack() as browsers:
        yield Site(origin, f"/{path}", commune, lambda: browsers.enter_context(http()), mail_to)


@contextmanager
def started(
    name: str, folder: Path, prefix: str = "", commune: str = "13022", *arguments: str
) -> Iterator[Site]:
    """Start an example by its command, and end it as Ctrl-C does: nothing must be amiss."""
    port = _free_ports()
    origin, log = f"http://127.0.0.1:{port}", folder / "log"
    told = {"PORT": str(port), "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", f"examples.{name}", *arguments]
    # Tests that a shell runs in the background ignore Ctrl-C, and so would what they start.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with log.open("wb") as written, ExitStack() as browsers:
        process = subprocess.Popen(
            command, cwd=folder, env=os.environ | told, stdout=written, stderr=subprocess.STDOUT
        )

        def browser() -> httpx2.Client:
            return browsers.enter_context(httpx2.Client(base_url=origin, timeout=30))

        site = Site(
            origin, prefix, commune, browser, lambda email: _mail_to(email, log, browser(), prefix)
        )
        try:
            eventually(lambda: _answers(f"{origin}{prefix}/", process))
            yield site
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(30)
    assert "Traceback" not in log.read_text("utf-8")
    assert process.returncode == 0


def _mail_to(email: str, log: Path, http: httpx2.Client, prefix: str) -> str:
    """Read a mail on the console, or in the mailbox of the pages."""
    _, _, printed = log.read_text("utf-8").partition(f"To: {email}")
    if printed:
        return printed
    listed = http.get(f"{prefix}/demonstration/courriers").text
    item = re.search(rf'href="([^"]+)">[^<]+</a><span>{re.escape(email)}<', listed)
    return unescape(http.get(item[1]).text) if item else ""


def _free_ports() -> int:
    """Return a port that is free, and whose next one is."""
    while True:
        with socket.create_server(("127.0.0.1", 0)) as first:
            port: int = first.getsockname()[1]
            try:
                socket.create_server(("127.0.0.1", port + 1)).close()
            except OSError:
                continue
            return port


def _answers(url: str, process: "subprocess.Popen[bytes]") -> bool | None:
    assert process.poll() is None, "the example has ended"
    try:
        return httpx2.get(url).status_code == 200 or None
    except httpx2.TransportError:
        return None
