"""Events as signed requests, bounded in time."""

import json
import ssl
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from datetime import datetime
from typing import Self

import httpx
from standardwebhooks import Webhook as Signer

from espaceclient.adapters.event_webhook.endpoint import Endpoint
from espaceclient.domain.event import RecordedEvent
from espaceclient.domain.event_fields import as_fields, kind_of
from espaceclient.ports.clock import Clock
from espaceclient.ports.errors import EventRefused, SinkUnavailable

REFUSALS = frozenset({400, 409, 413, 422})
"""Statuses that speak of what was posted; 401, 404, 410 and the like would meet every event."""

CONNECTIONS = 8
