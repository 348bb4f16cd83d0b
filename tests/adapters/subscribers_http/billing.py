"""A billing service on loopback: real HTTP over real sockets, and what goes wrong with them."""

import json
import socket
import ssl
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from urllib.parse import parse_qs, urlsplit

from attrs import define, field, frozen

from espaceclient.domain.values import Contract, ContractNumber, Operator, Subscriber

HOST = "127.0.0.1"
TOKEN = "s3cret-t0ken"
JSON = "application/json"


@frozen
class Reply:
    status: int
    body: bytes
    content_type: str = JSON
    headers: Mapping[str, str] = field(factory=dict)

    @classmethod
    def json(cls, status: int, told: object) -> "Reply":
        return cls(status, json.dumps(told).encode())


@frozen
class Question:
    """A request as it came in, and the contract that it asks for."""

    contract: Contract
    headers: Mapping[str, str]
    connection: object


Answerer = Callable[[Question], Reply | None]
"""``None``: it hangs up without a word."""


def line(subscriber: Subscriber) -> Reply:
    return Reply.json(
        200,
        {
            "operator": subscriber.contract.operator.name,
            "operator_code": subscriber.contract.operator.code,
            "contract_number": subscriber.contract.number.digits,
            "meter_number": subscriber.meter.text,
            "ended": subscriber.ended,
            "since": subscriber.since and subscriber.since.isoformat(),
            "customer": subscriber.customer,
        },
    )


def unknown(contract: Contract) -> Reply:
    told = {
        "operator": contract.operator.name,
        "operator_code": contract.operator.code,
        "contract_number": contract.number.digits,
    }
    return Reply.json(404, {"error": "unknown_contract", **told})


def register(subscribers: Sequence[Subscriber]) -> Answerer:
    """A service as it should be, with those lines."""
    by_contract = {subscriber.contract: subscriber for subscriber in subscribers}

    def answer(question: Question) -> Reply:
        if question.headers.get("Authorization") != f"Bearer {TOKEN}":
            return Reply.json(401, {"error": "unauthorized"})
        found = by_contract.get(question.contract)
        return line(found) if found else unknown(question.contract)

    return answer


@define
class RunningService:
    base_url: str
    questions: list[Question] = field(factory=list)

    @property
    def connections(self) -> int:
        return len({question.connection for question in self.questions})


class _Server(ThreadingHTTPServer):
    """Says nothing of clients that hang up: some of the tests do. Lets many ask at once."""

    request_queue_size = 128

    def handle_error(self, _request: object, _client_address: object) -> None:
        pass


@contextmanager
def running(answer: Answerer, tls: ssl.SSLContext | None = None) -> Iterator[RunningService]:
    """Serve on a free port; whoever asks is to be closed before."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            address = urlsplit(self.path)
            asked = {name: values[0] for name, values in parse_qs(address.query).items()}
            operator = Operator(asked["operator"], asked.get("operator_code", asked["operator"]))
            contract = Contract(operator, ContractNumber(address.path.rpartition("/")[2]))
            question = Question(contract, dict(self.headers), self.client_address)
            service.questions.append(question)
            reply = answer(question)
            if reply is None:
                self.close_connection = True
            else:
                self._send(reply)

        def _send(self, reply: Reply) -> None:
            self.send_response(reply.status)
            self.send_header("Content-Type", reply.content_type)
            self.send_header("Content-Length", str(len(reply.body)))
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(reply.body)

        def log_message(self, *_args: object) -> None:
            """Nobody reads it."""

    server = _Server((HOST, 0), Handler)
    if tls is not None:
        server.socket = tls.wrap_socket(
            server.socket, server_side=True, do_handshake_on_connect=False
        )
    name, scheme = (HOST, "http") if tls is None else ("localhost", "https")
    service = RunningService(f"{scheme}://{name}:{server.server_port}/api")
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def silent() -> Iterator[str]:
    """A service that lets one connect and never says a word."""
    with socket.create_server((HOST, 0)) as listening:
        yield f"http://{HOST}:{listening.getsockname()[1]}"


@contextmanager
def saying(
    parts: Sequence[bytes], pause: float = 0.0, hung_up: Event | None = None
) -> Iterator[str]:
    """A service that says these bytes to the first who asks, with a pause in seconds between two.

    ``hung_up`` is set when whoever asked does not listen any more.
    """
    stopped = Event()

    def talk() -> None:
        try:
            peer, _ = listening.accept()
        except OSError:
            return
        with peer:
            try:
                peer.recv(65536)
                for part in parts:
                    peer.sendall(part)
                    if stopped.wait(pause):
                        break
            except OSError:
                if hung_up is not None:
                    hung_up.set()

    with socket.create_server((HOST, 0)) as listening:
        thread = Thread(target=talk)
        thread.start()
        try:
            yield f"http://{HOST}:{listening.getsockname()[1]}"
        finally:
            stopped.set()
            listening.shutdown(socket.SHUT_RDWR)
            thread.join()


def nobody() -> str:
    """An address where nobody listens."""
    with socket.create_server((HOST, 0)) as listening:
        return f"http://{HOST}:{listening.getsockname()[1]}"
