import asyncio

import pytest
from django.core.exceptions import ImproperlyConfigured, SynchronousOnlyOperation
from django.http import HttpRequest, HttpResponse
from django.test import override_settings

from espaceclient.adapters.async_client import AsyncEspaceClient, Busy
from espaceclient.adapters.authentication import Authenticator, RequestHeaders
from espaceclient.adapters.django import DjangoVisitor, EspaceClientMiddleware, visitor_of
from espaceclient.values import Contract, ContractNumber
from tests.adapters.hosts import django_settings  # noqa: F401 - it configures Django
from tests.client_fixture import SEMM, client_fixture

HELD = Contract(SEMM, ContractNumber("0123456"))


@pytest.fixture
def visitor() -> DjangoVisitor:
    world = client_fixture()
    authenticator = Authenticator(world.client, world.tokens)
    headers = RequestHeaders(authorization=(f"Bearer {world.activated()}",))
    return DjangoVisitor(authenticator, headers, AsyncEspaceClient(world.client))


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
