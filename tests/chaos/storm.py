"""People live their journeys while the processes are killed; then all calms down."""

import asyncio
from contextlib import suppress
from itertools import count
from pathlib import Path
from random import Random

from attrs import define, field

from espaceclient.adapters.cli.composition import open_database
from espaceclient.adapters.sqlite import SqliteOutbox
from espaceclient.adapters.system import SystemClock
from espaceclient.relay import LEASE
from tests.chaos.browser import Browser
from tests.chaos.installation import Installation, contract_number, meter_number
from tests.chaos.journey import Journey, new_password
from tests.chaos.ledger import Ledger, Password
from tests.chaos.mail_server import Mailbox
from tests.chaos.processes import CommandProcess
from tests.chaos.traffic import Traffic

MOST_FORMS = 4
MOST_SECONDS = 0.5
LONGEST_CALM = 6.0
"""A kill comes after up to so many forms were taken and up to so many seconds; whatever the
machine's speed, something happens between two kills, and the seconds until then are bounded.
"""

LEAST_KILLS = 3
"""However slow the machine: a storm without kills shows nothing."""

LAST_STEPS_TAKE = 120.0


@define
class Storm:
    """``seed`` chooses the moments of the kills, who is killed and what people do."""

    site: Installation
    mailbox: Mailbox
    serve: CommandProcess
    relay: CommandProcess
    seed: int
    ledgers: list[Ledger] = field(factory=list)
    traffic: Traffic = field(factory=Traffic)

    async def rage(self, seconds: float, clients: int) -> None:
        """Kill for so many seconds, three times at least, then let everybody finish their last
        step.
        """
        over = asyncio.Event()
        async with asyncio.timeout(seconds + LAST_STEPS_TAKE), asyncio.TaskGroup() as group:
            for number in range(clients):
                group.create_task(self._live(number, over))
            await self._kill(seconds)
            over.set()

    async def _kill(self, seconds: float) -> None:
        random = Random(self.seed)  # noqa: S311 - a seed repeats the moments
        clock = asyncio.get_running_loop().time
        end = clock() + seconds
        while clock() < end or self.serve.kills + self.relay.kills < LEAST_KILLS:
            victims = random.choice([[self.serve], [self.relay], [self.serve, self.relay]])
            with suppress(TimeoutError):
                async with asyncio.timeout(LONGEST_CALM):
                    await self._moment(random, victims)
            for victim in victims:
                await victim.kill()
            if self.relay in victims:
                expire_leases(self.site.data)
            for victim in victims:
                victim.start()

    async def _moment(self, random: Random, victims: list[CommandProcess]) -> None:
        """Wait for the moment of a kill."""
        await self.traffic.until_taken(random.randint(0, MOST_FORMS))
        await asyncio.sleep(random.uniform(0, MOST_SECONDS))
        if victims == [self.relay]:
            # Between the mail server's answer and the note of it in the outbox.
            await self.mailbox.arrival()

    async def _live(self, client: int, over: asyncio.Event) -> None:
        """Live one journey after another, each as somebody else."""
        for number in count():
            if over.is_set():
                return
            await self._journey(client, number, over)

    async def _journey(self, client: int, number: int, over: asyncio.Event) -> None:
        random = Random(f"{self.seed} {client} {number}")  # noqa: S311 - as above
        # In every third journey two neighbours want the same contract.
        rivals = number % 3 == 2
        contract = 40 * number + (client // 2 * 2 if rivals else client)
        ledger = Ledger(
            email=f"personne{client}.{number}@exemple.fr",
            contract=contract_number(contract),
            meter=meter_number(contract),
            password=Password(new_password(random)),
        )
        self.ledgers.append(ledger)
        address = f"127.1.{client + 1}.{number % 250 + 1}"
        async with Browser(self.site.base_url, address, self.traffic) as browser:
            await Journey(ledger, browser, self.mailbox, random, rivals=rivals).live(over)


def expire_leases(data: Path) -> None:
    """Let the time pass after which the mails of a relay that was killed are due again."""
    with open_database(data) as database:
        outbox, now = SqliteOutbox(database), SystemClock().now()
        for mail in outbox.lease(now + 2 * LEASE, LEASE, at_most=1000):
            outbox.release(mail, now)
