"""What was promised, compared with what is there when all is calm again."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from attrs import frozen

from tests.chaos.browser import Browser
from tests.chaos.journey import DASHBOARD, SIGN_IN
from tests.chaos.ledger import Ledger
from tests.chaos.mail_server import (
    ACTIVATION,
    CONFIRMED,
    CONTRACT_IN_USE,
    RESET,
    UPDATED,
    Mailbox,
)
from tests.chaos.traffic import Traffic


@frozen
class Promise:
    """Mails of one kind to one person: at least ``answered``, and at most ``sent`` forms asked."""

    subjects: tuple[str, ...]
    answered: int
    sent: int


def promises(ledger: Ledger) -> list[Promise]:
    opened, reset, active = ledger.openings, ledger.resets, int(ledger.active)
    return [
        Promise((ACTIVATION, CONTRACT_IN_USE), opened.answered, opened.answered + opened.doubtful),
        Promise((CONFIRMED,), active, active),
        Promise((RESET,), reset.answered, reset.answered + reset.doubtful),
        Promise((UPDATED,), ledger.changes, ledger.changes),
    ]


def lost_and_unasked(ledgers: Iterable[Ledger], mailbox: Mailbox) -> tuple[int, int]:
    """Count the promised mails that never came, and the mails that no form asked for."""
    lost = unasked = 0
    for ledger in ledgers:
        for promise in promises(ledger):
            came = len(mailbox.distinct(ledger.email, promise.subjects))
            lost += max(0, promise.answered - came)
            unasked += max(0, came - promise.sent)
    return lost, unasked


def unstable_mails(mailbox: Mailbox) -> Iterator[str]:
    """Find copies that differ under one Message-ID, and links that two Message-IDs carry."""
    copies, carriers = defaultdict(set), defaultdict(set)
    for mail in mailbox.received:
        copies[mail.message_id].add(mail)
        if mail.subject in {ACTIVATION, RESET}:
            carriers[mail.link].add(mail.message_id)
    yield from (f"{each}: its copies differ" for each, same in copies.items() if len(same) > 1)
    yield from (f"{link}: two mails carry it" for link, ids in carriers.items() if len(ids) > 1)


def shared_contracts(ledgers: Iterable[Ledger]) -> Iterator[str]:
    holders = Counter(ledger.contract for ledger in ledgers if ledger.active)
    yield from (f"contract {each}: {n} accounts" for each, n in holders.items() if n > 1)


def server_errors(traffic: Traffic) -> Iterator[str]:
    yield from (
        f"{count} answers {status} to {method}"
        for (method, status), count in traffic.statuses.items()
        if status >= 500 and status != 503
    )


async def examine(ledger: Ledger, base_url: str, address: str, traffic: Traffic) -> None:
    """Sign in with every password somebody ever had, and try the used links again."""

    async def leads_to(path: str, fields: dict[str, str] | None = None) -> tuple[int, str | None]:
        async with Browser(base_url, address, traffic) as browser:
            answer, _ = await browser.insist(path, fields)
            return answer.status_code, answer.headers.get("location")

    async def accepts(password: str) -> bool:
        fields = {"email": ledger.email, "password": password}
        return await leads_to(SIGN_IN, fields) == (303, DASHBOARD)

    if ledger.active:
        in_force = await accepts(ledger.password.in_force)
        ledger.expect("the last password signs in at the end", kept=in_force)
        for former in ledger.password.former:
            ledger.expect("a former password is refused", kept=not await accepts(former))
    for link in ledger.used_links:
        ledger.expect("a used link is dead", kept=(await leads_to(link))[0] == 410)
