"""Numbers for Prometheus; they need the extra ``metrics``."""

from espaceclient.adapters.metrics.metrics import Metrics
from espaceclient.adapters.metrics.server import LOOPBACK, serving

__all__ = ["LOOPBACK", "Metrics", "serving"]
