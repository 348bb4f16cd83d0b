"""Call an application where its server would: no socket, no server, no client's library.

The standard library alone: each peer runs this in an environment of its own.
"""

import asyncio
import io
import json
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any, Protocol
from urllib.parse import urlsplit

HOST = "127.0.0.1"


@dataclass
class Answer:
    status: int
    headers: list[tuple[str, str]]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Application(Protocol):
    """A host behind WSGI or ASGI."""

    def __call__(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes, address: str
    ) -> Answer: ...


@dataclass
class Wsgi:
    app: Callable[..., Iterable[bytes]]

    def __call__(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes, address: str
    ) -> Answer:
        parts = urlsplit(url)
        environ = {
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": "",
            "PATH_INFO": parts.path,
            "QUERY_STRING": parts.query,
            "SERVER_NAME": HOST,
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": address,
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": io.StringIO(),
            "wsgi.multithread": False,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        for name, value in headers.items():
            key = name.upper().replace("-", "_")
            environ[key if key == "CONTENT_TYPE" else f"HTTP_{key}"] = value
        started: list[tuple[str, list[tuple[str, str]]]] = []

        def start(status: str, sent: list[tuple[str, str]], _error: object = None) -> None:
            started.append((status, sent))

        chunks = self.app(environ, start)
        content = b"".join(chunks)
        if close := getattr(chunks, "close", None):
            close()
        status, sent = started[-1]
        return Answer(int(status.split()[0]), sent, content)


@dataclass
class Asgi:
    app: Callable[..., Awaitable[None]]
    runner: asyncio.Runner = field(default_factory=asyncio.Runner)

    def __call__(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes, address: str
    ) -> Answer:
        return self.runner.run(self._answer(method, url, headers, body, address))

    async def _answer(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes, address: str
    ) -> Answer:
        parts = urlsplit(url)
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": parts.path,
            "raw_path": parts.path.encode(),
            "query_string": parts.query.encode(),
            "root_path": "",
            "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
            "client": (address, 50000),
            "server": (HOST, 80),
        }
        sent: list[dict[str, Any]] = []
        received = iter([{"type": "http.request", "body": body, "more_body": False}])

        async def receive() -> dict[str, Any]:
            if (message := next(received, None)) is None:
                await asyncio.Event().wait()  # the browser stays
                raise AssertionError
            return message

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        await self.app(scope, receive, send)
        head = [(name.decode(), value.decode()) for name, value in sent[0]["headers"]]
        content = b"".join(each.get("body", b"") for each in sent[1:])
        return Answer(sent[0]["status"], head, content)


@dataclass
class Browser:
    """Sends JSON and forms from one address, keeps cookies, and adds ``headers`` to all."""

    app: Application
    address: str
    headers: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)
    answer: Answer | None = None
    """The last one."""

    def send(self, method: str, url: str, sent: object = None, form: str | None = None) -> Answer:
        headers = {"Host": HOST, "Accept": "application/json", **self.headers}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        body = b""
        if form is not None:
            headers["Content-Type"], body = "application/x-www-form-urlencoded", form.encode()
        elif sent is not None:
            headers["Content-Type"], body = "application/json", json.dumps(sent).encode()
        if body:
            headers["Content-Length"] = str(len(body))
        answer = self.app(method, url, headers, body, self.address)
        self._keep(answer)
        self.answer = answer
        return answer

    def expect(
        self, status: int, method: str, url: str, sent: object = None, form: str | None = None
    ) -> Answer:
        answer = self.send(method, url, sent, form)
        if answer.status != status:
            raise AssertionError(f"{method} {url}: {answer.status} {answer.body[:800]!r}")
        return answer

    def _keep(self, answer: Answer) -> None:
        for name, value in answer.headers:
            if name.lower() == "set-cookie":
                for morsel in SimpleCookie(value).values():
                    self.cookies[morsel.key] = morsel.value
                    if not morsel.value or morsel["max-age"] == "0":
                        del self.cookies[morsel.key]
