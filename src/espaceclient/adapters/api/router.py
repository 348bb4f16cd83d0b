"""The router: every operation on its surfaces."""

from collections.abc import Iterable, Sequence
from enum import StrEnum

from fastapi import APIRouter, Security
from starlette.responses import Response

from espaceclient.adapters.api.activation import ActivationApi
from espaceclient.adapters.api.addresses import AddressesApi
from espaceclient.adapters.api.app_surface import AppSurface
from espaceclient.adapters.api.browser_surface import BrowserSurface
from espaceclient.adapters.api.catalogue import CatalogueApi
from espaceclient.adapters.api.communes import CommunesApi
from espaceclient.adapters.api.contracts import ContractsApi
from espaceclient.adapters.api.devices import DevicesApi
from espaceclient.adapters.api.document import Document
from espaceclient.adapters.api.endpoint import Endpoint
from espaceclient.adapters.api.entitlement import EntitlementApi
from espaceclient.adapters.api.forgery import ForgeryApi
from espaceclient.adapters.api.languages import LanguageApi, LanguagesApi
from espaceclient.adapters.api.leaving import LeavingApi
from espaceclient.adapters.api.opening import OpeningApi
from espaceclient.adapters.api.operation import Operation, Resource
from espaceclient.adapters.api.passwords import PasswordsApi
from espaceclient.adapters.api.policy import PolicyApi
from espaceclient.adapters.api.problem_details import Problems
from espaceclient.adapters.api.sessions import SessionsApi
from espaceclient.adapters.api.surface import PublicSurface, Surface
from espaceclient.adapters.api.waiting import WaitingApi
from espaceclient.adapters.async_client import AsyncEspaceClient
from espaceclient.adapters.authentication import Authenticator, CookieSettings, Csrf
from espaceclient.client import EspaceClient
from espaceclient.ports.languages import Languages
from espaceclient.ports.tokens import Tokens
from espaceclient.ports.wording import Wording

VERSION = "v1"


class Audience(StrEnum):
    """Whom a surface is for: ``BROWSER`` keeps tokens in cookies, ``APP`` by itself."""

    BROWSER = "browser"
    APP = "app"


def create_api(
    client: EspaceClient | AsyncEspaceClient,
    *,
    wording: Wording,
    languages: Sequence[Wording] = (),
    tokens: Tokens,
    cookies: CookieSettings | None = None,
    surfaces: Iterable[Audience] = tuple(Audience),
) -> APIRouter:
    """Return a router with the whole API below ``/v1``, to be included under any prefix.

    ``client`` answers: give the ``AsyncEspaceClient`` that the pages and the host call, and all
    share its threads. ``wording`` says what is wrong, and ``languages`` do so in other languages,
    for whoever asks for them (``Accept-Language``). ``tokens`` signs the tokens against forgery;
    ``cookies`` are those of the pages, if there are any. ``surfaces`` are those to offer.

    The paths that the router does not know, and defects, are answered by the host's application;
    ``create_api_app`` answers those too.
    """
    shared = AsyncEspaceClient.over(client)
    settings = cookies or CookieSettings()
    csrf = Csrf(tokens, settings)
    offered = Languages(wording, *languages)
    problems = Problems(offered, shared.policy.lifetimes.activation)
    router = APIRouter(prefix=f"/{VERSION}")
    public: list[Resource] = [
        CommunesApi(shared),
        PolicyApi(shared, offered),
        CatalogueApi(problems),
        LanguagesApi(offered),
    ]
    _add(router, PublicSurface(offered), public, problems)
    wanted = set(surfaces)
    if Audience.BROWSER in wanted:
        browser = BrowserSurface(settings, csrf, offered)
        _add(router, browser, [ForgeryApi(csrf), *_resources(shared, offered)], problems)
    if Audience.APP in wanted:
        app = AppSurface(Authenticator(shared.client, tokens, settings), offered)
        _add(router, app, _resources(shared, offered), problems)
    return router


def _resources(client: AsyncEspaceClient, languages: Languages) -> list[Resource]:
    return [
        OpeningApi(client),
        WaitingApi(client),
        ActivationApi(client),
        SessionsApi(client),
        DevicesApi(client),
        ContractsApi(client),
        EntitlementApi(client),
        PasswordsApi(client),
        AddressesApi(client),
        LeavingApi(client),
        LanguageApi(client, languages),
    ]


def _add(
    router: APIRouter, surface: Surface, resources: Iterable[Resource], problems: Problems
) -> None:
    for resource in resources:
        for operation in resource.operations():
            _add_operation(router, surface, operation, problems)


def _add_operation(
    router: APIRouter, surface: Surface, operation: Operation, problems: Problems
) -> None:
    endpoint = Endpoint(operation, surface, problems)
    document = Document(operation, surface, problems, endpoint.body)
    asked_for = surface.security if operation.signed_in else None
    router.add_api_route(
        f"/{surface.name}{operation.path}" if surface.name else operation.path,
        endpoint.answer,
        methods=[operation.method],
        operation_id=f"{surface.name}_{operation.name}" if surface.name else operation.name,
        summary=operation.summary,
        description=f"{operation.summary}.",
        tags=[surface.name or "public"],
        status_code=min(operation.replies),
        response_class=Response,
        response_model=None,
        responses=document.responses(),
        openapi_extra=document.extra(),
        dependencies=[Security(asked_for)] if asked_for else [],
    )
