"""The machine's clock, and tokens from the operating system's randomness."""

from espaceclient.adapters.system.clock import SystemClock
from espaceclient.adapters.system.tokens import SystemTokens

__all__ = ["SystemClock", "SystemTokens"]
