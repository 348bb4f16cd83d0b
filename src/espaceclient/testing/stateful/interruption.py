"""What may come between a client and its ports: a crash at any call, or another client."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from attrs import define, field

Call = tuple[str, int]
"""A call to come: ``storage.read``, ``mailer.send``…, and which one of that name, from 1."""

COMMIT: Call = ("storage.commit", 1)


class Crash(BaseException):
    """The process is gone: nothing catches this."""


@define
class Interruption:
    """Crash at that call, before or after it is made; let the rival act before that call.

    ``committed`` tells whether a commit got through.
    """

    crash_at: Call | None = None
    crash_after: bool = False
    rival: Callable[[], object] | None = None
    rival_before: Call = COMMIT
    committed: bool = False
    _calls: Counter[str] = field(factory=Counter)

    def __call__(self, name: str, proceed: Callable[[], Any]) -> Any:
        self._calls[name] += 1
        call = name, self._calls[name]
        if call == self.rival_before:
            self.let_the_rival_act()
        if call == self.crash_at and not self.crash_after:
            raise Crash
        result = proceed()
        self.committed = self.committed or name == "storage.commit"
        if call == self.crash_at:
            raise Crash
        return result

    def let_the_rival_act(self) -> None:
        """Let it act unless it has."""
        rival, self.rival = self.rival, None
        if rival is not None:
            rival()
