"""The machine's clock, and secrets from the operating system's randomness."""

from espaceclient.adapters.system.clock import SystemClock
from espaceclient.adapters.system.secrets import SystemSecrets

__all__ = ["SystemClock", "SystemSecrets"]
