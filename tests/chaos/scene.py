"""The whole scene: a site is set up, goes through a storm, calms down and is examined."""

import asyncio
from contextlib import suppress
from pathlib import Path

from attrs import evolve

from espaceclient.adapters.cli.composition import open_database
from espaceclient.adapters.sqlite import SqliteOutbox
from tests.chaos.installation import installed
from tests.chaos.mail_server import mail_server
from tests.chaos.processes import running
from tests.chaos.report import Report, report
from tests.chaos.storm import Storm
from tests.chaos.verdict import examine

DRAINED_WITHIN = 30.0
EXAMINERS = 4


async def play(folder: Path, *, seconds: float, seed: int, clients: int) -> Report:
    """Play it in an empty folder: ``seconds`` of kills, while so many clients live journeys."""
    async with mail_server() as (mailbox, smtp_port):
        with installed(folder, smtp_port) as site:
            async with (
                running("serve", site.config, folder / "serve.log") as serve,
                running("relay", site.config, folder / "relay.log") as relay,
            ):
                storm = Storm(site, mailbox, serve, relay, seed)
                await storm.rage(seconds, clients)
                undelivered = await _drain(site.data)
                await _examine(storm)
                checked = await asyncio.to_thread(site.command, "check")
    found = report(storm)
    wrong = [f"never delivered: {mail}" for mail in undelivered]
    if checked.returncode:
        wrong.append(f"check: {checked.stdout}{checked.stderr}")
    return evolve(found, broken=(*found.broken, *wrong))


async def _drain(data: Path) -> list[str]:
    """Wait until the outbox is empty; return what stays in it."""
    with open_database(data) as database:
        outbox = SqliteOutbox(database)
        with suppress(TimeoutError):
            async with asyncio.timeout(DRAINED_WITHIN):
                while outbox.entries():  # noqa: ASYNC110 - another process empties it
                    await asyncio.sleep(0.2)
        return [str(entry) for entry in outbox.entries()]


async def _examine(storm: Storm) -> None:
    free = asyncio.Semaphore(EXAMINERS)

    async def one(number: int) -> None:
        address = f"127.2.{number // 250}.{number % 250 + 1}"
        async with free:
            await examine(storm.ledgers[number], storm.site.base_url, address, storm.traffic)

    async with asyncio.TaskGroup() as group:
        for number in range(len(storm.ledgers)):
            group.create_task(one(number))
