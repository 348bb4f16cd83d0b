"""The client awaited: all of it, each method in a pool that suits it."""

import asyncio
import inspect
from threading import Event

import anyio
import pytest

from espaceclient import Contract, ContractNumber, EspaceClient
from espaceclient.adapters.async_client import AsyncEspaceClient, Bulkhead, Busy, Pools
from espaceclient.adapters.async_client.async_client import Awaited
from espaceclient.adapters.memory import ManualClock, MemoryHasher, MemoryStorage, MemorySubscribers
from espaceclient.adapters.system import SystemTokens
from espaceclient.answers import (
    Activated,
    Entitled,
    FindSessionAnswer,
    NoSession,
    RequestReceived,
    SessionFound,
)
from espaceclient.domain.mail import ActivationMail
from espaceclient.domain.token import SessionToken
from espaceclient.domain.values import ClientNetwork
from tests.client_fixture import COMMUNES, FORM, KEYS, NOON, REGISTER, SEMM, client_fixture

HERE, THERE = "192.0.2.1", "192.0.2.2"
NOBODY = SessionToken("")
MINE = Contract(SEMM, ContractNumber("0123456"))
AWAITED = {
    name: each for name, each in vars(AsyncEspaceClient).items() if isinstance(each, Awaited)
}


def in_pool(*names: str) -> set[str]:
    return {name for name, each in AWAITED.items() if each.pool in names}


def test_every_method_of_the_client_has_its_asynchronous_twin() -> None:
    methods = {name for name in vars(EspaceClient) if not name.startswith("_")}
    assert AWAITED.keys() == methods - {"checklist"}
    assert [name for name, each in AWAITED.items() if each.method.__name__ != name] == []


def test_only_what_hashes_is_in_a_pool_that_hashes() -> None:
    assert in_pool("hashing") == {
        "activate",
        "sign_in",
        "remove_contract",
        "close_account",
        "request_address_change",
        "confirm_address_change",
    }
    assert in_pool("openings") == {"open_account", "add_contract"}
    assert in_pool("renewals") == {"reset_password", "change_password"}


def test_what_only_reads_waits_for_no_writer() -> None:
    assert in_pool("previews") == {
        "accounts",
        "contracts",
        "contracts_of_account",
        "find_account",
        "may_account_see",
        "may_see",
        "preview_activation",
        "preview_address_change",
        "preview_apply",
        "preview_reset",
        "preview_waiting",
        "sessions",
    }


def test_what_an_operator_has_done_keeps_no_visitor_waiting() -> None:
    assert in_pool("jobs") == {
        "check_health",
        "import_account",
        "import_accounts",
        "plan_renumbering",
        "purge",
        "reconcile",
        "retire_accounts",
    }


def test_a_twin_is_documented_and_signed_as_its_method() -> None:
    mine, theirs = client_fixture().client.open_account, EspaceClient.open_account
    twin = AsyncEspaceClient(client_fixture().client).open_account
    assert AsyncEspaceClient.open_account.__doc__ == twin.__doc__ == theirs.__doc__
    assert inspect.signature(twin) == inspect.signature(mine)
    assert inspect.iscoroutinefunction(twin)


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_the_journey_is_awaited_under_asyncio_and_trio(backend: str) -> None:
    world = client_fixture()
    client = AsyncEspaceClient(world.client)

    async def scene() -> list[type]:
        asked = await client.open_account(FORM, client_address=HERE)
        assert isinstance(asked, RequestReceived)
        activated = await client.activate(world.token(ActivationMail), browser=asked.browser)
        assert isinstance(activated, Activated)
        session = activated.session
        answers = await client.find_session(session), await client.may_see(session, MINE)
        await client.sign_out(session)
        return [*map(type, answers), type(await client.find_session(session))]

    assert anyio.run(scene, backend=backend) == [SessionFound, Entitled, NoSession]


def test_policy_communes_and_checklist_need_no_waiting() -> None:
    world = client_fixture()
    client = AsyncEspaceClient(world.client)
    assert client.policy is world.client.policy
    assert client.communes is world.client.communes
    assert client.checklist("Aa1!aaaa") == world.client.checklist("Aa1!aaaa")


def test_a_method_that_a_host_overrides_is_the_one_that_runs() -> None:
    class Theirs(EspaceClient):
        def find_session(self, session: SessionToken, *, visit: bool = True) -> FindSessionAnswer:
            told.append(session)
            return super().find_session(session, visit=visit)

    told: list[str] = []
    client = Theirs(
        communes=COMMUNES,
        subscribers=MemorySubscribers(REGISTER),
        storage=MemoryStorage(),
        hasher=MemoryHasher(),
        tokens=SystemTokens.of(KEYS),
        clock=ManualClock(NOON),
    )
    asyncio.run(AsyncEspaceClient(client).find_session(SessionToken("abc")))
    assert told == ["abc"]


def test_an_asynchronous_client_over_another_is_that_one() -> None:
    mine = AsyncEspaceClient(client_fixture().client)
    assert AsyncEspaceClient.over(mine) is mine
    assert AsyncEspaceClient.over(mine.client).pools is not mine.pools


@pytest.mark.parametrize("named", ["by its address", "by calling_from"])
def test_a_network_that_hammers_leaves_another_its_place(named: str) -> None:
    """One place, taken; two may wait, one of each network."""
    pool, release = Bulkhead(1, waiting=2, waiting_of_one=1), Event()
    client = AsyncEspaceClient(client_fixture().client, Pools(visits=pool, hashing=pool))

    async def call(address: str) -> object:
        if named == "by its address":
            return await client.sign_in({}, client_address=address)
        return await client.calling_from(address).find_session(NOBODY)

    async def scene() -> list[type]:
        running = asyncio.create_task(pool.run(ClientNetwork.parse(HERE), release.wait))
        await asyncio.sleep(0)
        calls = [asyncio.create_task(call(address)) for address in (HERE, HERE, THERE)]
        await asyncio.wait(calls, return_when=asyncio.FIRST_COMPLETED)
        release.set()
        await running
        return [type(each) for each in await asyncio.gather(*calls, return_exceptions=True)]

    assert [each is Busy for each in asyncio.run(scene())] == [False, True, False]


def test_the_address_of_the_call_comes_before_that_of_the_caller() -> None:
    client = AsyncEspaceClient(client_fixture().client).calling_from(HERE)
    assert client.network_of({"client_address": THERE}) == ClientNetwork(THERE)
    assert client.network_of({"client_address": None}) == ClientNetwork(HERE)


def test_whoever_is_told_busy_learns_when_to_come_back_and_nothing_was_started() -> None:
    world = client_fixture()
    full = Bulkhead(0, waiting=0, waiting_of_one=0)
    client = AsyncEspaceClient(world.client, Pools(openings=full))
    with pytest.raises(Busy) as refused:
        asyncio.run(client.open_account(FORM))
    assert (refused.value.retry_after, world.records) == (60, [])
