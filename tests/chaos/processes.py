"""The processes that are killed, and started again at once."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from multiprocessing import get_context
from pathlib import Path

from espaceclient.adapters.cli import main

_CONTEXT = get_context("forkserver")
# Each is forked from a process that has imported everything: to start again takes a tenth of a
# second, where a new interpreter takes one or more.
_CONTEXT.set_forkserver_preload(["espaceclient.adapters.cli.commands", __name__])
_GRACE = 30.0


def _run(command: str, config: Path, log: Path) -> None:
    """Be ``espaceclient --config FILE command``, with its output in a file."""
    with log.open("ab") as output:
        os.dup2(output.fileno(), 1)
        os.dup2(output.fileno(), 2)
    sys.argv = ["espaceclient", "--config", str(config), command]
    main()


class CommandProcess:
    """A process of ``espaceclient serve`` or ``relay``, with all that it prints in ``log``."""

    def __init__(self, command: str, config: Path, log: Path) -> None:
        self.command = command
        self.log = log
        self.kills = 0
        self.own_exits = 0
        self._arguments = (command, config, log)
        self.start()

    def start(self) -> None:
        self._process = _CONTEXT.Process(target=_run, args=self._arguments)
        self._process.start()

    async def kill(self) -> None:
        """Kill it by SIGKILL, and wait until it is dead."""
        if self._process.is_alive():
            self.kills += 1
        else:
            self.own_exits += 1
        self._process.kill()
        await asyncio.to_thread(self._process.join)
        self._process.close()

    async def stop(self) -> None:
        """End it as an operator does, by SIGTERM."""
        self._process.terminate()
        await asyncio.to_thread(self._process.join, _GRACE)
        self._process.kill()
        await asyncio.to_thread(self._process.join)
        self._process.close()


@asynccontextmanager
async def running(command: str, config: Path, log: Path) -> AsyncIterator[CommandProcess]:
    """Run a command, whatever happens to it, until the end of the block."""
    process = CommandProcess(command, config, log)
    try:
        yield process
    finally:
        await process.stop()
