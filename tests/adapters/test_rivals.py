"""However many want the same at once, nobody sees an error for it and nobody tries a third time."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from threading import local

import pytest

from espaceclient.adapters.memory import ManualClock
from espaceclient.testing import StorageAndOutbox, ports_over
from espaceclient.testing.laws.concurrent import at_once
from espaceclient.testing.laws.law import opened
from espaceclient.testing.samples import BEGINNING, SOMEBODY
from tests.adapters.makers import memory_storage, sqlite_storage

THREADS = 16
Make = Callable[[], StorageAndOutbox | AbstractContextManager[StorageAndOutbox]]


@pytest.mark.parametrize("make", [memory_storage, sqlite_storage], ids=["memory", "sqlite"])
@pytest.mark.parametrize("act", ["sign_in", "open_account"])
def test_rivals_try_twice_at_most_and_see_no_error(make: Make, act: str) -> None:
    mine = local()

    def count(name: str, call: Callable[[], object]) -> object:
        if name == "storage.commit":
            mine.tried += 1
        return call()

    with opened(make()) as made:
        client = ports_over(made, clock=ManualClock(BEGINNING)).intercepted(count).client()

        def try_once() -> int:
            mine.tried = 0
            getattr(client, act)(SOMEBODY)
            return int(mine.tried)

        tried = at_once([try_once] * THREADS)
    assert max(tried) <= 2
