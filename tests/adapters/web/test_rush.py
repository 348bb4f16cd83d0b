"""Strangers who open accounts all at once keep nobody else from the pages."""

import asyncio
from collections import Counter
from threading import Event

from attrs import field, frozen
from httpx2 import ASGITransport, AsyncClient

from espaceclient import Contract, Subscriber
from tests.adapters.web.visitor import FORM, OPENING, Visitor
from tests.adapters.web.world import World


@frozen
class HeldRegister:
    """Answers nobody until it is released; whoever asks holds a thread meanwhile."""

    released: Event = field(factory=Event)

    def find(self, contract: Contract) -> Subscriber | None:  # noqa: ARG002 - the port's own name
        self.released.wait()
        return None


def test_a_rush_is_bounded_and_leaves_the_other_pages_as_they_are() -> None:
    register = HeldRegister()
    world = World(subscribers=register)
    visitor = Visitor(world)
    fields = OPENING | {"csrf": visitor.token()}

    async def scene() -> tuple[int, Counter[int]]:
        transport = ASGITransport(world.app)
        async with AsyncClient(
            transport=transport, base_url=world.base_url, cookies=dict(visitor.http.cookies)
        ) as http:
            rush = [asyncio.create_task(http.post(FORM, data=fields)) for _ in range(300)]
            try:
                await asyncio.wait(rush, return_when=asyncio.FIRST_COMPLETED)
                link = await http.get("/activation/x")
            finally:
                register.released.set()
            return link.status_code, Counter(
                [answer.status_code for answer in await asyncio.gather(*rush)]
            )

    status, answers = asyncio.run(scene())
    assert status == 410
    assert answers.keys() == {422, 503}
