"""Panels of a host whose own system does not answer."""

import asyncio
from threading import Event

from anyio import sleep_forever
from markupsafe import Markup

from espaceclient.adapters.web.panels import Panel, make_panels
from espaceclient.answers import SessionFound
from tests.client_fixture import client_fixture

OTHER = Markup("<p>Autre</p>")


def found() -> SessionFound:
    world = client_fixture()
    answer = world.client.find_session(world.activated())
    assert isinstance(answer, SessionFound)
    return answer


def test_a_panel_that_does_not_come_keeps_no_dashboard_waiting() -> None:
    release = Event()

    def silent(_found: SessionFound) -> Panel:
        release.wait()
        return None

    async def asleep(_found: SessionFound) -> Panel:
        await sleep_forever()
        return OTHER

    async def scene() -> tuple[object, ...]:
        made = await make_panels((silent, asleep, lambda _: OTHER), found(), patience=0.05)
        release.set()
        return made

    assert asyncio.run(scene()) == (OTHER,)
