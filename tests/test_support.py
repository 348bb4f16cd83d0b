"""The support's front: what it shows, what it does, and that each call is told in the trail."""

from datetime import timedelta

import pytest

from espaceclient.answers import AddressChangeRequested, LinkUnusable
from espaceclient.domain.account import AccountId
from espaceclient.domain.event import AccountClosed, AccountExported, SupportActed
from espaceclient.domain.event_outcome import ClosingReason, SupportAct
from espaceclient.domain.find_session import NoSession
from espaceclient.domain.mail import (
    AccountClosedMail,
    ActivationMail,
    AddressChangeMail,
    ContractInUseMail,
)
from espaceclient.domain.masked_contract import MaskedContract
from espaceclient.domain.support import masked
from espaceclient.domain.support_case import SupportCase
from espaceclient.support import AccountClosed as Closed
from espaceclient.support import AccountExported as Exported
from espaceclient.support import (
    ActivationRequeued,
    Found,
    NoAccount,
    NothingWaits,
    SessionsEnded,
    Support,
    SupportedAccount,
    TooManyMails,
)
from espaceclient.values import Contract, ContractNumber, EmailAddress
from tests.client_fixture import FORM, NOON, SEMM, ClientFixture, client_fixture

JEANNE = EmailAddress("jeanne@exemple.fr")
CONTRACT = Contract(SEMM, ContractNumber("0123456"))
WHY = "ticket 4711"
NOBODY = AccountId("nobody")


@pytest.fixture
def world() -> ClientFixture:
    return client_fixture()


@pytest.fixture
def support(world: ClientFixture) -> Support:
    return Support(world.client, actor="Zoé M.")


def the_account(support: Support) -> SupportedAccount:
    found = support.find(email=JEANNE, reason=WHY)
    assert found.account
    return found.account


def acts(world: ClientFixture) -> list[SupportActed]:
    events = [each.event for each in world.memory.trail.recorded]
    return [each for each in events if isinstance(each, SupportActed)]


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("marie@exemple.fr", "m…e@e…e.fr"),
        ("ab@cd.fr", "…@….fr"),
        ("abc@free.fr", "a…c@f…e.fr"),
        ("a.b@mail.exemple.co.uk", "a…b@m…o.uk"),
        ('"marie@home"@exemple.fr', '"…"@e…e.fr'),
    ],
)
def test_an_address_is_masked(address: str, shown: str) -> None:
    assert masked(EmailAddress(address)) == shown


def test_an_account_is_found_by_its_id_its_address_and_its_contract(
    world: ClientFixture, support: Support
) -> None:
    world.activated()
    account = the_account(support)
    assert (account.masked_email, account.opened_at, account.last_seen_at) == (
        "j…e@e…e.fr",
        NOON,
        NOON,
    )
    assert [each.contract for each in account.holdings] == [CONTRACT]
    assert (account.sessions, account.closes_at) == ((NOON,), None)
    assert support.find(id=account.id, reason=WHY).account == account
    assert support.find(contract=CONTRACT, reason=WHY).account == account


def test_neither_the_address_nor_what_opens_an_account_is_shown(
    world: ClientFixture, support: Support
) -> None:
    session = world.activated()
    found = repr(support.find(email=JEANNE, reason=WHY))
    for hidden in ("jeanne", "exemple.fr", session, session.split(".")[0], "password_hash"):
        assert hidden not in found


def test_the_trail_of_the_address_and_the_account_is_shown_in_its_order(
    world: ClientFixture, support: Support
) -> None:
    world.activated()
    world.clock.advance(timedelta(minutes=1))
    world.client.sign_in({**FORM, "password": "wrong"})
    world.clock.advance(timedelta(minutes=1))
    for found in (
        support.find(email=JEANNE, reason=WHY),
        support.find(contract=CONTRACT, reason=WHY),
    ):
        told = [type(each.event).__name__ for each in found.events]
        assert set(told[:2]) == {"AccountRequested", "AccountOpened"}
        assert "SignInRefused" in told
        assert told[-1] == "SupportActed"


def test_of_who_has_no_account_it_is_shown_what_waits(
    world: ClientFixture, support: Support
) -> None:
    world.requested()
    until = NOON + timedelta(hours=48)
    for found in (
        support.find(email=JEANNE, reason=WHY),
        support.find(contract=CONTRACT, reason=WHY),
    ):
        assert found.account is None
        assert [each.until for each in found.waiting] == [until]
    world.clock.advance(timedelta(hours=48))
    assert support.find(email=JEANNE, reason=WHY).waiting == ()


def test_a_request_whose_address_or_contract_somebody_has_is_not_shown_as_waiting(
    world: ClientFixture, support: Support
) -> None:
    world.activated()
    world.requested(contract_number="7654321", meter_number="C03ED390487")
    world.requested(email="paul@exemple.fr")
    others = Contract(CONTRACT.operator, ContractNumber("7654321"))
    for found in (
        support.find(email=JEANNE, reason=WHY),
        support.find(contract=CONTRACT, reason=WHY),
        support.find(contract=others, reason=WHY),
        support.find(email=EmailAddress("paul@exemple.fr"), reason=WHY),
    ):
        assert found.waiting == ()


def test_a_change_of_address_that_waits_ends_with_the_sessions(
    world: ClientFixture, support: Support
) -> None:
    new = {"email": "voleur@exemple.fr", "current_password": FORM["password"]}
    asked = world.client.request_address_change(world.activated(), new)
    assert isinstance(asked, AddressChangeRequested)
    support.end_sessions(the_account(support).id, reason=WHY)
    link = world.token(AddressChangeMail)
    assert world.client.confirm_address_change(link, browser=asked.browser) == LinkUnusable()


def test_an_account_that_there_is_not_is_an_answer_and_an_event(
    world: ClientFixture, support: Support
) -> None:
    assert support.find(id=NOBODY, reason=WHY).account is None
    assert support.end_sessions(NOBODY, reason=WHY) == NoAccount()
    assert support.close_account(NOBODY, reason=WHY) == NoAccount()
    assert support.export_account(NOBODY, reason=WHY) == NoAccount()
    assert acts(world) == [SupportActed(SupportAct.LOOKED, "Zoé M.", WHY, NOBODY)] * 4


def test_whom_a_look_was_about_is_told_and_never_by_the_address(
    world: ClientFixture, support: Support
) -> None:
    support.find(email=JEANNE, reason=WHY)
    subject = world.tokens.fingerprint("event", JEANNE.key)
    world.activated()
    account = the_account(support).id
    support.find(contract=CONTRACT, reason=WHY)
    assert acts(world) == [
        SupportActed(SupportAct.LOOKED, "Zoé M.", WHY, subject=subject),
        SupportActed(SupportAct.LOOKED, "Zoé M.", WHY, account),
        SupportActed(SupportAct.LOOKED, "Zoé M.", WHY, account, contract=CONTRACT),
    ]


@pytest.mark.parametrize("reason", ["", " ", "two\nlines", "x" * 201, "wrote jeanne@exemple.fr"])
def test_without_a_reason_nothing_is_shown_and_nothing_done(
    world: ClientFixture, support: Support, reason: str
) -> None:
    session = world.activated()
    account = the_account(support).id
    before = (len(world.memory.trail.recorded), list(world.records), world.mails)
    for call in (
        lambda: support.find(id=account, reason=reason),
        lambda: support.resend_activation(JEANNE, reason=reason),
        lambda: support.end_sessions(account, reason=reason),
        lambda: support.export_account(account, reason=reason),
        lambda: support.close_account(account, reason=reason),
    ):
        with pytest.raises(ValueError, match="reason must"):
            call()
    assert (len(world.memory.trail.recorded), list(world.records), world.mails) == before
    assert world.client.find_session(session) != NoSession()


@pytest.mark.parametrize("actor", ["", "Zoé\n", " Zoé", "x" * 65])
def test_nobody_helps_without_a_name(world: ClientFixture, actor: str) -> None:
    with pytest.raises(ValueError, match="actor must be one line of 1 to 64 characters"):
        Support(world.client, actor=actor)


def test_the_longest_names_and_reasons_are_taken() -> None:
    assert SupportCase("x" * 64, "y" * 200).reason == "y" * 200


def test_exactly_one_is_named(support: Support) -> None:
    with pytest.raises(ValueError, match="give one"):
        support.find(reason=WHY)


def test_all_sessions_of_an_account_are_ended_and_its_password_stays(
    world: ClientFixture, support: Support
) -> None:
    sessions = (world.activated(), world.signed_in())
    account = the_account(support).id
    assert support.end_sessions(account, reason=WHY) == SessionsEnded(2)
    assert {world.client.find_session(each) for each in sessions} == {NoSession()}
    world.signed_in()
    assert acts(world)[-1] == SupportActed(SupportAct.ENDED_SESSIONS, "Zoé M.", WHY, account)


def test_sessions_that_are_over_are_not_counted(world: ClientFixture, support: Support) -> None:
    world.activated()
    account = the_account(support).id
    world.clock.advance(timedelta(hours=1))
    assert support.end_sessions(account, reason=WHY) == SessionsEnded(0)


def test_the_support_closes_an_account_and_the_trail_says_who_and_why(
    world: ClientFixture, support: Support
) -> None:
    world.activated()
    account = the_account(support).id
    assert support.close_account(account, reason=WHY) == Closed()
    assert support.find(email=JEANNE, reason=WHY).account is None
    assert world.mails[-1] == AccountClosedMail(JEANNE, ClosingReason.BY_SUPPORT)
    closed = [each.event for each in world.memory.trail.recorded][-2]
    assert closed == AccountClosed(account, ClosingReason.BY_SUPPORT, None, "Zoé M.", WHY)


def test_the_support_exports_an_account_and_the_trail_says_who_and_why(
    world: ClientFixture, support: Support
) -> None:
    world.activated()
    account = the_account(support).id
    answer = support.export_account(account, reason=WHY)
    assert isinstance(answer, Exported)
    assert answer.fields["account"]["email"] == "jeanne@exemple.fr"
    told = [each.event for each in world.memory.trail.recorded][-1]
    assert told == AccountExported(account, None, "Zoé M.", WHY)


def test_the_newest_link_that_waits_is_mailed_again_for_the_time_it_has_left(
    world: ClientFixture, support: Support
) -> None:
    world.requested()
    world.clock.advance(timedelta(hours=2))
    newest = world.requested()
    world.clock.advance(timedelta(hours=1))
    assert support.resend_activation(JEANNE, reason=WHY) == ActivationRequeued()
    mail = world.mails[-1]
    assert isinstance(mail, ActivationMail)
    assert (mail.to, mail.valid_for) == (JEANNE, timedelta(hours=47))
    world.activate(newest.browser)
    subject = world.tokens.fingerprint("event", JEANNE.key)
    assert acts(world) == [
        SupportActed(SupportAct.RESENT_ACTIVATION, "Zoé M.", WHY, subject=subject)
    ]


def test_nothing_is_mailed_again_where_nothing_waits(
    world: ClientFixture, support: Support
) -> None:
    assert support.resend_activation(JEANNE, reason=WHY) == NothingWaits()
    world.activated()
    assert support.resend_activation(JEANNE, reason=WHY) == NothingWaits()
    assert [each.outcome for each in acts(world)] == [SupportAct.LOOKED] * 2


def test_who_waits_for_a_contract_that_somebody_has_by_now_is_mailed_that(
    world: ClientFixture, support: Support
) -> None:
    world.requested(email="paul@exemple.fr")
    world.activated()
    world.client.open_account({**FORM, "email": "paul@exemple.fr"})
    paul = EmailAddress("paul@exemple.fr")
    assert support.resend_activation(paul, reason=WHY) == ActivationRequeued()
    assert world.mails[-1] == ContractInUseMail(paul, about=MaskedContract("456", "Cassis"))


def test_the_support_floods_no_mailbox(world: ClientFixture, support: Support) -> None:
    world.requested()
    answers = [support.resend_activation(JEANNE, reason=WHY) for _ in range(7)]
    assert answers == [ActivationRequeued()] * 6 + [TooManyMails()]


def test_a_client_without_a_trail_shows_no_events(world: ClientFixture) -> None:
    world.activated()
    blind = client_fixture(storage=world.memory, trail=False)
    found = Support(blind.client, actor="Zoé M.").find(email=JEANNE, reason=WHY)
    assert isinstance(found, Found)
    assert found.account
    assert found.events == ()
