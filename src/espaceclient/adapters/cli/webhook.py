"""The host that the settings name to be told of events."""

from collections.abc import Iterator
from contextlib import contextmanager

from espaceclient.adapters.cli.console import fail
from espaceclient.adapters.cli.event_settings import EventSettings
from espaceclient.adapters.cli.loading import source_of
from espaceclient.adapters.system import SystemClock
from espaceclient.ports.event_sink import EventSink
from espaceclient.ports.webhook_secret import WebhookSecret


@contextmanager
def webhook(settings: EventSettings) -> Iterator[EventSink | None]:
    """Open the sink at the host during a ``with`` block; ``None`` where no host is named."""
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
    with Webhook(endpoint, SystemClock()) as sink:
        yield sink
