"""Ids nobody can guess, tokens nobody can forge, names nobody can read."""

from typing import Protocol

from espaceclient.domain.link import Purpose


class Tokens(Protocol):
    """Thread-safe. Tokens are URL-safe ASCII, at most 128 characters.

    What needs a key that this process was not given raises ``MissingKeys``.
    """

    def new_id(self) -> str:
        """Draw an id of at least 128 random bits, URL-safe ASCII, never twice the same."""
        ...

    def sign(self, purpose: Purpose, subject: str) -> str:
        """Make the token that opens ``subject``, an id, for this purpose alone; one key makes one
        token.

        Nobody without the key can make one: beside the id it holds 128 bits at least that only the
        key gives.
        """
        ...

    def verify(self, purpose: Purpose, token: str) -> str | None:
        """Return the id of a token sealed for this purpose under any present key, else ``None``.

        Any text may come in; the comparison takes constant time. One text opens an id, the token
        itself: no other spelling of it does.
        """
        ...

    def fingerprint(self, scope: str, text: str) -> str:
        """Name ``text`` within ``scope`` by a keyed hash of 128 bits at least.

        The newest key alone makes it: all that share it give one name, in whatever process. Every
        character of the scope, which is a word of this library's, and of the text counts.
        """
        ...
