import pytest

from espaceclient import answers
from espaceclient.adapters.authentication import (
    Authenticator,
    Cookie,
    CookieSettings,
    RequestHeaders,
    Visitor,
)
from espaceclient.values import Contract, ContractNumber
from tests.client_fixture import NOON, SEMM, ClientFixture, client_fixture

HELD = Contract(SEMM, ContractNumber("0123456"))
CSRF = CookieSettings().name_of(Cookie.CSRF)


@pytest.fixture
def world() -> ClientFixture:
    return client_fixture()


def visitor_with(world: ClientFixture, *, cookie: str = "", bearer: str = "") -> Visitor:
    headers = RequestHeaders((cookie,), (f"Bearer {bearer}",) if bearer else ())
    return Visitor(Authenticator(world.client, world.tokens), headers)


def test_who_is_signed_in_is_asked_once(world: ClientFixture) -> None:
    visitor = visitor_with(world, bearer=world.activated())
    first = visitor.signed_in
    world.client.sign_out(visitor.token or pytest.fail("there is a token"))
    assert visitor.signed_in is first
    assert isinstance(visitor.may_see(HELD), answers.NoSession)


def test_who_may_see_is_told_until_when(world: ClientFixture) -> None:
    visitor = visitor_with(world, bearer=world.activated())
    assert visitor.may_see(HELD) == answers.Entitled(NOON, None)


def test_a_response_that_asked_nothing_gets_no_header(world: ClientFixture) -> None:
    assert visitor_with(world).response_headers([]) == []


def test_a_response_that_asked_is_kept_by_nobody(world: ClientFixture) -> None:
    visitor = visitor_with(world)
    assert visitor.signed_in is None
    private = [("Vary", "Cookie, Authorization"), ("Cache-Control", "no-store")]
    assert visitor.response_headers([]) == private
    assert visitor.response_headers(["cache-control"]) == private[:1]


def test_a_field_is_bound_to_the_cookie_that_the_browser_has(world: ClientFixture) -> None:
    visitor = visitor_with(world, cookie=f"{CSRF}={'A' * 22}")
    assert visitor.form_problem(visitor.csrf_token) is None
    assert [name for name, _ in visitor.response_headers([])] == ["Vary", "Cache-Control"]


def test_a_field_for_a_new_browser_comes_with_its_cookie(world: ClientFixture) -> None:
    first = visitor_with(world)
    field = first.csrf_field
    header = dict(first.response_headers([]))["Set-Cookie"]
    assert field == f'<input type="hidden" name="csrf" value="{first.csrf_token}">'
    again = visitor_with(world, cookie=header.partition(";")[0])
    assert again.form_problem(first.csrf_token) is None


def test_templates_take_the_field_as_html(world: ClientFixture) -> None:
    field = visitor_with(world).csrf_field
    assert field.__html__() == field


def test_a_form_without_a_field_is_refused(world: ClientFixture) -> None:
    assert visitor_with(world, cookie=f"{CSRF}={'A' * 22}").form_problem(None) is not None


def test_a_new_cookie_for_forms_is_for_one_browser_whatever_the_host_lets_caches_keep(
    world: ClientFixture,
) -> None:
    public = ["cache-control"]
    new = visitor_with(world)
    assert new.csrf_token
    known = visitor_with(world, cookie=f"{CSRF}={'A' * 22}")
    assert known.csrf_token
    assert ("Cache-Control", "no-store") in new.response_headers(public)
    assert ("Cache-Control", "no-store") not in known.response_headers(public)
