"""``espaceclient relay``: mails to the mail server, and events to the host."""

from functools import partial
from threading import Event
from typing import Annotated

import typer

from espaceclient.adapters.cli.composition import make_mailer, make_relay
from espaceclient.adapters.cli.console import CONSOLE, counted, fail
from espaceclient.adapters.cli.delivery import deliver_once, run_together
from espaceclient.adapters.cli.key_checks import require_right_keys
from espaceclient.adapters.cli.loading import load
from espaceclient.adapters.cli.measuring import MetricsPort, measured
from espaceclient.adapters.cli.opening import open_store
from espaceclient.adapters.cli.settings import RelaySettings
from espaceclient.adapters.cli.stopping import Stopping
from espaceclient.adapters.cli.webhook import event_relay
from espaceclient.relay import EventRelay, Relay


def relay(
    once: Annotated[  # noqa: FBT002 - a flag of the command line
        bool, typer.Option("--once", help="Deliver what is due now, then exit.")
    ] = False,
    metrics_port: MetricsPort = None,
) -> None:
    """Send the mails in the outbox until interrupted, and tell the host at events_url of events.

    Several relays may run at once.
    """
    settings = load(RelaySettings)
    mailer = make_mailer(settings)
    with open_store(settings) as store, event_relay(settings, store) as to_host:
        store.probe()
        require_right_keys(store.key_checks, {"link_keys": settings.link_keys})
        mail_relay = make_relay(settings, store, mailer)
        stop = Event()
        Stopping(settings.grace_seconds, stop.set).handle()
        if once:
            _relay_once(stop, mail_relay, to_host)
            return
        with measured(metrics_port, store, events=to_host is not None) as metrics:
            mails = partial(mail_relay.run, tell=metrics.delivered if metrics else None)
            if to_host is None:
                CONSOLE.print("Sending mails until interrupted.")
                run_together(stop, mails)
                return
            told = partial(to_host.run, tell=metrics.events_delivered if metrics else None)
            CONSOLE.print("Sending mails and telling events until interrupted.")
            run_together(stop, mails, told)


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
