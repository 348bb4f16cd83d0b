from collections.abc import Iterator
from itertools import count
from unittest.mock import patch

import pytest

from espaceclient.adapters.http_client import PerProcess


@pytest.fixture
def processes() -> Iterator[dict[str, int]]:
    """The number of the process that asks."""
    now = {"id": 7}
    with patch("os.getpid", lambda: now["id"]):
        yield now


def test_each_process_has_its_own_and_keeps_it(processes: dict[str, int]) -> None:
    made = PerProcess(count(1).__next__)
    assert (made.own(), made.own()) == (1, 1)
    processes["id"] = 8
    assert (made.own(), made.own()) == (2, 2)
