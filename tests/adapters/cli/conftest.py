"""Commands that run in the tests' own process leave it as it was; their lines are not folded."""

import logging
import signal
from collections.abc import Iterator

import pytest

from espaceclient.adapters.cli.console import CONSOLE, ERRORS
from espaceclient.adapters.cli.stopping import SIGNALS
from tests.adapters.cli.commands import WIDTH


@pytest.fixture(autouse=True)
def process_left_as_it_was() -> Iterator[None]:
    """A command logs to a stream that is closed when it ends, and handles signals. Its consoles
    asked for their width when they were imported.
    """
    CONSOLE.width = ERRORS.width = WIDTH
    root, own = logging.getLogger(), logging.getLogger("espaceclient")
    handlers, levels = root.handlers[:], (root.level, own.level)
    on_signal = {each: signal.getsignal(each) for each in SIGNALS}
    yield
    root.handlers[:] = handlers
    root.setLevel(levels[0])
    own.setLevel(levels[1])
    for number, handler in on_signal.items():
        signal.signal(number, handler)
