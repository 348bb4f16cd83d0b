"""A host on loopback that events are posted to: real HTTP over real sockets."""

import hashlib
import hmac
import json
import ssl
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from attrs import define, field, frozen

from espaceclient.domain.event import RecordedEvent
from espaceclient.domain.event_fields import from_fields
from espaceclient.ports.webhook_secret import WebhookSecret

HOST = "127.0.0.1"
SECRET = WebhookSecret(b"a secret of the host's: 32 bytes")


@frozen
class Posted:
    """A request as it came in; the names of ``headers`` are in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    connection: object

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    def is_signed_with(self, secret: WebhookSecret) -> bool:
        signed = f"{self.id}.{self.headers['webhook-timestamp']}.".encode() + self.body
        signature = b64encode(hmac.digest(secret.value, signed, hashlib.sha256)).decode()
        return f"v1,{signature}" in self.headers["webhook-signature"].split(" ")

    @property
    def event(self) -> RecordedEvent:
        told = json.loads(self.body)
        happened = from_fields(told["type"], told["data"])
        return RecordedEvent(told["id"], datetime.fromisoformat(told["timestamp"]), happened)


Answerer = Callable[[Posted], int | None]
"""Returns a status; ``None``: it hangs up without a word."""


@define
class RunningHost:
    url: str
    posted: list[Posted] = field(factory=list)


@define
class Inbox:
    """What a host does: it takes each event once, by its id, if the signature is right."""

    refused: str | None = None
    taken: dict[str, RecordedEvent] = field(factory=dict)

    def __call__(self, posted: Posted) -> int:
        if not posted.is_signed_with(SECRET):
            return 401
        if posted.id == self.refused:
            return 422
        self.taken.setdefault(posted.id, posted.event)
        return 204


class _Server(ThreadingHTTPServer):
    """Says nothing of clients that hang up: some of the tests do."""

    def handle_error(self, _request: object, _client_address: object) -> None:
        pass


@contextmanager
def running(
    answer: Answerer,
    *,
    headers: Mapping[str, str] | None = None,
    body: bytes = b"",
    tls: ssl.SSLContext | None = None,
) -> Iterator[RunningHost]:
    """Serve on a free port; whoever posts is to be closed before."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            named = {name.lower(): value for name, value in self.headers.items()}
            posted = Posted(
                self.command, self.path, named, self.rfile.read(length), self.client_address
            )
            host.posted.append(posted)
            status = answer(posted)
            if status is None:
                self.close_connection = True
            else:
                self._send(status)

        do_GET = do_POST  # noqa: N815 - http.server calls it so

        def _send(self, status: int) -> None:
            self.send_response(status)
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            if status != 204:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if status != 204:
                self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            """Nobody reads it."""

    server = _Server((HOST, 0), Handler)
    if tls is not None:
        server.socket = tls.wrap_socket(
            server.socket, server_side=True, do_handshake_on_connect=False
        )
    name, scheme = (HOST, "http") if tls is None else ("localhost", "https")
    host = RunningHost(f"{scheme}://{name}:{server.server_port}/evenements")
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield host
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
