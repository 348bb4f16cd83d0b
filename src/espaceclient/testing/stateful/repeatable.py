"""Ids that come again when a history does: of two at one instant an id may decide."""

from base64 import urlsafe_b64encode
from collections.abc import Iterator
from hashlib import sha256

from espaceclient.adapters.system import SystemTokens
from espaceclient.ports.keys import FingerprintKeys, Key, LinkKeys, SessionKeys


class RepeatableTokens(SystemTokens):
    """Draws an id for each turn, in no order that could be relied on."""

    def __init__(self, ring: tuple[Key, ...], turns: Iterator[int]) -> None:
        super().__init__(
            links=LinkKeys(ring), sessions=SessionKeys(ring), fingerprints=FingerprintKeys(ring)
        )
        self._turns = turns

    def new_id(self) -> str:
        digest = sha256(f"id {next(self._turns)}".encode()).digest()
        return urlsafe_b64encode(digest[:16]).rstrip(b"=").decode()
