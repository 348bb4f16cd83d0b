"""The adapter keeps every law that memory and SQLite keep."""

from collections.abc import Callable
from functools import partial

import pytest

from espaceclient import testing as laws
from tests.adapters.postgres import makers

KEPT: list[tuple[str, tuple[Callable[..., None], ...], Callable[..., object]]] = [
    ("storage", laws.STORAGE_LAWS, makers.storage),
    ("closed", laws.UNREACHABLE_STORAGE_LAWS, makers.closed_storage),
    ("surrounded", laws.SURROUNDED_STORAGE_LAWS, makers.surrounded_storage),
    ("lockable", laws.LOCKABLE_STORAGE_LAWS, makers.lockable_storage),
    ("exclusive", laws.EXCLUSIVE_STORAGE_LAWS, makers.storage),
    ("networked", laws.NETWORKED_STORAGE_LAWS, makers.networked_storage),
    ("crashable", laws.CRASHABLE_STORAGE_LAWS, makers.crashable_storage),
    ("durable", laws.DURABLE_STORAGE_LAWS, makers.reopenable()),
    ("shared", laws.SHARED_STORAGE_LAWS, makers.reopenable()),
    ("outbox", laws.OUTBOX_LAWS, makers.storage),
    ("mail of an unknown kind", laws.UNREADABLE_MAIL_LAWS, makers.spoilable_outbox),
    ("no mail", laws.UNREADABLE_MAIL_LAWS, partial(makers.spoilable_outbox, makers.NO_MAIL)),
    ("feed", laws.EVENT_FEED_LAWS, makers.feed),
    ("closed feed", laws.UNREACHABLE_FEED_LAWS, makers.closed_feed),
    ("event of an unknown kind", laws.UNREADABLE_EVENT_LAWS, makers.spoilable_feed),
    ("no event", laws.UNREADABLE_EVENT_LAWS, partial(makers.spoilable_feed, makers.NO_EVENT)),
    (
        "event without time",
        laws.UNREADABLE_EVENT_LAWS,
        partial(makers.spoilable_feed, makers.EVENT_WITHOUT_TIME),
    ),
    ("trail", laws.TRAIL_LAWS, makers.trail),
    ("closed trail", laws.UNREACHABLE_TRAIL_LAWS, makers.closed_trail),
    ("reopened trail", laws.DURABLE_TRAIL_LAWS, makers.reopenable_trail),
    ("subscribers", laws.SUBSCRIBERS_LAWS, makers.subscribers),
    ("subscribers", laws.DETAILED_SUBSCRIBERS_LAWS, makers.subscribers),
    ("closed subscribers", laws.UNREACHABLE_SUBSCRIBERS_LAWS, makers.closed_subscribers),
]
EACH = [
    pytest.param(law, make, id=f"{name}: {law.__name__}")
    for name, kept, make in KEPT
    for law in kept
]


@pytest.mark.parametrize(("law", "make"), EACH)
def test_an_adapter_keeps_the_law(law: Callable[..., None], make: Callable[..., object]) -> None:
    law(make)
