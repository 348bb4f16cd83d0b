"""The JSON API beside the pages, as ``espaceclient serve --api`` has it."""

from starlette.routing import Mount, Router
from starlette.types import ASGIApp

from espaceclient.adapters.async_client import AsyncEspaceClient
from espaceclient.adapters.authentication import CookieSettings
from espaceclient.adapters.cli.loading import SettingsError
from espaceclient.adapters.cli.settings import AppSettings, ServeSettings
from espaceclient.adapters.composition import Composition
from espaceclient.adapters.web import PageMetrics
from espaceclient.adapters.web.base_url import BaseUrl
from espaceclient.adapters.web.draining import Draining, DrainingMiddleware
from espaceclient.adapters.web.headers import SecurityHeaders, SecurityHeadersMiddleware
from espaceclient.adapters.web.measuring import MeasuringMiddleware

PATH = "/api"
"""Where it stands below the base URL."""


def with_api(
    pages: ASGIApp,
    settings: AppSettings | ServeSettings,
    composition: Composition,
    client: AsyncEspaceClient,
    *,
    draining: Draining,
    metrics: PageMetrics | None,
) -> ASGIApp:
    """Return the pages with the API below the base URL, over the same client and its threads.

    Raises ``SettingsError`` where FastAPI is not installed.
    """
    base = BaseUrl.parse(settings.base_url)
    api = _api(composition, client, settings.cookies(secure=base.secure), draining)
    api = SecurityHeadersMiddleware(api, SecurityHeaders(settings.hsts if base.secure else None))
    if metrics:
        api = MeasuringMiddleware(api, metrics)
    return Router([Mount(base.prefix + PATH, api), Mount("", pages)], redirect_slashes=False)


def _api(
    composition: Composition,
    client: AsyncEspaceClient,
    cookies: CookieSettings,
    draining: Draining,
) -> ASGIApp:
    try:
        from espaceclient.adapters.api import ErrorAnswers, create_api_app  # noqa: PLC0415 - an extra
    except ModuleNotFoundError as error:
        raise SettingsError(["--api needs FastAPI: pip install 'espaceclient[api]'"]) from error
    wording, languages = composition.wording, composition.languages
    api = create_api_app(
        client,
        wording=wording,
        languages=languages,
        tokens=composition.tokens,
        cookies=cookies,
    )
    errors = ErrorAnswers.worded(client, wording, languages)
    return DrainingMiddleware(api, draining, errors.unavailable)
