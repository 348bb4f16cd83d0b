from datetime import timedelta

import pytest
from attrs import evolve

from espaceclient import Keys
from espaceclient.adapters.authentication import (
    Authenticator,
    Carrier,
    Cookie,
    CookieSettings,
    FormProblem,
    RequestHeaders,
)
from espaceclient.adapters.system import SystemTokens
from espaceclient.answers import Entitled, NoSession, SessionFound
from espaceclient.domain.token import SessionToken
from espaceclient.values import Contract, ContractNumber
from tests.client_fixture import NOON, SEMM, ClientFixture, client_fixture

HELD = Contract(SEMM, ContractNumber("0123456"))
BROWSER = "A" * 22
OTHER_BROWSER = "B" * 22


@pytest.fixture
def world() -> ClientFixture:
    return client_fixture()


@pytest.fixture
def authenticator(world: ClientFixture) -> Authenticator:
    return Authenticator(world.client, world.tokens)


def cookie(value: str, which: Cookie = Cookie.SESSION) -> RequestHeaders:
    return RequestHeaders(cookie=(f"{CookieSettings().name_of(which)}={value}",))


def bearer(value: str) -> RequestHeaders:
    return RequestHeaders(authorization=(f"Bearer {value}",))


def test_a_cookie_and_a_bearer_tell_who_is_signed_in(
    world: ClientFixture, authenticator: Authenticator
) -> None:
    session = world.activated()
    found = [authenticator.find_session(each) for each in (cookie(session), bearer(session))]
    assert [type(each) for each in found] == [SessionFound, SessionFound]


def test_without_a_token_nobody_is_signed_in(authenticator: Authenticator) -> None:
    assert authenticator.find_session(RequestHeaders()) == NoSession()
    assert authenticator.may_see(RequestHeaders(), HELD) == NoSession()


def test_who_is_signed_in_may_see_their_contract(
    world: ClientFixture, authenticator: Authenticator
) -> None:
    assert authenticator.may_see(bearer(world.activated()), HELD, NOON) == Entitled(NOON, None)


def test_asking_without_a_visit_leaves_the_session_to_end_in_time(
    world: ClientFixture, authenticator: Authenticator
) -> None:
    sent = cookie(world.activated())
    world.clock.advance(timedelta(minutes=20))
    looking = evolve(authenticator, visits=False)
    assert isinstance(looking.find_session(sent), SessionFound)
    world.clock.advance(timedelta(minutes=10))
    assert authenticator.find_session(sent) == NoSession()


def test_a_visit_extends_the_session(world: ClientFixture, authenticator: Authenticator) -> None:
    sent = cookie(world.activated())
    for _ in range(2):
        world.clock.advance(timedelta(minutes=20))
        assert isinstance(authenticator.find_session(sent), SessionFound)


def test_a_session_of_another_instance_signs_nobody_in(world: ClientFixture) -> None:
    tokens = SystemTokens.of(Keys.generate())
    elsewhere = Authenticator(client_fixture(storage=world.memory, tokens=tokens).client, tokens)
    assert elsewhere.find_session(cookie(world.activated())) == NoSession()


def test_a_cookie_of_another_instance_on_this_host_is_not_read(
    world: ClientFixture, authenticator: Authenticator
) -> None:
    named = evolve(authenticator, cookies=CookieSettings(name="nord"))
    assert named.token(cookie(world.activated())) is None


@pytest.mark.parametrize(
    ("values", "token"),
    [
        (["Bearer s.t"], "s.t"),
        (["bearer  s.t"], "s.t"),
        (["Bearer"], None),
        (["Bearer "], None),
        (["Bearer s t"], None),
        (["Bearer s.t, Bearer s.t"], None),
        (["Bearer s.t", "Bearer s.t"], None),
        (["Bearer s.t", "Basic dTpw"], None),
        (["Basic dTpw"], None),
        (["Bearers s.t"], None),
        ([" Bearer s.t"], None),
    ],
)
def test_a_bearer_is_taken_when_it_is_there_once(
    authenticator: Authenticator, values: list[str], token: str | None
) -> None:
    assert authenticator.token(RequestHeaders(authorization=tuple(values))) == token


def test_a_bearer_goes_before_the_cookie_even_when_it_is_malformed(
    authenticator: Authenticator,
) -> None:
    both = evolve(cookie("of-the-cookie"), authorization=("Bearer of-the-bearer",))
    presented = authenticator.presented(both)
    assert presented
    assert (presented.token, presented.carrier) == ("of-the-bearer", Carrier.BEARER)
    assert authenticator.presented(evolve(both, authorization=("Bearer",))) is None


def test_another_scheme_leaves_the_cookie_its_say(authenticator: Authenticator) -> None:
    sent = evolve(cookie("s.t"), authorization=("Basic dTpw",))
    presented = authenticator.presented(sent)
    assert presented
    assert (presented.token, presented.carrier) == (SessionToken("s.t"), Carrier.COOKIE)


def test_what_a_request_brings_is_not_shown(authenticator: Authenticator) -> None:
    assert "secret" not in repr(authenticator.presented(bearer("secret")))


def test_a_form_of_this_browser_is_taken(authenticator: Authenticator) -> None:
    field = authenticator.csrf.token(BROWSER)
    assert authenticator.form_problem(cookie(BROWSER, Cookie.CSRF), field) is None


@pytest.mark.parametrize(
    ("browser", "site", "problem"),
    [
        (BROWSER, "cross-site", FormProblem.OTHER_SITE),
        (BROWSER, "same-site", FormProblem.OTHER_SITE),
        (BROWSER, "", FormProblem.OTHER_SITE),
        ("", "same-origin", FormProblem.COOKIE_MISSING),
        ("short", "same-origin", FormProblem.COOKIE_MISSING),
        (OTHER_BROWSER, "same-origin", FormProblem.WRONG_TOKEN),
    ],
)
def test_a_form_that_another_site_could_have_sent_is_refused(
    authenticator: Authenticator, browser: str, site: str, problem: FormProblem
) -> None:
    sent = evolve(cookie(browser, Cookie.CSRF), fetch_site=(site,))
    assert authenticator.form_problem(sent, authenticator.csrf.token(BROWSER)) is problem


@pytest.mark.parametrize("posted", ["", "é", "\udc80"])
def test_a_form_without_its_field_is_refused(authenticator: Authenticator, posted: str) -> None:
    sent = cookie(BROWSER, Cookie.CSRF)
    assert authenticator.form_problem(sent, posted) is FormProblem.WRONG_TOKEN


def test_only_a_bearer_that_authenticates_needs_no_field(authenticator: Authenticator) -> None:
    assert authenticator.form_problem(bearer("s.t"), "") is None
    unused = evolve(cookie("s.t"), authorization=("Basic dTpw",))
    assert authenticator.form_problem(unused, "") is FormProblem.COOKIE_MISSING
