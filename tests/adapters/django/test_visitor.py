import asyncio

import pytest
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured, SynchronousOnlyOperation
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory, override_settings
from django.views.decorators.cache import cache_page

from espaceclient.adapters.async_client import AsyncEspaceClient, Busy
from espaceclient.adapters.authentication import Authenticator
from espaceclient.adapters.django import (
    DjangoVisitor,
    EspaceClientMiddleware,
    sign_in_required,
    visitor_of,
)
from espaceclient.adapters.django.middleware import GetResponse
from espaceclient.answers import SessionFound
from espaceclient.values import Contract, ContractNumber
from tests.adapters.hosts import django_settings  # noqa: F401 - it configures Django
from tests.client_fixture import SEMM, client_fixture

HELD = Contract(SEMM, ContractNumber("0123456"))


@pytest.fixture
def visitor() -> DjangoVisitor:
    world = client_fixture()
    authenticator = Authenticator(world.client, world.tokens)
    request = HttpRequest()
    request.META["HTTP_AUTHORIZATION"] = f"Bearer {world.activated()}"
    return DjangoVisitor(request, authenticator, AsyncEspaceClient(world.client))


def test_an_asynchronous_view_is_told_to_await(visitor: DjangoVisitor) -> None:
    async def ask() -> None:
        with pytest.raises(SynchronousOnlyOperation, match="asigned_in"):
            _ = visitor.signed_in
        with pytest.raises(SynchronousOnlyOperation, match="amay_see"):
            visitor.may_see(HELD)

    asyncio.run(ask())


def test_what_was_awaited_is_there_for_templates(visitor: DjangoVisitor) -> None:
    async def ask() -> None:
        found = await visitor.asigned_in()
        assert found is not None
        assert visitor.signed_in is found
        assert await visitor.asigned_in() is found

    asyncio.run(ask())


def test_a_view_without_the_middleware_is_a_mistake() -> None:
    with pytest.raises(ImproperlyConfigured, match="MIDDLEWARE"):
        visitor_of(HttpRequest())


@pytest.mark.parametrize("setting", [None, "tests.adapters.hosts.site.BASE"])
def test_a_setting_that_is_no_authenticator_is_a_mistake(setting: str | None) -> None:
    with (
        override_settings(ESPACE_CLIENT_AUTHENTICATOR=setting),
        pytest.raises(ImproperlyConfigured, match="ESPACE_CLIENT_AUTHENTICATOR"),
    ):
        EspaceClientMiddleware(lambda _: HttpResponse())


def test_who_comes_while_too_many_wait_is_told_when_to_come_back() -> None:
    world = client_fixture()
    authenticator = Authenticator(world.client, world.tokens)
    with override_settings(ESPACE_CLIENT_AUTHENTICATOR=authenticator):
        middleware = EspaceClientMiddleware(lambda _: HttpResponse())
    answer = middleware.process_exception(HttpRequest(), Busy(7))
    assert answer is not None
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "7")
    assert middleware.process_exception(HttpRequest(), ValueError()) is None


@cache_page(60)
@sign_in_required
def guarded(_request: HttpRequest, session: SessionFound) -> HttpResponse:
    return HttpResponse(session.email.text)


@cache_page(60)
def greeting(request: HttpRequest) -> HttpResponse:
    return HttpResponse("Bonjour" if visitor_of(request).signed_in else "personne")


@cache_page(60)
def form(request: HttpRequest) -> HttpResponse:
    return HttpResponse(visitor_of(request).csrf_field)


@pytest.mark.parametrize("view", [guarded, greeting, form])
def test_django_s_cache_keeps_no_page_for_the_next_visitor(view: GetResponse) -> None:
    cache.clear()
    world = client_fixture()
    authenticator = Authenticator(world.client, world.tokens)
    with override_settings(ESPACE_CLIENT_AUTHENTICATOR=authenticator):
        site = EspaceClientMiddleware(view)
        requests = RequestFactory(SERVER_NAME="localhost")
        own = site(requests.get("/", headers={"Authorization": f"Bearer {world.activated()}"}))
        next_one = site(requests.get("/"))
    assert isinstance(own, HttpResponse)
    assert isinstance(next_one, HttpResponse)
    assert own["Cache-Control"] == "no-store"
    assert next_one.content != own.content
