"""The machine's clock, randomness of the operating system, and keys in files of this machine."""

from espaceclient.adapters.system.clock import SystemClock
from espaceclient.adapters.system.stored_keys import stored_keys
from espaceclient.adapters.system.tokens import SystemTokens

__all__ = ["SystemClock", "SystemTokens", "stored_keys"]
