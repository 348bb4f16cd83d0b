"""Secret keys as settings write them: ``id:secret``, several separated by commas, the newest
first.
"""

import base64
import secrets

from espaceclient.ports.keys import SHORTEST_SECRET, Key, KeyRing


def new_key() -> str:
    """Draw a key with a random secret of 32 bytes, written as ``id:secret``."""
    secret = base64.urlsafe_b64encode(secrets.token_bytes(SHORTEST_SECRET))
    return f"{secrets.token_hex(4)}:{secret.decode()}"


def parse_keys(text: str) -> KeyRing:
    """Read one key or several; raises ``ValueError``, which quotes no secret."""
    return KeyRing(tuple(_parse_key(part.strip()) for part in text.split(",")))


def _parse_key(text: str) -> Key:
    key_id, _, secret = text.partition(":")
    try:
        decoded = base64.b64decode(secret, altchars=b"-_", validate=True)
    except ValueError:
        decoded = b""
    if not decoded:
        raise ValueError(
            "must be id:secret, the secret in base64; `espaceclient keys new` makes one"
        )
    return Key(key_id, decoded)
