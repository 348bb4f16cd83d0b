"""The library's front for asynchronous hosts: threads of its own, shared fairly."""

from espaceclient.adapters.async_client.bulkhead import Bulkhead
from espaceclient.adapters.async_client.pools import Pools
from espaceclient.adapters.async_client.turns import BulkheadFull

__all__ = ["Bulkhead", "BulkheadFull", "Pools"]
