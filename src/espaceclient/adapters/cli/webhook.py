"""The host that the settings name to be told of events."""

from collections.abc import Iterator
from contextlib import contextmanager

from espaceclient.adapters.cli.console import fail
from espaceclient.adapters.cli.event_settings import EventSettings
from espaceclient.adapters.cli.loading import source_of
from espaceclient.adapters.cli.store import Store
from espaceclient.adapters.system import SystemClock
from espaceclient.ports.webhook_secret import WebhookSecret
from espaceclient.relay import EventRelay

SENDERS = 8
"""Events on their way to the host at once, each of another account."""


@contextmanager
def event_relay(settings: EventSettings, store: Store) -> Iterator[EventRelay | None]:
    """Make a relay to the host during a ``with`` block; ``None`` where no host is named."""
    if settings.events_url is None or settings.events_secret is None:
        yield None
        return
    try:
        from espaceclient.adapters.event_webhook import (  # noqa: PLC0415 - the extra may be missing
            Endpoint,
            Webhook,
        )
    except ModuleNotFoundError as missing:
        source = source_of("events_url")
        fail(f"{missing.name} is missing: {source} needs pip install 'espaceclient[http]'")
    endpoint = Endpoint(
        settings.events_url,
        WebhookSecret.parse_all(settings.events_secret),
        ca_file=settings.events_ca_file,
    )
    clock = SystemClock()
    with Webhook(endpoint, clock) as webhook:
        yield EventRelay(feed=store.feed, sink=webhook, clock=clock, senders=SENDERS)
