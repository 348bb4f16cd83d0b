"""What all browsers together were answered."""

import asyncio
from collections import Counter

from attrs import define, field

UNANSWERED = 0
"""Takes the place of the status when the connection broke."""


@define
class Traffic:
    """``statuses`` counts the requests by their method and the status of the answer."""

    statuses: Counter[tuple[str, int]] = field(factory=Counter)
    _next: asyncio.Event = field(factory=asyncio.Event)

    def note(self, method: str, status: int) -> None:
        self.statuses[method, status] += 1
        self._next.set()
        self._next = asyncio.Event()

    @property
    def taken(self) -> int:
        """The number of forms that did what they were sent for."""
        return self.statuses["POST", 303]

    async def until_taken(self, forms: int) -> None:
        """Wait until so many more forms are taken."""
        end = self.taken + forms
        while self.taken < end:
            await self._next.wait()
