"""A burst of requests, or a locked database, keeps nobody from the pages that need neither."""

import asyncio
from collections import Counter
from datetime import timedelta
from threading import Event

from attrs import field, frozen
from httpx2 import ASGITransport, AsyncClient

from espaceclient import Contract, Subscriber
from espaceclient.adapters.memory import MemoryOutbox, MemoryStorage
from espaceclient.domain.decision import Decision
from espaceclient.domain.password import PasswordAttempt
from espaceclient.ports.storage import Snapshot
from tests.adapters.web.visitor import FORM, OPENING, Visitor
from tests.adapters.web.world import EMAIL, PASSWORD, World


@frozen
class HeldRegister:
    """Answers nobody until it is released; whoever asks holds a thread meanwhile."""

    released: Event = field(factory=Event)

    def find(self, contract: Contract) -> Subscriber | None:  # noqa: ARG002 - the port's own name
        self.released.wait()
        return None


def test_a_burst_of_requests_is_bounded_and_leaves_the_other_pages_as_they_are() -> None:
    register = HeldRegister()
    world = World(subscribers=register)
    visitor = Visitor(world)
    fields = OPENING | {"csrf": visitor.token()}

    async def scene() -> tuple[int, Counter[int]]:
        transport = ASGITransport(world.app)
        async with AsyncClient(
            transport=transport, base_url=world.base_url, cookies=dict(visitor.http.cookies)
        ) as http:
            burst = [asyncio.create_task(http.post(FORM, data=fields)) for _ in range(300)]
            try:
                await asyncio.wait(burst, return_when=asyncio.FIRST_COMPLETED)
                link = await http.get("/activation/x")
            finally:
                register.released.set()
            return link.status_code, Counter(
                [answer.status_code for answer in await asyncio.gather(*burst)]
            )

    status, answers = asyncio.run(scene())
    assert status == 410
    assert answers.keys() == {422, 503}


def test_a_silent_register_keeps_nobody_from_signing_in() -> None:
    register = HeldRegister()
    world = World(subscribers=register)
    visitor = Visitor(world)
    token = {"csrf": visitor.token()}

    async def scene() -> tuple[int, set[int]]:
        async with AsyncClient(
            transport=ASGITransport(world.app),
            base_url=world.base_url,
            cookies=dict(visitor.http.cookies),
        ) as http:
            burst = [asyncio.create_task(http.post(FORM, data=OPENING | token)) for _ in range(40)]
            try:
                await asyncio.wait(burst, return_when=asyncio.FIRST_COMPLETED)  # one too many
                sign_in = await http.post(
                    "/connexion", data={"email": EMAIL, "password": PASSWORD} | token
                )
            finally:
                register.released.set()
            return sign_in.status_code, {
                answer.status_code for answer in await asyncio.gather(*burst)
            }

    assert asyncio.run(scene()) == (422, {422, 503})


@frozen
class HeldList:
    """A list of breached passwords that answers nobody until it is released."""

    released: Event = field(factory=Event)

    def contains(self, password: PasswordAttempt) -> bool:  # noqa: ARG002 - the port's own name
        self.released.wait()
        return False


def test_a_silent_list_of_breached_passwords_keeps_nobody_from_signing_in() -> None:
    breached = HeldList()
    world = World()
    subscriber = Visitor(world)
    subscriber.become_subscriber()
    world.breached_passwords = breached
    world.rebuild()
    token = {"csrf": subscriber.token("/mot-de-passe")}
    change = {"current": PASSWORD, "password": "Cc3!cccc", "confirmation": "Cc3!cccc"} | token

    async def scene() -> tuple[int, bool]:
        async with AsyncClient(
            transport=ASGITransport(world.app),
            base_url=world.base_url,
            cookies=dict(subscriber.http.cookies),
        ) as http:
            burst = [
                asyncio.create_task(http.post("/mot-de-passe", data=change)) for _ in range(40)
            ]
            try:
                await asyncio.wait(burst, return_when=asyncio.FIRST_COMPLETED)  # one too many
                sign_in = await http.post(
                    "/connexion", data={"email": EMAIL, "password": PASSWORD} | token
                )
            finally:
                breached.released.set()
            answers = await asyncio.gather(*burst)
            return sign_in.status_code, 503 in {each.status_code for each in answers}

    assert asyncio.run(scene()) == (303, True)


class LockedStorage(MemoryStorage):
    """While it is locked, whoever writes holds a thread; whoever reads is answered."""

    def __init__(self, outbox: MemoryOutbox) -> None:
        super().__init__(outbox)
        self.free = Event()
        self.free.set()

    def commit(self, decision: Decision[object], seen: Snapshot) -> None:
        self.free.wait()
        super().commit(decision, seen)


def test_a_locked_database_holds_up_visits_and_no_page_that_only_reads() -> None:
    world = World()
    world.storage = storage = LockedStorage(world.outbox)
    world.rebuild()
    visitor = Visitor(world)
    visitor.become_subscriber()
    world.clock.advance(timedelta(minutes=2))  # the next visit is one to note

    async def scene() -> tuple[list[int], set[int]]:
        async with (
            AsyncClient(
                transport=ASGITransport(world.app, client=("127.0.0.1", 1)),
                base_url=world.base_url,
                cookies=dict(visitor.http.cookies),
            ) as subscriber,
            AsyncClient(
                transport=ASGITransport(world.app, client=("127.0.0.2", 1)),
                base_url=world.base_url,
            ) as stranger,
        ):
            storage.free.clear()
            visits = [asyncio.create_task(subscriber.get("/tableau-de-bord")) for _ in range(200)]
            try:
                await asyncio.wait(visits, return_when=asyncio.FIRST_COMPLETED)  # one too many
                read = [
                    (await stranger.get(path)).status_code
                    for path in ("/activation/x", "/nouveau-mot-de-passe/x", "/", "/connexion")
                ]
            finally:
                storage.free.set()
            return read, {answer.status_code for answer in await asyncio.gather(*visits)}

    assert asyncio.run(scene()) == ([410, 410, 200, 200], {200, 503})


def test_those_who_must_write_while_the_database_is_locked_keep_nobody_from_the_dashboard() -> None:
    world = World()
    world.storage = storage = LockedStorage(world.outbox)
    world.rebuild()
    visitor = Visitor(world)
    visitor.become_subscriber()
    forgotten = {"email": EMAIL, "csrf": visitor.token("/tableau-de-bord")}

    async def scene() -> tuple[int, set[int]]:
        async with AsyncClient(
            transport=ASGITransport(world.app),
            base_url=world.base_url,
            cookies=dict(visitor.http.cookies),
        ) as http:
            storage.free.clear()
            writes = [
                asyncio.create_task(http.post("/mot-de-passe-oublie", data=forgotten))
                for _ in range(200)
            ]
            try:
                await asyncio.wait(writes, return_when=asyncio.FIRST_COMPLETED)  # one too many
                dashboard = await http.get("/tableau-de-bord")
            finally:
                storage.free.set()
            return dashboard.status_code, {
                answer.status_code for answer in await asyncio.gather(*writes)
            }

    assert asyncio.run(scene()) == (200, {303, 503})
