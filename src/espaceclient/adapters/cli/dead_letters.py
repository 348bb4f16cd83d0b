"""Retrying and discarding dead letters, of mails and of events."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from espaceclient.adapters.cli.console import CONSOLE, counted, fail
from espaceclient.adapters.system import SystemClock

ALL = 1_000_000


class _Entry(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def dead(self) -> bool: ...


class Queue(Protocol):
    """An ``Outbox`` or an ``EventFeed``."""

    def entries(self, at_most: int) -> Sequence[_Entry]: ...
    def retry(self, id_: str, now: datetime, /) -> bool: ...
    def discard(self, id_: str, /) -> bool: ...


def retry(queue: Queue, noun: str, ids: Sequence[str] | None, *, every: bool) -> None:
    """Make those of these ids due again, or every one; fail for what is no dead letter."""
    if every == bool(ids):
        fail(f"Give the ids of the {noun}s to retry, or --all.")
    now = SystemClock().now()
    chosen = ids or [entry.id for entry in queue.entries(ALL) if entry.dead]
    unknown = [each for each in chosen if not queue.retry(each, now)]
    CONSOLE.print(f"{counted(len(chosen) - len(unknown), noun)} will be tried again.")
    _fail_for(unknown)


def discard(queue: Queue, noun: str, ids: Sequence[str], done: str) -> None:
    """Give those of these ids up; fail for what is no dead letter."""
    unknown = [each for each in ids if not queue.discard(each)]
    CONSOLE.print(f"{counted(len(ids) - len(unknown), noun)} {done}.")
    _fail_for(unknown)


def _fail_for(unknown: Sequence[str]) -> None:
    if unknown:
        fail(*(f"{each}: there is no such dead letter" for each in unknown))
