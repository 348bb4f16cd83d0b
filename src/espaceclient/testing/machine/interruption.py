"""What may come between a client and its ports: a crash at any call, or another client."""

from collections.abc import Callable
from typing import Any

from attrs import define


class Crash(BaseException):
    """The process is gone: nothing catches this."""


@define
class Interruption:
    """Crash at the call of that number or name, before or after it is made; run the rival before one of that name.

    ``committed`` tells whether a commit got through, ``rival_ran`` whether the rival had its turn.
    """

    crash_at: int | str | None = None
    crash_after: bool = False
    rival: Callable[[], object] | None = None
    rival_before: str = "storage.commit"
    committed: bool = False
    _calls: int = 0

    def __call__(self, name: str, proceed: Callable[[], Any]) -> Any:
        if self.rival is not None and name == self.rival_before:
            rival, self.rival = self.rival, None
            rival()
        crash = self.crash_at in (self._calls, name)
        self._calls += 1
        if crash and not self.crash_after:
            raise Crash
        result = proceed()
        self.committed = self.committed or name == "storage.commit"
        if crash:
            raise Crash
        return result
