"""Two sites: Django behind WSGI with synchronous views, and behind ASGI with asynchronous ones."""

from typing import cast

from django.conf import settings
from django.core.asgi import get_asgi_application
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template import engines
from django.test import override_settings
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient
from starlette.types import ASGIApp

from espaceclient.adapters.django import (
    arequire_entitled,
    require_entitled,
    sign_in_required,
    visitor_of,
)
from espaceclient.adapters.django.middleware import GetResponse
from espaceclient.adapters.web.wsgi import mount_wsgi
from espaceclient.answers import SessionFound
from espaceclient.ports.errors import StorageUnavailable
from tests.adapters.hosts import django_settings  # noqa: F401 - it configures Django
from tests.adapters.hosts.site import (
    BASE,
    Site,
    authenticator_of,
    contract_numbered,
    over_wsgi,
)
from tests.adapters.web.world import World

HOME = (
    "{% if espace_client.signed_in %}{{ espace_client.signed_in.email.text }}"
    "{% else %}personne{% endif %}"
)
FORM = "<form method=post>{{ espace_client.csrf_field }}</form>{{ session.email.text }}"


def rendered(request: HttpRequest, template: str, **context: object) -> HttpResponse:
    return HttpResponse(engines["django"].from_string(template).render(context, request))


def home(request: HttpRequest) -> HttpResponse:
    return rendered(request, HOME)


async def ahome(request: HttpRequest) -> HttpResponse:
    await visitor_of(request).asigned_in()
    return rendered(request, HOME)


@csrf_exempt  # so that our own field protects it, as in the other frameworks
@sign_in_required
def bills(request: HttpRequest, session: SessionFound) -> HttpResponse:
    if request.method == "POST":
        posted = request.POST.get("csrf") or request.headers.get("x-csrf-token")
        refused = visitor_of(request).form_problem(posted)
        return HttpResponse("payée", status=403 if refused else 200)
    return rendered(request, FORM, session=session)


@csrf_exempt
@sign_in_required
async def abills(request: HttpRequest, session: SessionFound) -> HttpResponse:
    if request.method == "POST":
        posted = request.POST.get("csrf") or request.headers.get("x-csrf-token")
        refused = visitor_of(request).form_problem(posted)
        return HttpResponse("payée", status=403 if refused else 200)
    return rendered(request, FORM, session=session)


@sign_in_required
def contract(request: HttpRequest, _session: SessionFound, number: str) -> HttpResponse:
    return HttpResponse(require_entitled(request, contract_numbered(number)).since.isoformat())


@sign_in_required
async def acontract(request: HttpRequest, _session: SessionFound, number: str) -> HttpResponse:
    entitled = await arequire_entitled(request, contract_numbered(number))
    return HttpResponse(entitled.since.isoformat())


def public(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("public")


def fail(_request: HttpRequest) -> HttpResponse:
    raise StorageUnavailable


shared = [path("public", public), path("panne", fail)]
urlpatterns = [
    path("", home),
    path("factures", bills),
    path("contrats/<number>", contract),
    *shared,
]


class Asynchronous:
    urlpatterns = (
        path("", ahome),
        path("factures", abills),
        path("contrats/<number>", acontract),
        *shared,
    )


def with_asynchronous_views(get_response: GetResponse) -> GetResponse:
    async def middleware(request: HttpRequest) -> HttpResponseBase:
        request.urlconf = Asynchronous  # type: ignore[assignment]  # a module is one like it
        response: HttpResponseBase = await get_response(request)
        return response

    return middleware


with_asynchronous_views.async_capable = True  # type: ignore[attr-defined]  # so Django is told
with_asynchronous_views.sync_capable = False  # type: ignore[attr-defined]  # as above


def django_wsgi_site() -> Site:
    world = World(BASE)
    with override_settings(ESPACE_CLIENT_AUTHENTICATOR=authenticator_of(world)):
        host = get_wsgi_application()
    return Site(world, over_wsgi(mount_wsgi(host, world.app, BASE)))


def django_asgi_site() -> Site:
    world = World(BASE)
    first = "tests.adapters.hosts.django_site.with_asynchronous_views"
    with override_settings(
        ESPACE_CLIENT_AUTHENTICATOR=authenticator_of(world),
        MIDDLEWARE=[first, *settings.MIDDLEWARE],
    ):
        host = get_asgi_application()
    app = Starlette(routes=[Mount("/espace", world.app), Mount("/", cast("ASGIApp", host))])
    return Site(world, lambda: TestClient(app, "http://localhost", follow_redirects=False))
