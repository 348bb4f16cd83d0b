"""Are these the keys that this database was used with?"""

import logging
from collections.abc import Mapping

from espaceclient.adapters.cli.console import counted
from espaceclient.adapters.cli.loading import SettingsError, source_of
from espaceclient.adapters.cli.store import KeyChecks
from espaceclient.adapters.codec import MissingKey, UnknownRing, WrongSecret
from espaceclient.ports.keys import KeyRing

_logger = logging.getLogger(__name__)


def require_right_keys(checks: KeyChecks, rings: Mapping[str, KeyRing]) -> None:
    """Raise ``SettingsError`` for a key with another secret than before.

    A ring of which no key is known is logged as a warning: all its keys may have been replaced,
    after a theft say, or they may be those of another installation.
    """
    found = checks.compare(rings)
    if wrong := [explain(each) for each in found if isinstance(each, WrongSecret)]:
        raise SettingsError(wrong)
    for each in found:
        _logger.warning("%s", explain(each))


def explain(found: WrongSecret | UnknownRing | MissingKey) -> str:
    """Say what is suspicious about a key ring, beginning with its setting."""
    match found:
        case WrongSecret(ring, key_id):
            return (
                f"{source_of(ring)}: the key {key_id} has another secret than the one that this "
                "database was used with; a new key needs an id of its own"
            )
        case UnknownRing(ring):
            return (
                f"{source_of(ring)}: this database was used with other keys, and with none of "
                "these; are they those of another installation?"
            )
        case MissingKey(key_id, count):
            passwords = counted(count, "password")
            return (
                f"{source_of('password_keys')}: the key {key_id} is missing, so that {passwords} "
                "can no longer be checked"
            )
