"""Five thousand hostile requests, and none is answered by a defect.

The seed is another one each time; a failure tells it, and ``FUZZ_SEED`` brings it back.
"""

import asyncio
import logging
import os
import secrets
from collections import Counter
from datetime import timedelta
from random import Random

import pytest
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.types import Message

from tests.adapters.web.hostile import Genuine, Hostile, draw
from tests.adapters.web.judging import Answer, what_is_wrong
from tests.adapters.web.visitor import Visitor
from tests.adapters.web.world import EMAIL, World

SEED = int(os.environ.get("FUZZ_SEED") or secrets.randbits(32))
REQUESTS = 5000
IN_ONE_WORLD = 100
"""Requests before a new world: sessions end, links are used up, and limits are reached."""

WORLDS = (("http://localhost/", False), ("https://localhost/", False), ("http://localhost/", True))


async def ask(app: Starlette, request: Hostile) -> Answer:
    """Let the application answer, as a server would; whatever it raises comes out."""
    pieces = list(request.body)
    sent: list[Message] = []

    async def receive() -> Message:
        if not pieces or (request.hangs_up and len(pieces) < len(request.body)):
            return {"type": "http.disconnect"}
        piece = pieces.pop(0)
        return {"type": "http.request", "body": piece, "more_body": bool(pieces)}

    async def send(message: Message) -> None:
        sent.append(message)

    await app(request.scope(), receive, send)
    start = sent[0]
    body = b"".join(message.get("body", b"") for message in sent[1:])
    return Answer(start["status"], list(start["headers"]), body)


def a_world(number: int) -> tuple[World, Genuine]:
    """Open pages with an account, somebody who is signed in, and links that work."""
    base_url, demonstration = WORLDS[number % len(WORLDS)]
    world = World(base_url, demonstration=demonstration, look={"hsts": timedelta(days=1)})
    visitor = Visitor(world)
    visitor.become_subscriber()
    visitor.submit("/mot-de-passe-oublie", {"email": EMAIL})
    visitor.open_account(contract_number="7654321", meter_number="D08A54321", email="a@exemple.fr")
    mailed = [path.rpartition("/")[2] for path in (visitor.reset_path(), visitor.activation_path())]
    kept = {name.removeprefix("__Host-"): value for name, value in visitor.http.cookies.items()}
    genuine = Genuine(
        prefix="__Host-" if base_url.startswith("https") else "",
        csrf_cookie=kept["espaceclient-csrf"],
        csrf=visitor.token("/mot-de-passe-oublie"),
        session=kept["espaceclient-session"],
        browser=kept["espaceclient-browser"],
        waiting=kept["espaceclient-waiting"],
        links=(*mailed, "new-password.js", "policy.json"),
    )
    return world, genuine


def routes_of(app: Starlette) -> list[tuple[str, list[str]]]:
    """Return the path of each route, and the methods that it takes."""
    routes = [route for route in app.routes if isinstance(route, Route)]
    assert len(routes) == len(app.routes)
    return [(route.path, sorted(route.methods or ())) for route in routes]


async def attack(number: int, answered: Counter[int]) -> list[str]:
    """Send what is to be sent to one world; return what was wrong, each with its request."""
    world, genuine = a_world(number)
    wrong: list[str] = []
    for place in range(IN_ONE_WORLD):
        random = Random(f"{SEED} {number} {place}")  # noqa: S311 - it guards nothing
        request = draw(random, routes_of(world.app), genuine)
        try:
            answer = await ask(world.app, request)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is a defect
            wrong.append(f"{error!r} at {request}")
            continue
        answered[answer.status] += 1
        found = what_is_wrong(answer, secure=world.base_url.startswith("https"))
        wrong += [f"{each} at {request}" for each in found]
    return wrong


def test_no_hostile_request_is_answered_by_a_defect(caplog: pytest.LogCaptureFixture) -> None:
    answered: Counter[int] = Counter()
    with caplog.at_level(logging.WARNING):
        for number in range(REQUESTS // IN_ONE_WORLD):
            wrong = asyncio.run(attack(number, answered))
            errors = [each for each in caplog.records if each.levelno >= logging.ERROR]
            assert (wrong[:3], errors) == ([], []), f"FUZZ_SEED={SEED}"
    assert answered.total() == REQUESTS
    assert set(answered) >= {200, 303, 400, 403, 404, 405, 410, 413, 422}, f"FUZZ_SEED={SEED}"
