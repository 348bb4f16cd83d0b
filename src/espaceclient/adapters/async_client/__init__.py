"""The library's front for asynchronous hosts, in threads that it bounds and shares fairly.

It needs the extra ``async``, and works under asyncio and trio.
"""

from espaceclient.adapters.async_client.async_client import AsyncEspaceClient
from espaceclient.adapters.async_client.bulkhead import Bulkhead
from espaceclient.adapters.async_client.busy import Busy
from espaceclient.adapters.async_client.pools import Pools
from espaceclient.adapters.async_client.visitor import AsyncVisitor

__all__ = ["AsyncEspaceClient", "AsyncVisitor", "Bulkhead", "Busy", "Pools"]
