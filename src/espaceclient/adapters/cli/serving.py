"""``espaceclient serve``: the pages, and what is purged beside them."""

import socket
from typing import Annotated

import typer
from attrs import evolve

from espaceclient.adapters.cli.breached import breached_passwords
from espaceclient.adapters.cli.composition import compose, make_pages
from espaceclient.adapters.cli.console import CONSOLE
from espaceclient.adapters.cli.duty_settings import warn_of_unset_duties
from espaceclient.adapters.cli.hosted import App, application
from espaceclient.adapters.cli.key_checks import require_right_keys
from espaceclient.adapters.cli.loading import load
from espaceclient.adapters.cli.measuring import MetricsPort, measured
from espaceclient.adapters.cli.opening import create_store
from espaceclient.adapters.cli.operators import warn_of_unknown_operators
from espaceclient.adapters.cli.purging import batches, purge_until
from espaceclient.adapters.cli.register import register
from espaceclient.adapters.cli.server import listen
from espaceclient.adapters.cli.server import serve as serve_pages
from espaceclient.adapters.cli.settings import AppSettings, ServeSettings
from espaceclient.adapters.composition import Composition
from espaceclient.adapters.web import PageMetrics
from espaceclient.adapters.web.draining import Draining
from espaceclient.domain.decision import Decision
from espaceclient.relay.background import in_background
from espaceclient.use_cases.unit_of_work import Observe


def serve(
    metrics_port: MetricsPort = None,
    api: Annotated[  # noqa: FBT002 - a flag of the command line
        bool,
        typer.Option("--api", help="Serve the JSON API too, at api below the base URL."),
    ] = False,
    app: App = None,
) -> None:
    """Serve the pages until interrupted. Their mails are sent by `espaceclient relay`.

    What has expired is purged every hour, and so is what the trail keeps no longer. How the site
    fares is told at healthz, below its base URL.
    """
    if app is None:
        _serve_settings(metrics_port, api=api)
    else:
        _serve_host(app, metrics_port, api=api)


def _serve_settings(metrics_port: int | None, *, api: bool) -> None:
    settings = load(ServeSettings)
    with (
        create_store(settings) as store,
        listen(settings.host, settings.port) as listening,
        measured(metrics_port, store.outbox) as metrics,
        breached_passwords(settings.breached_passwords) as breached,
        register(
            settings, store.register, formats=settings.formats, zone=settings.zone
        ) as subscribers,
    ):
        store.probe()
        require_right_keys(store.key_checks, settings.rings)
        store.key_checks.record(settings.rings)
        composition = compose(
            settings,
            store,
            subscribers=subscribers,
            breached=breached,
            observe=metrics.answered if metrics else None,
        )
        warn_of_unknown_operators(store.accounts_by_operator(), composition.communes)
        _serve(settings, composition, listening, metrics, api=api)


def _serve_host(app: str, metrics_port: int | None, *, api: bool) -> None:
    settings = load(AppSettings)
    with (
        application(app) as host,
        listen(settings.host, settings.port) as listening,
        measured(metrics_port, host.composition.outbox) as metrics,
    ):
        composition = host.composition
        if metrics is not None:
            observe = _both(composition.observe, metrics.answered)
            composition = evolve(composition, observe=observe)
        _serve(settings, composition, listening, metrics, api=api)


def _both(own: Observe | None, measuring: Observe) -> Observe:
    if own is None:
        return measuring

    def observe(decision: Decision[object]) -> None:
        own(decision)
        measuring(decision)

    return observe


def _serve(
    settings: AppSettings | ServeSettings,
    composition: Composition,
    listening: socket.socket,
    metrics: PageMetrics | None,
    *,
    api: bool,
) -> None:
    warn_of_unset_duties(settings.unset_duties, settings.unset_contact)
    draining = Draining()
    pages = make_pages(settings, composition, draining=draining, metrics=metrics, api=api)
    purged = batches(composition.storage, composition.trail, composition.clock, settings.retention)
    with in_background("purge", lambda stop: purge_until(stop, *purged)):
        CONSOLE.print(
            f"Serving {settings.base_url} on {settings.host}, port {listening.getsockname()[1]}"
        )
        serve_pages(
            pages,
            listening,
            draining=draining,
            trusted_proxies=settings.trusted_proxies,
            grace=settings.grace_seconds,
        )
