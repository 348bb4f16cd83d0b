"""``espaceclient relay``: mails to the mail server, and events to the host."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from functools import partial
from threading import Event
from typing import Annotated

import typer
from attrs import frozen

from espaceclient.adapters.cli.composition import make_mailer, make_relay
from espaceclient.adapters.cli.console import CONSOLE, counted, fail
from espaceclient.adapters.cli.delivery import deliver_once, run_together
from espaceclient.adapters.cli.hosted import App, application, required_feed
from espaceclient.adapters.cli.key_checks import require_right_keys
from espaceclient.adapters.cli.loading import load
from espaceclient.adapters.cli.measuring import MetricsPort, measured
from espaceclient.adapters.cli.opening import open_store
from espaceclient.adapters.cli.settings import (
    HostSettings,
    RelaySettings,
    SendSettings,
    SiteSettings,
)
from espaceclient.adapters.cli.stopping import Stopping
from espaceclient.adapters.cli.webhook import webhook
from espaceclient.adapters.system import SystemClock
from espaceclient.ports.event_feed import EventFeed
from espaceclient.ports.outbox import Outbox
from espaceclient.relay import EventRelay, Links, Relay

SENDERS = 8
"""Events on their way to the host at once, each of another account."""


@frozen
class _Relays:
    """What a process delivers: ``told`` is what tells the host of events, from ``feed``."""

    grace: int
    outbox: Outbox
    mails: Relay
    feed: EventFeed | None = None
    told: EventRelay | None = None


def relay(
    once: Annotated[  # noqa: FBT002 - a flag of the command line
        bool, typer.Option("--once", help="Deliver what is due now, then exit.")
    ] = False,
    metrics_port: MetricsPort = None,
    app: App = None,
) -> None:
    """Send the mails in the outbox until interrupted, and tell the host at events_url of events.

    Several relays may run at once.
    """
    with _of_settings() if app is None else _of_host(app) as relays:
        stop = Event()
        Stopping(relays.grace, stop.set).handle()
        if once:
            _relay_once(stop, relays.mails, relays.told)
            return
        with measured(metrics_port, relays.outbox, relays.feed) as metrics:
            mails = partial(relays.mails.run, tell=metrics.delivered if metrics else None)
            if relays.told is None:
                CONSOLE.print("Sending mails until interrupted.")
                run_together(stop, mails)
                return
            told = partial(relays.told.run, tell=metrics.events_delivered if metrics else None)
            CONSOLE.print("Sending mails and telling events until interrupted.")
            run_together(stop, mails, told)


@contextmanager
def _of_settings() -> Iterator[_Relays]:
    settings = load(RelaySettings)
    mailer = make_mailer(settings)
    with open_store(settings) as store, webhook(settings) as sink:
        store.probe()
        require_right_keys(store.key_checks, {"link_keys": settings.link_keys})
        mails = make_relay(settings, store, mailer)
        if sink is None:
            yield _Relays(settings.grace_seconds, store.outbox, mails)
            return
        told = EventRelay(feed=store.feed, sink=sink, clock=SystemClock(), senders=SENDERS)
        yield _Relays(settings.grace_seconds, store.outbox, mails, store.feed, told)


@contextmanager
def _of_host(app: str) -> Iterator[_Relays]:
    """Relay for a host's composition, by what it brings along or by what the settings name.

    What a host brings along is called by one thread.
    """
    with application(app) as host:
        composition, settings = host.composition, load(SiteSettings)
        links = host.links or Links(settings.base_url)
        if host.mailer is None:
            sending = load(SendSettings)
            mails = composition.relay(make_mailer(sending), links, senders=sending.smtp_connections)
        else:
            mails = composition.relay(host.mailer, links)
        own, senders = host.sink, SENDERS if host.sink is None else None
        with webhook(load(HostSettings)) if own is None else nullcontext(own) as sink:
            if sink is None:
                yield _Relays(settings.grace_seconds, composition.outbox, mails)
                return
            feed = required_feed(host, app)
            told = composition.event_relay(sink, senders=senders)
            yield _Relays(settings.grace_seconds, composition.outbox, mails, feed, told)


def _relay_once(stop: Event, mail_relay: Relay, to_host: EventRelay | None) -> None:
    failures = []
    mails = deliver_once(stop, mail_relay)
    CONSOLE.print(f"{counted(mails.delivered, 'mail')} sent.")
    if mails.interrupted:
        failures.append(
            "The mail server is not accepting mail at present; the rest stays in the outbox."
        )
    if to_host is not None:
        told = deliver_once(stop, to_host)
        CONSOLE.print(f"{counted(told.delivered, 'event')} told.")
        if told.interrupted:
            failures.append("The host is taking no events at present; the rest stays in the feed.")
    if failures:
        fail(*failures)
