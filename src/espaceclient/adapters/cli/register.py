"""The register of subscribers that the settings name: a service, or what was imported."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import tzinfo

from espaceclient.adapters.cli.console import fail
from espaceclient.adapters.cli.loading import SettingsError, source_of
from espaceclient.adapters.cli.register_settings import RegisterSettings
from espaceclient.domain.formats import Formats
from espaceclient.ports.subscribers import Subscribers


@contextmanager
def register(
    settings: RegisterSettings, imported: Subscribers, *, formats: Formats, zone: tzinfo
) -> Iterator[Subscribers]:
    """Give the register during a ``with`` block: ``imported`` where no service is named.

    The service is not asked: one that is silent now may answer later. ``zone`` is where the days
    begin that it tells. Raises ``SettingsError`` for a token or a file that cannot be used.
    """
    if settings.subscribers_url is None or settings.subscribers_token is None:
        yield imported
        return
    try:
        from espaceclient.adapters.subscribers_http import (  # noqa: PLC0415 - the extra may be missing
            BillingService,
            HttpSubscribers,
            TimeOuts,
        )
    except ModuleNotFoundError as missing:
        source = source_of("subscribers_url")
        fail(f"{missing.name} is missing: {source} needs pip install 'espaceclient[http]'")
    total = settings.subscribers_timeout
    try:
        service = BillingService(
            settings.subscribers_url,
            settings.subscribers_token,
            ca_file=settings.subscribers_ca_file,
            time_outs=TimeOuts(connect=min(2, total), read=total, write=total, total=total),
            connections=settings.subscribers_connections,
            time_zone=zone,
        )
    except ValueError as error:
        raise SettingsError([f"{source_of('subscribers_token')}: {error}"]) from error
    with HttpSubscribers(service, formats=formats) as subscribers:
        yield subscribers
