"""Ids from ``secrets``, tokens and fingerprints by HMAC-SHA-256 (RFC 2104)."""

import base64
import hashlib
import hmac
import secrets

from espaceclient.domain.token import Purpose
from espaceclient.ports.keys import KeyRing

_ID_BYTES = 16
_LONGEST_TOKEN = 128


class SystemTokens:
    """Sign under the newest key, open under any: a key is retired when what it signed has run
    out.
    """

    def __init__(self, keys: KeyRing) -> None:
        self._keys = keys

    def new_id(self) -> str:
        return secrets.token_urlsafe(_ID_BYTES)

    def sign(self, purpose: Purpose, subject: str) -> str:
        return f"{subject}.{_mac(self._keys.newest.secret, purpose, subject)}"

    def verify(self, purpose: Purpose, token: str) -> str | None:
        subject, dot, mac = token.rpartition(".")
        if not dot or len(token) > _LONGEST_TOKEN or not token.isascii():
            return None
        matching = [
            hmac.compare_digest(_mac(key.secret, purpose, subject), mac) for key in self._keys
        ]
        return subject if any(matching) else None

    def fingerprint(self, scope: str, text: str) -> str:
        return _mac(self._keys.newest.secret, f"fingerprint/{scope}", text)


def _mac(secret: bytes, purpose: str, subject: str) -> str:
    # The purpose holds no NUL, so no two pairs of purpose and subject make one message.
    # A lone surrogate, which only a stranger sends, is no error: it is named like any other text.
    message = f"{purpose}\0{subject}".encode("utf-8", "surrogatepass")
    digest = hmac.digest(secret, message, hashlib.sha256)
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
