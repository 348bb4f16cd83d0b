"""Random ids, signed tokens and keyed fingerprints."""

from typing import Protocol

from espaceclient.domain.token import Purpose


class Tokens(Protocol):
    """Generates ids, signs tokens and computes fingerprints. An implementation is thread-safe.

    Tokens are URL-safe ASCII of at most 128 characters. A method that needs a key which this
    process was not given raises ``MissingKeys``.
    """

    def new_id(self) -> str:
        """Return a new unique id: URL-safe ASCII with at least 128 bits from a secure source."""
        ...

    def sign(self, purpose: Purpose, subject: str) -> str:
        """Return the token for ``subject``, an id, that is valid for ``purpose`` only.

        Signing is deterministic: the same key, purpose and subject give the same token. Beside the
        subject a token holds at least 128 bits that cannot be computed without the key.
        """
        ...

    def verify(self, purpose: Purpose, token: str) -> str | None:
        """Return the subject of a valid token, else ``None``.

        A token is valid when it was signed for ``purpose`` under any key of the ring. ``token`` may
        be any text and never raises an error; signatures are compared in constant time. Exactly the
        text that ``sign`` returned is accepted: no other encoding of it, such as one with padding,
        is.
        """
        ...

    def fingerprint(self, scope: str, text: str) -> str:
        """Return a keyed hash of ``text`` within ``scope``, of at least 128 bits.

        It is computed under the newest key alone, so that every process with that key gets the same
        value. ``scope`` is a constant of this library and separates uses: every character of the
        scope and of the text counts.
        """
        ...
