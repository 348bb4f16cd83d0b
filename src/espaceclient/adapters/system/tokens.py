"""Ids from ``secrets``, tokens and fingerprints by HMAC-SHA-256 (RFC 2104)."""

import base64
import hashlib
import hmac
import secrets
from typing import Self, assert_never

from espaceclient.domain.token import Purpose
from espaceclient.ports.keys import FingerprintKeys, KeyRing, Keys, LinkKeys, SessionKeys

_ID_BYTES = 16
_LONGEST_TOKEN = 128


class SystemTokens:
    """Sign under the newest key, verify under any; each purpose has a key ring of its own.

    A process is given the rings that it needs: one that only tells who is signed in needs
    ``sessions`` alone. What needs a ring that was not given raises ``MissingKeys``.
    """

    def __init__(
        self,
        *,
        links: LinkKeys | None = None,
        sessions: SessionKeys | None = None,
        fingerprints: FingerprintKeys | None = None,
    ) -> None:
        """Raises ``TypeError`` for a ring of another kind."""
        self._links = links and LinkKeys.require(links)
        self._sessions = sessions and SessionKeys.require(sessions)
        self._fingerprints = fingerprints and FingerprintKeys.require(fingerprints)

    @classmethod
    def of(cls, keys: Keys) -> Self:
        """Serve every purpose."""
        return cls(links=keys.links, sessions=keys.sessions, fingerprints=keys.fingerprints)

    def new_id(self) -> str:
        return secrets.token_urlsafe(_ID_BYTES)

    def sign(self, purpose: Purpose, subject: str) -> str:
        return f"{subject}.{_mac(self._ring(purpose).newest.secret, purpose, subject)}"

    def verify(self, purpose: Purpose, token: str) -> str | None:
        ring = self._ring(purpose)
        subject, dot, mac = token.rpartition(".")
        if not dot or len(token) > _LONGEST_TOKEN or not token.isascii():
            return None
        matching = [hmac.compare_digest(_mac(key.secret, purpose, subject), mac) for key in ring]
        return subject if any(matching) else None

    def fingerprint(self, scope: str, text: str) -> str:
        newest = FingerprintKeys.require(self._fingerprints).newest
        return _mac(newest.secret, f"fingerprint/{scope}", text)

    def _ring(self, purpose: Purpose) -> KeyRing:
        match purpose:
            case Purpose.ACTIVATION | Purpose.RESET | Purpose.ADDRESS:
                return LinkKeys.require(self._links)
            case Purpose.SESSION | Purpose.BROWSER | Purpose.WAITING:
                return SessionKeys.require(self._sessions)
            case _:
                assert_never(purpose)


def _mac(secret: bytes, purpose: str, subject: str) -> str:
    # The purpose holds no NUL, so no two pairs of purpose and subject make one message.
    # A lone surrogate, which only a stranger sends, is no error: it is named like any other text.
    message = f"{purpose}\0{subject}".encode("utf-8", "surrogatepass")
    digest = hmac.digest(secret, message, hashlib.sha256)
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
