"""Who may see a contract, from when to when: whatever is proved and told, in whatever order."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta
from functools import cache, partial
from itertools import chain, combinations

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from espaceclient.adapters.memory import ManualClock
from espaceclient.client import EspaceClient
from espaceclient.domain.account import AccountId
from espaceclient.domain.holding import Holding
from espaceclient.domain.instant import FOREVER
from espaceclient.domain.may_see import Entitled
from espaceclient.domain.values import Subscriber
from espaceclient.ports.storage import HoldingsOfContract, Storage
from espaceclient.relay import Relay
from espaceclient.testing.actions import (
    Activate,
    Call,
    Deliver,
    History,
    Overlap,
    PurgeInBatches,
    SignIn,
    UseCase,
    Wait,
)
from espaceclient.testing.contract_actions import (
    BillingAction,
    ContractKey,
    EndContract,
    LookAtContracts,
    RemoveContract,
    RescindHolding,
    contract_of,
    key_of,
)
from espaceclient.testing.laws.law import Make, expect, for_all, law, opened
from espaceclient.testing.laws.storage.fixture import StorageAndOutbox
from espaceclient.testing.ports import MakeClient, ports_over
from espaceclient.testing.replay import Replay
from espaceclient.testing.samples import BEGINNING, DAY, HOUR, LOW_LIMITS, REGISTER, TICK
from espaceclient.testing.stateful.harness import Harness
from espaceclient.testing.stateful.holdings import Period
from espaceclient.testing.stateful.model_records import Account
from espaceclient.testing.stateful.run import memory_hasher
from espaceclient.testing.strategies.contract_histories import (
    EVENT_IDS,
    INSTANTS,
    KNOWN,
    adding,
    billing_actions,
)
from espaceclient.testing.strategies.histories import opening

_PASSWORD = "Aa1!aaaa"  # noqa: S105 - a password of nobody
_ANNE, _BOB, _ZOE = "anne@exemple.fr", "bob@exemple.fr", "zo\u00eb@exemple.fr"
_ANNES = key_of(REGISTER[0].contract)
_GAPS: tuple[Call, ...] = (("storage.commit", 1), ("storage.read", 2), ("storage.read", 1))


def expect_entitlement(
    make_storage: Make[StorageAndOutbox],
    *,
    make_client: MakeClient = EspaceClient,
    histories: int = 40,
) -> None:
    """Have people open accounts, add and remove contracts, and billing tell ends, successors,
    renumberings and rescissions, once or again, in any order, some at once; after each, compare
    what everybody may see at every instant that matters with a naive model.

    So many ``histories``, as many times more or fewer as the loaded Hypothesis profile says: see
    ``for_all``. Raises ``LawBroken`` where somebody sees more than is theirs, or less.
    """

    def check(history: History) -> None:
        with ExitStack() as adapters:
            only = adapters.enter_context(opened(make_storage()))
            harness = Harness.over(
                lambda: only,
                adapters,
                make_client=make_client,
                make_relay=Relay,
                make_hasher=memory_hasher,
            )
            for action in history:
                harness.perform(action)
                _expect_entitled(harness)
            harness.finish()

    _everybody_sees_what_is_theirs(partial(for_all, _histories(), check, examples=histories))


def expect_exclusivity(
    make_storage: Make[StorageAndOutbox],
    *,
    make_client: MakeClient = EspaceClient,
    histories: int = 40,
) -> None:
    """Let such histories happen, and look after each action at the holdings that are stored.

    So many ``histories``, as for ``expect_entitlement``. Raises ``LawBroken`` where two hold one
    contract at one instant.
    """

    def check(history: History) -> None:
        with opened(make_storage()) as made:
            clock = ManualClock(BEGINNING)
            ports = ports_over(made, clock=clock)
            replayed = Replay(ports=ports, clock=clock, make_client=make_client, policy=LOW_LIMITS)
            for action in history:
                replayed.perform(action)
                _expect_exclusive(made.storage, clock.now())

    _a_contract_is_held_by_one(partial(for_all, _histories(), check, examples=histories))


@law
def _everybody_sees_what_is_theirs(run: Callable[[], None]) -> None:
    """Nobody sees a contract outside the period of their own holding, whatever the order in which
    proofs, ends, successors and renumberings arrive.
    """
    run()


@law
def _a_contract_is_held_by_one(run: Callable[[], None]) -> None:
    """One contract has at most one holding without an end, and at no instant two holders, under any
    interleaving.
    """
    run()


def _expect_entitled(harness: Harness) -> None:
    client = harness.ports.client(harness.make_client, harness.policy)
    holdings, now = harness.model.holdings, harness.clock.now()
    for contract in KNOWN:
        edges = [edge for each in holdings.of(contract) for edge in each.period if edge]
        instants = {None, *edges, *(edge - TICK for edge in edges)}
        for account in _accounts(harness):
            for on in instants:
                own = holdings.may_see(account, contract, on, now)
                told = client.may_account_see(AccountId(account.id), contract_of(contract), on)
                seen = (told.since, told.until) if isinstance(told, Entitled) else None
                expect(seen == own, _told(account, contract, seen, own))


def _accounts(harness: Harness) -> Iterator[Account]:
    return (account for account in harness.model.accounts if account.id)


def _told(account: Account, contract: ContractKey, seen: Period | None, own: Period | None) -> str:
    was, should = (_shown(period) for period in (seen, own))
    return f"{account.email} could see {was} of {' '.join(contract)} instead of {should}"


def _shown(period: Period | None) -> str:
    return f"{period[0]} to {period[1]}" if period else "nothing"


def _expect_exclusive(storage: Storage, now: datetime) -> None:
    """Look at what can be read: what cannot may be purged, and then nobody knows of it."""
    lookups = [HoldingsOfContract(contract_of(contract)) for contract in KNOWN]
    found = storage.read(*lookups)
    for lookup in lookups:
        held = [each for each in found.all(lookup) if each.readable(now)]
        endless = [each for each in held if each.until is None]
        expect(len(endless) <= 1, f"{len(endless)} holdings of one contract had no end")
        for one, other in combinations(held, 2):
            apart = one.account == other.account or not _meet(one, other)
            expect(apart, f"one had it from {one.since}, another one from {other.since}")


def _meet(one: Holding, other: Holding) -> bool:
    begins, ends = max(one.since, other.since), [each.until or FOREVER for each in (one, other)]
    return begins < min(ends)


def _opens(email: str, line: Subscriber) -> History:
    return (opening(email, line), Deliver(), Activate())


def _adds(email: str, line: Subscriber) -> History:
    return (SignIn(email, _PASSWORD), adding(line))


def _removes(email: str, line: Subscriber) -> History:
    """Add one and remove it; maybe it was theirs before, or cannot be."""
    return (*_adds(email, line), RemoveContract(key_of(line.contract), _PASSWORD))


def _tells(email: str, told: BillingAction, again: bool) -> History:  # noqa: FBT001 - drawn
    """Somebody is signed in when billing tells something, once or twice, and still is after it."""
    return (SignIn(email, _PASSWORD), *([told] * (1 + again)), LookAtContracts())


def _ends_twice(one: str, other: str, first: timedelta, then: timedelta) -> History:
    """Billing tells two ends of the contract that Anne had from the beginning."""
    return (EndContract(one, _ANNES, first), EndContract(other, _ANNES, then))


def _succeeds(
    email: str,
    line: Subscriber,
    event: str,
    on: timedelta,
    holder_changes: bool,  # noqa: FBT001 - drawn
) -> History:
    return (EndContract(event, key_of(line.contract), on, holder_changes), *_adds(email, line))


def _at_once(
    before: Call, line: Subscriber, event: str, first: UseCase, second: UseCase
) -> History:
    """Two of: Bob adds it, Anne adds it, Zoë activates, billing tells something. Before, whoever
    holds it is found to be the wrong person.
    """
    people = [SignIn(email, _PASSWORD) for email in (_ANNE, _BOB)]
    freed = RescindHolding(event, key_of(line.contract))
    return (freed, opening(_ZOE, line), Deliver(), *people, Overlap(before), first, second)


@cache
def _histories() -> SearchStrategy[History]:
    """Anne and Bob have accounts, Zoë may get one; a phrase is what one of them does, or two at
    once.
    """
    lines = st.sampled_from(REGISTER[:3])
    emails, waits = (
        st.sampled_from((_ANNE, _BOB, _ZOE)),
        st.sampled_from((HOUR, HOUR, DAY, 2 * DAY)),
    )
    phrases = st.one_of(
        st.builds(_opens, st.just(_ZOE), lines),
        st.builds(_adds, emails, lines),
        st.builds(_adds, emails, lines),
        st.builds(_succeeds, emails, lines, EVENT_IDS, INSTANTS, st.booleans()),
        st.builds(_removes, emails, lines),
        st.builds(_tells, emails, billing_actions(), st.booleans()),
        st.builds(_tells, st.just(_ANNE), billing_actions(st.just(_ANNES)), st.booleans()),
        st.builds(_ends_twice, EVENT_IDS, EVENT_IDS, INSTANTS, INSTANTS),
        st.builds(
            _succeeds, st.just(_BOB), st.just(REGISTER[0]), EVENT_IDS, INSTANTS, st.booleans()
        ),
        lines.flatmap(_two_at_once),
        st.builds(Wait, waits).map(lambda wait: (wait,)),
        st.sampled_from(((PurgeInBatches(),), (Wait(400 * DAY),))),
    )
    begun: History = (*_opens(_ANNE, REGISTER[0]), *_opens(_BOB, REGISTER[1]))
    begins = st.sampled_from((begun, (*begun, *_adds(_ANNE, REGISTER[2]))))
    several = st.lists(phrases, min_size=4, max_size=12).map(chain.from_iterable)
    return st.builds(lambda first, then: (*first, *then), begins, several)


def _two_at_once(line: Subscriber) -> SearchStrategy[History]:
    claims = st.sampled_from((adding(line), adding(line, session=1), Activate()))
    told = billing_actions(st.just(key_of(line.contract)))
    either = st.one_of(claims, claims, claims, claims, told)
    gaps = st.sampled_from(_GAPS)
    return st.builds(_at_once, gaps, st.just(line), EVENT_IDS, either, either)
