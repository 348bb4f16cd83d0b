import logging
from datetime import timedelta

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from espaceclient.adapters.async_client import AsyncEspaceClient, Bulkhead, Pools
from espaceclient.adapters.introspection import ResourceServers, create_introspection
from espaceclient.answers import NoSession, SessionFound
from espaceclient.billing import BillingEventId, ContractEnded
from espaceclient.values import Contract, ContractNumber
from tests.client_fixture import SEMM, ClientFixture, client_fixture

SECRET = "n" * 43
RESOURCE_SERVERS = ResourceServers.of({"factures": [SECRET]})
KNOWN = {"Authorization": f"Bearer {SECRET}"}
HELD = Contract(SEMM, ContractNumber("0123456"))


@pytest.fixture
def world() -> ClientFixture:
    return client_fixture()


def service(world: ClientFixture, *, visits: bool = False) -> TestClient:
    return TestClient(create_introspection(world.client, RESOURCE_SERVERS, visits=visits))


def ask(world: ClientFixture, token: str) -> Response:
    return service(world).post("/", data={"token": token}, headers=KNOWN)


def test_an_active_session_is_told_with_what_may_be_seen(world: ClientFixture) -> None:
    session = world.activated()
    found = world.client.find_session(session, visit=False)
    assert isinstance(found, SessionFound)
    answer = ask(world, session)
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-type"] == "application/json"
    assert answer.json() == {
        "active": True,
        "token_type": "Bearer",
        "sub": found.account,
        "iat": 1767268800,
        "exp": 1767270600,
        "entitlements": [
            {
                "operator": "Société Eau de Marseille Métropole",
                "operator_code": "Société Eau de Marseille Métropole",
                "contract_number": "0123456",
                "since": "2026-01-01T12:00:00+00:00",
                "until": None,
            }
        ],
    }


def test_a_period_that_has_ended_is_told_with_its_end(world: ClientFixture) -> None:
    session = world.activated()
    world.clock.advance(timedelta(minutes=1))
    world.client.apply(ContractEnded(BillingEventId("1"), HELD, on=world.clock.now()))
    (told,) = ask(world, session).json()["entitlements"]
    assert told["until"] == "2026-01-01T12:01:00+00:00"


@pytest.mark.parametrize("token", ["forged.token", "é", "x" * 5000])
def test_whatever_is_wrong_with_a_token_is_told_alike(world: ClientFixture, token: str) -> None:
    assert ask(world, token).text == '{"active":false}'


def test_a_session_that_has_ended_is_inactive(world: ClientFixture) -> None:
    session = world.activated()
    world.client.sign_out(session)
    assert ask(world, session).text == '{"active":false}'


@pytest.mark.parametrize("visits", [False, True])
def test_asking_is_a_visit_only_where_the_host_says_so(
    world: ClientFixture,
    visits: bool,  # noqa: FBT001 - a parameter
) -> None:
    session = world.activated()
    world.clock.advance(timedelta(minutes=20))
    service(world, visits=visits).post("/", data={"token": session}, headers=KNOWN)
    world.clock.advance(timedelta(minutes=20))
    assert (world.client.find_session(session) != NoSession()) is visits


@pytest.mark.parametrize("headers", [{}, {"Authorization": f"Bearer {'w' * 43}"}])
def test_without_its_secret_nobody_is_told_anything(
    world: ClientFixture, headers: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    session = world.activated()
    with caplog.at_level(logging.WARNING):
        answer = service(world).post("/", data={"token": session}, headers=headers)
    assert (answer.status_code, answer.json()) == (401, {"error": "invalid_client"})
    assert answer.headers["www-authenticate"] == 'Basic realm="introspection"'
    assert [each.message for each in caplog.records if "introspection" in each.name] == [
        "introspection is refused: no secret, or a wrong one"
    ]
    assert session not in caplog.text


def test_a_token_in_a_query_is_refused_even_beside_one_in_the_form(world: ClientFixture) -> None:
    session = world.activated()
    for form in ({}, {"token": session}):
        answer = service(world).post(f"/?token={session}", data=form, headers=KNOWN)
        assert (answer.status_code, answer.json()) == (400, {"error": "invalid_request"})


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT"])
def test_only_posting_is_asking(world: ClientFixture, method: str) -> None:
    answer = service(world).request(method, "/", headers=KNOWN)
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        ("", "application/x-www-form-urlencoded", 400),
        ("token=", "application/x-www-form-urlencoded", 400),
        ("token=a&token=b", "application/x-www-form-urlencoded", 400),
        ('{"token": "a"}', "application/json", 400),
        (f"token={'x' * 20_000}", "application/x-www-form-urlencoded", 413),
    ],
)
def test_a_question_that_is_none_is_refused(
    world: ClientFixture, body: str, kind: str, status: int
) -> None:
    headers = KNOWN | {"Content-Type": kind}
    answer = service(world).post("/", content=body, headers=headers)
    assert (answer.status_code, answer.json()) == (status, {"error": "invalid_request"})
    assert answer.headers["cache-control"] == "no-store"


def test_who_asks_while_too_many_wait_is_told_when_to_come_back(world: ClientFixture) -> None:
    crowded = Pools(visits=Bulkhead(0, waiting=0, waiting_of_one=0))
    app = create_introspection(AsyncEspaceClient(world.client, crowded), RESOURCE_SERVERS)
    answer = TestClient(app).post("/", data={"token": "s.t"}, headers=KNOWN)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "60")
