"""The client of the endpoint: the real one on loopback, and services that say something else."""

import json
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from socketserver import ThreadingMixIn
from threading import Thread
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import pytest

from espaceclient.adapters.http_client import Answer
from espaceclient.adapters.introspection import ResourceServers, create_introspection
from espaceclient.adapters.introspection_http import (
    ActiveSession,
    CircuitBreaker,
    HttpIntrospection,
    IntrospectionService,
    TimeOuts,
)
from espaceclient.adapters.introspection_http.answer import read
from espaceclient.adapters.memory import ManualClock
from espaceclient.adapters.web.wsgi import WsgiPages
from espaceclient.answers import Entitled, NoSession, SessionFound
from espaceclient.billing import BillingEventId, ContractEnded
from espaceclient.domain.token import SessionToken
from espaceclient.ports.errors import SessionsUnavailable
from espaceclient.values import Contract, ContractNumber, Operator
from tests.adapters.subscribers_http.billing import nobody, saying, silent
from tests.client_fixture import NOON, SEMM, ClientFixture, client_fixture

SECRET = "n" * 43
HELD = Contract(SEMM, ContractNumber("0123456"))
FOREIGN = Contract(SEMM, ContractNumber("7654321"))
ELSEWHERE = Contract(Operator("Eaux d’Ailleurs"), HELD.number)
SHORT = TimeOuts(connect=0.2, read=0.2, write=0.2, total=5)
SESSION = SessionToken("s.t")


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_args: object) -> None:
        """Nobody reads it."""


@contextmanager
def serving(world: ClientFixture) -> Iterator[str]:
    """The endpoint, on a free port."""
    server = _Server(("127.0.0.1", 0), _Quiet)
    server.set_app(
        WsgiPages(create_introspection(world.client, ResourceServers.of({"a": [SECRET]})))
    )
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def asking(url: str, world: ClientFixture, secret: str = SECRET) -> HttpIntrospection:
    return HttpIntrospection(IntrospectionService(url, secret, time_outs=SHORT), world.clock)


@pytest.fixture
def world() -> ClientFixture:
    return client_fixture()


def test_it_tells_what_the_client_itself_would(world: ClientFixture) -> None:
    session = world.activated()
    world.clock.advance(timedelta(minutes=1))
    ended = world.clock.now()
    found = world.client.find_session(session, visit=False)
    assert isinstance(found, SessionFound)
    with serving(world) as url, asking(url, world) as there:
        told = there.find_session(session)
        assert isinstance(told, ActiveSession)
        assert (told.account, told.signed_in_at) == (found.account, NOON)
        assert told.expires_at == found.expires_at
        assert there.may_see(session, HELD) == Entitled(NOON, None)
        world.client.apply(ContractEnded(BillingEventId("1"), HELD, on=ended))
        for contract in (HELD, FOREIGN, ELSEWHERE):
            for on in (None, NOON, ended, NOON - timedelta(seconds=1)):
                expected = world.client.may_see(session, contract, on)
                assert there.may_see(session, contract, on) == expected
        world.client.sign_out(session)
        assert there.find_session(session) == NoSession()
        assert there.may_see(session, HELD) == NoSession()


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")  # which is what is tested
def test_a_forked_process_reads_nobody_else_s_answers(world: ClientFixture) -> None:
    """Over a connection that its parent has kept, it would."""
    session = world.activated()
    with serving(world) as url, asking(url, world) as there:
        assert there.find_session(SESSION) == NoSession()
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                signal.alarm(20)  # ends a child that hangs
                os.write(writing, type(there.find_session(session)).__name__.encode())
            finally:
                os._exit(0)  # whatever happens, the tests do not go on twice
        os.close(writing)
        with os.fdopen(reading, "rb") as told:
            answer = told.read()
        os.waitpid(child, 0)
    assert answer == b"ActiveSession"


def test_a_wrong_secret_lets_nobody_in(world: ClientFixture) -> None:
    session = world.activated()
    with (
        serving(world) as url,
        asking(url, world, "w" * 43) as there,
        pytest.raises(SessionsUnavailable, match="status 401"),
    ):
        there.find_session(session)


def test_a_naive_instant_is_a_mistake(world: ClientFixture) -> None:
    with asking(nobody(), world) as there, pytest.raises(ValueError, match="aware"):
        there.may_see(SESSION, HELD, datetime(2026, 1, 1))  # noqa: DTZ001 - which is the mistake


def test_a_service_that_is_not_there_lets_nobody_in(world: ClientFixture) -> None:
    with asking(nobody(), world) as there, pytest.raises(SessionsUnavailable, match="no answer"):
        there.find_session(SESSION)


def test_a_service_that_is_silent_is_left_alone(world: ClientFixture) -> None:
    with silent() as url:
        service = IntrospectionService(
            url, SECRET, time_outs=SHORT, circuit_breaker=CircuitBreaker(failures=1)
        )
        with HttpIntrospection(service, world.clock) as there:
            with pytest.raises(SessionsUnavailable, match="ReadTimeout"):
                there.find_session(SESSION)
            with pytest.raises(SessionsUnavailable, match="not asked for now"):
                there.find_session(SESSION)


def test_a_redirect_is_not_followed(world: ClientFixture) -> None:
    away = b"HTTP/1.1 307 Temporary Redirect\r\nLocation: /a\r\nContent-Length: 0\r\n\r\n"
    with (
        saying([away]) as url,
        asking(url, world) as there,
        pytest.raises(SessionsUnavailable, match="status 307"),
    ):
        there.find_session(SESSION)


ACTIVE: dict[str, Any] = {
    "active": True,
    "sub": "a",
    "iat": 1767268800,
    "exp": 1767270600,
    "entitlements": [
        {
            "operator": "Eau",
            "operator_code": "eau",
            "contract_number": "0123456",
            "since": "2026-01-01T13:00:00+01:00",
            "until": None,
        }
    ],
}


def answered(told: object, status: int = 200, kind: str = "application/json") -> Answer:
    return Answer(status, kind, json.dumps(told).encode())


def entitled(**changed: object) -> object:
    (held,) = ACTIVE["entitlements"]
    return ACTIVE | {"entitlements": [held | changed]}


def test_instants_are_read_in_utc_and_further_members_left_out() -> None:
    found = read(answered(ACTIVE | {"username": "jeanne"}))
    assert isinstance(found, ActiveSession)
    (held,) = found.entitlements
    assert (held.since, held.since.utcoffset()) == (NOON, timedelta(0))


@pytest.mark.parametrize(
    "told",
    [
        [],
        None,
        "active",
        {},
        {"active": None},
        {"active": "true"},
        {"active": 1},
        {"active": True},
        ACTIVE | {"sub": ""},
        ACTIVE | {"sub": 7},
        ACTIVE | {"sub": None},
        ACTIVE | {"exp": "1767270600"},
        ACTIVE | {"exp": True},
        ACTIVE | {"exp": 1e300},
        ACTIVE | {"exp": 10**30},
        ACTIVE | {"entitlements": None},
        ACTIVE | {"entitlements": {}},
        ACTIVE | {"entitlements": [None]},
        entitled(contract_number=123456),
        entitled(contract_number="abc"),
        entitled(operator=""),
        entitled(operator_code=None),
        entitled(since=None),
        entitled(since="2026-01-01"),
        entitled(since="2026-01-01T12:00:00"),
        entitled(until="never"),
        entitled(until=0),
    ],
)
def test_a_malformed_answer_lets_nobody_in(told: object) -> None:
    with pytest.raises(SessionsUnavailable, match="malformed"):
        read(answered(told))


def test_an_entitlement_without_its_end_is_malformed() -> None:
    (held,) = ACTIVE["entitlements"]
    endless = {name: value for name, value in held.items() if name != "until"}
    with pytest.raises(SessionsUnavailable, match="malformed"):
        read(answered(ACTIVE | {"entitlements": [endless]}))


@pytest.mark.parametrize(
    "answer",
    [
        answered({"active": False}, 500),
        answered(ACTIVE, 201),
        answered(ACTIVE, kind="text/html"),
        Answer(200, "application/json", b"\xff"),
        Answer(200, "application/json", b"[" * 50_000),
    ],
)
def test_what_is_no_answer_lets_nobody_in(answer: Answer) -> None:
    with pytest.raises(SessionsUnavailable):
        read(answer)


def test_a_session_that_is_told_to_have_ended_has() -> None:
    body = json.dumps(ACTIVE).encode()
    head = (
        f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    clock = ManualClock(NOON + timedelta(minutes=30))
    with saying([head.encode() + body]) as url:
        service = IntrospectionService(url, SECRET, time_outs=SHORT)
        with HttpIntrospection(service, clock) as there:
            assert there.find_session(SESSION) == NoSession()


@pytest.mark.parametrize("url", ["http://exemple.fr/", "https://exemple.fr/?a", "exemple.fr"])
def test_a_secret_is_sent_nowhere_else(url: str) -> None:
    with pytest.raises(ValueError, match="must"):
        IntrospectionService(url, SECRET)


def test_a_secret_is_never_shown() -> None:
    assert SECRET not in repr(IntrospectionService("https://exemple.fr/introspection", SECRET))
    with pytest.raises(ValueError, match="32 to 256") as raised:
        IntrospectionService("https://exemple.fr/", "s3cret")
    assert "s3cret" not in str(raised.value)
