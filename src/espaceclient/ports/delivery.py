"""What a queue of mails and a queue of events have in common for whoever delivers from them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol, TypeVar


class Leased(Protocol):
    """What one relay holds until its lease expires.

    ``attempts`` is the number of earlier attempts that failed, ``refusals`` how many of these were
    refusals for good.
    """

    @property
    def id(self) -> str: ...
    @property
    def attempts(self) -> int: ...
    @property
    def refusals(self) -> int: ...


L = TypeVar("L", bound=Leased)


class Queue(Protocol[L]):
    """An ``Outbox`` or an ``EventFeed``: see there for what each method promises."""

    def lease(self, now: datetime, duration: timedelta, at_most: int) -> Sequence[L]: ...
    def renew(self, leased: Sequence[L], until: datetime, /) -> Sequence[L]: ...
    def delivered(self, leased: L, /) -> None: ...
    def defer(
        self, leased: L, until: datetime, error: str, /, *, refused: bool = False
    ) -> None: ...
    def release(self, leased: L, until: datetime, error: str | None = None, /) -> None: ...
    def dead_letter(self, leased: L, error: str, /) -> None: ...
