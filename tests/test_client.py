"""The client over memory adapters: what a host calls, and what it gets."""

from datetime import timedelta

import bcrypt
import pytest
from attrs import evolve

from espaceclient import (
    ChangePassword,
    OpenAccount,
    RequestReset,
    ResetPassword,
    SignIn,
    Subscriber,
)
from espaceclient.adapters.bcrypt import BcryptHasher
from espaceclient.adapters.memory import MemoryStorage
from espaceclient.adapters.system import SystemTokens
from espaceclient.answers import (
    Activated,
    ActivationReady,
    ActivationRefused,
    CurrentPasswordRefused,
    Invalid,
    LinkUnusable,
    NoSession,
    PasswordChanged,
    PasswordRequired,
    PasswordReset,
    Purged,
    RegisterUnavailable,
    RequestReceived,
    RequestRefused,
    ResetReady,
    ResetRequested,
    SessionFound,
    SignedIn,
    SignedOut,
    SignInRefused,
)
from espaceclient.domain.decision import Decision
from espaceclient.domain.mail import (
    AccountConfirmedMail,
    ActivationMail,
    AddressInUseMail,
    ContractClaimedMail,
    ContractInUseMail,
    PasswordUpdatedMail,
    ResetMail,
)
from espaceclient.domain.password import PasswordHash
from espaceclient.domain.throttle import HourlyCounter
from espaceclient.domain.token import BrowserToken, LinkToken, SessionToken
from espaceclient.domain.values import Contract, ContractNumber
from espaceclient.ports.errors import Conflict, SubscribersUnavailable
from espaceclient.ports.storage import AccountAtAddress, AnyLookup, RegistrationsFor, Snapshot
from espaceclient.use_cases.unit_of_work import ATTEMPTS
from espaceclient.values import PasswordAttempt
from tests.client_fixture import COMMUNES, FORM, KEYS, NOON, SEMM, ClientFixture, client_fixture

NEW = {"password": "Bb2?bbbb", "confirmation": "Bb2?bbbb"}
CHANGE = {"current_password": "Aa1!aaaa", **NEW}


@pytest.fixture
def world() -> ClientFixture:
    return client_fixture()


class SilentRegister:
    def find(self, contract: Contract) -> Subscriber | None:
        raise SubscribersUnavailable(f"no answer for {contract.operator.name}")


class MovingStorage(MemoryStorage):
    """Refuses so many commits, as if somebody else were faster each time."""

    def __init__(self, conflicts: int) -> None:
        super().__init__()
        self.conflicts = conflicts

    def commit(self, decision: Decision[object], seen: Snapshot) -> None:
        if self.conflicts:
            self.conflicts -= 1
            raise Conflict("somebody was faster")
        super().commit(decision, seen)


class ForgetfulStorage(MemoryStorage):
    """Deletes nothing, as if each record had been written again by a race just after."""

    def commit(self, decision: Decision[object], seen: Snapshot) -> None:
        super().commit(evolve(decision, delete=()), seen)


class RecordingTokens(SystemTokens):
    """Notes whose counters are asked for."""

    def __init__(self) -> None:
        super().__init__(links=KEYS.links, sessions=KEYS.sessions, fingerprints=KEYS.fingerprints)
        self.named: list[tuple[str, str]] = []

    def fingerprint(self, scope: str, text: str) -> str:
        self.named.append((scope, text))
        return super().fingerprint(scope, text)


class SlowReader(MemoryStorage):
    """Lets somebody else act once, just before a snapshot of so many lookups is taken."""

    def __init__(self) -> None:
        super().__init__()
        self.lookups = 0
        self.meanwhile: ClientFixture | None = None
        self.link = LinkToken("")

    def read(self, *lookups: AnyLookup) -> Snapshot:
        if self.meanwhile and len(lookups) == self.lookups:
            other, self.meanwhile = self.meanwhile, None
            other.client.reset_password(self.link, NEW)
        return super().read(*lookups)


# Opening and activating


def test_the_guide_from_the_form_to_the_dashboard(world: ClientFixture) -> None:
    session = world.activated()
    found = world.client.find_session(session)
    assert isinstance(found, SessionFound)
    assert found.email.text == "jeanne@exemple.fr"
    assert [held.contract.number.digits for held in found.holdings] == ["0123456"]
    assert [type(mail) for mail in world.mails] == [ActivationMail, AccountConfirmedMail]


def test_a_command_opens_an_account_as_fields_do(world: ClientFixture) -> None:
    command = OpenAccount.from_fields(FORM, COMMUNES, world.client.policy.password)
    assert isinstance(command, OpenAccount)
    assert isinstance(world.client.open_account(command), RequestReceived)


def test_bad_fields_are_told_and_cost_nothing(world: ClientFixture) -> None:
    assert isinstance(world.client.open_account({}), Invalid)
    assert world.mails == []


def test_a_silent_register_is_an_answer_of_its_own() -> None:
    assert (
        client_fixture(subscribers=SilentRegister()).client.open_account(FORM)
        == RegisterUnavailable()
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"contract_number": "9999999"},
        {"meter_number": "A02GJ098703"},
        {"commune": "13040"},
        {"contract_number": "0000001", "meter_number": "D15FJ448363"},
    ],
    ids=["contract", "meter", "commune", "ended contract"],
)
def test_whatever_is_wrong_with_a_pair_the_refusal_is_one(
    world: ClientFixture, wrong: dict[str, str]
) -> None:
    assert world.client.open_account({**FORM, **wrong}) == RequestRefused()


def test_the_same_digits_at_another_operator_are_another_contract(world: ClientFixture) -> None:
    world.activated()
    world.activated(email="paul@exemple.fr", commune="13040", meter_number="B11AA111111")
    assert [type(mail) for mail in world.mails].count(AccountConfirmedMail) == 2


def test_five_wrong_meters_from_nowhere_close_the_contract_for_an_hour(
    world: ClientFixture,
) -> None:
    for turn in range(5):
        world.client.open_account({**FORM, "meter_number": f"A0000000{turn}"})
    assert world.client.open_account(FORM) == RequestRefused()
    world.clock.advance(timedelta(hours=1))
    assert isinstance(world.client.open_account(FORM), RequestReceived)


def test_twenty_wrong_pairs_close_the_door_to_their_origin_only(world: ClientFixture) -> None:
    for turn in range(20):
        world.client.open_account(
            {**FORM, "contract_number": f"20000{turn:02}"}, client_address="192.0.2.1"
        )
    assert world.client.open_account(FORM, client_address="192.0.2.1") == RequestRefused()
    assert isinstance(world.client.open_account(FORM, client_address="192.0.2.2"), RequestReceived)


def test_a_browser_that_comes_back_keeps_its_token(world: ClientFixture) -> None:
    first = world.requested()
    again = world.client.open_account(FORM, browser=first.browser)
    assert isinstance(again, RequestReceived)
    assert again.browser == first.browser


def test_a_browser_that_comes_back_activates_with_one_click(world: ClientFixture) -> None:
    first = world.requested()
    again = world.client.open_account(FORM, browser=first.browser)
    assert isinstance(again, RequestReceived)
    link = world.token(ActivationMail)
    assert isinstance(world.client.activate(link, browser=again.browser), Activated)


def test_a_forged_browser_token_is_replaced(world: ClientFixture) -> None:
    answer = world.client.open_account(FORM, browser=BrowserToken("browser-1.forged"))
    assert isinstance(answer, RequestReceived)
    assert answer.browser != "browser-1.forged"


def test_an_address_with_an_account_is_told_by_mail_only(world: ClientFixture) -> None:
    world.activated()
    answer = world.client.open_account(
        {**FORM, "contract_number": "7654321", "meter_number": "C03ED390487"}
    )
    assert isinstance(answer, RequestReceived)
    assert isinstance(world.mails[-1], AddressInUseMail)


def test_a_contract_with_an_account_is_told_to_both_by_mail_only(world: ClientFixture) -> None:
    world.activated()
    world.clock.advance(timedelta(hours=1))
    world.requested(email="paul@exemple.fr")
    assert [(type(mail), mail.to.text) for mail in world.mails[-2:]] == [
        (ContractInUseMail, "paul@exemple.fr"),
        (ContractClaimedMail, "jeanne@exemple.fr"),
    ]


def test_looking_at_a_link_twenty_times_activates_nothing(world: ClientFixture) -> None:
    browser = world.requested().browser
    link = world.token(ActivationMail)
    answers = {world.client.preview_activation(link, browser=browser) for _ in range(20)}
    assert answers == {ActivationReady()}
    assert world.client.sign_in(FORM) == SignInRefused()


def test_another_browser_is_asked_for_the_password(world: ClientFixture) -> None:
    world.requested()
    link = world.token(ActivationMail)
    assert world.client.preview_activation(link) == PasswordRequired()
    assert world.client.activate(link) == PasswordRequired()
    assert world.client.activate(link, password="wrong") == ActivationRefused()
    assert isinstance(world.client.activate(link, password="Aa1!aaaa"), Activated)


def test_a_link_acts_once(world: ClientFixture) -> None:
    browser = world.requested().browser
    link = world.token(ActivationMail)
    world.client.activate(link, browser=browser)
    assert world.client.activate(link, browser=browser) == LinkUnusable()
    assert world.client.preview_activation(link, browser=browser) == LinkUnusable()


def test_a_forged_link_is_no_link(world: ClientFixture) -> None:
    assert world.client.preview_activation(LinkToken("x.y")) == LinkUnusable()
    assert world.client.activate(LinkToken("x.y")) == LinkUnusable()


def test_the_first_to_be_activated_wins_and_its_siblings_die(world: ClientFixture) -> None:
    browser = world.requested().browser
    first = world.token(ActivationMail)
    other_browser = world.requested(email="paul@exemple.fr").browser
    second = world.token(ActivationMail)
    assert isinstance(world.client.activate(second, browser=other_browser), Activated)
    assert world.client.activate(first, browser=browser) == LinkUnusable()


def test_waiting_requests_for_the_address_or_the_contract_are_forgotten(
    world: ClientFixture,
) -> None:
    other = {"contract_number": "7654321", "meter_number": "C03ED390487"}
    world.requested(**other)
    world.requested(email="paul@exemple.fr")
    world.requested(email="marie@exemple.fr", **other)
    world.activated()
    left = RegistrationsFor("jeanne@exemple.fr", Contract(SEMM, ContractNumber("0123456")))
    assert world.memory.read(left).all(left) == ()
    untouched = RegistrationsFor("marie@exemple.fr", Contract(SEMM, ContractNumber("7654321")))
    assert len(world.memory.read(untouched).all(untouched)) == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"contract_number": "7654321", "meter_number": "C03ED390487"},
        {"email": "paul@exemple.fr"},
    ],
    ids=["same address", "same contract"],
)
def test_a_request_that_a_race_left_behind_activates_nothing(changed: dict[str, str]) -> None:
    forgetful = ForgetfulStorage()
    world = client_fixture(storage=forgetful)
    browser = world.requested(**changed).browser
    link = world.token(ActivationMail)
    world.activated()
    assert world.client.preview_activation(link, browser=browser) == LinkUnusable()
    assert world.client.activate(link, browser=browser) == LinkUnusable()


def test_wrong_passwords_close_one_activation_link_only(world: ClientFixture) -> None:
    world.requested()
    guessed = world.token(ActivationMail)
    world.requested(contract_number="7654321", meter_number="C03ED390487", email="paul@exemple.fr")
    other = world.token(ActivationMail)
    for _ in range(5):
        world.client.activate(guessed, password="wrong")
    assert world.client.activate(guessed, password="Aa1!aaaa") == ActivationRefused()
    assert isinstance(world.client.activate(other, password="Aa1!aaaa"), Activated)


# Signing in and out


def test_a_pending_request_cannot_sign_in(world: ClientFixture) -> None:
    world.requested()
    assert world.client.sign_in(FORM) == SignInRefused()


def test_an_account_signs_in_with_its_address_in_any_case(world: ClientFixture) -> None:
    world.activated()
    assert isinstance(world.client.sign_in({**FORM, "email": "JEANNE@Exemple.FR"}), SignedIn)


def test_signing_in_opens_a_session_that_is_found(world: ClientFixture) -> None:
    world.activated()
    assert isinstance(world.client.find_session(world.signed_in()), SessionFound)


class CountingHasher(BcryptHasher):
    """Counts its computations; its hashes are always out of date."""

    def __init__(self) -> None:
        super().__init__(KEYS.peppers, cost=4)
        self.computed = 0

    def hash(self, password: PasswordAttempt) -> PasswordHash:
        self.computed += 1
        return super().hash(password)

    def verify(self, attempt: PasswordAttempt, stored: PasswordHash | None) -> bool:
        self.computed += 1
        return super().verify(attempt, stored)

    def needs_rehash(self, stored: PasswordHash) -> bool:
        return stored.key_id is not None


@pytest.mark.parametrize("password", ["wrong", "Aa1!aaaa"])
def test_a_blocked_proof_costs_the_same_right_or_wrong(password: str) -> None:
    hasher = CountingHasher()
    world = client_fixture(hasher=hasher)
    session = world.activated()
    for _ in range(5):
        world.client.sign_in({**FORM, "password": "wrong"})
        world.client.change_password(session, {**CHANGE, "current_password": "wrong"})
    hasher.computed = 0
    world.client.sign_in({**FORM, "password": password})
    assert hasher.computed == 1
    world.client.change_password(session, {**CHANGE, "current_password": password})
    assert hasher.computed == 3


@pytest.mark.parametrize("password", ["wrong", "Aa1!aaaa"])
def test_a_change_without_a_session_costs_the_same_right_or_wrong(password: str) -> None:
    hasher = CountingHasher()
    world = client_fixture(hasher=hasher)
    session = world.activated()
    world.clock.advance(timedelta(minutes=30))
    hasher.computed = 0
    assert (
        world.client.change_password(session, {**CHANGE, "current_password": password})
        == NoSession()
    )
    assert hasher.computed == 2


def test_an_address_that_strangers_closed_before_it_had_an_account_signs_in_once_activated(
    world: ClientFixture,
) -> None:
    for _ in range(5):
        world.client.sign_in({**FORM, "password": "wrong"})
    world.activated()
    assert isinstance(world.client.sign_in(FORM), SignedIn)


def test_a_present_hash_is_not_renewed(world: ClientFixture) -> None:
    world.activated()
    before = stored_hash(world)
    world.signed_in()
    assert stored_hash(world) == before


def test_failures_of_one_address_do_not_block_another(world: ClientFixture) -> None:
    world.activated()
    for _ in range(5):
        world.client.sign_in({"email": "paul@exemple.fr", "password": "wrong"})
    assert isinstance(world.client.sign_in(FORM), SignedIn)


def test_a_command_signs_in_as_fields_do(world: ClientFixture) -> None:
    world.activated()
    command = SignIn.from_fields(FORM)
    assert isinstance(command, SignIn)
    assert isinstance(world.client.sign_in(command), SignedIn)


def test_an_empty_sign_in_is_invalid(world: ClientFixture) -> None:
    assert isinstance(world.client.sign_in({}), Invalid)


def test_after_five_failures_the_right_password_waits_a_minute(world: ClientFixture) -> None:
    world.activated()
    for _ in range(5):
        assert world.client.sign_in({**FORM, "password": "wrong"}) == SignInRefused()
    assert world.client.sign_in(FORM) == SignInRefused()
    world.clock.advance(timedelta(seconds=60))
    assert isinstance(world.client.sign_in(FORM), SignedIn)


def test_a_hash_of_an_older_system_is_renewed_at_sign_in() -> None:
    world = client_fixture(hasher=BcryptHasher(KEYS.peppers, cost=4))
    world.activated()
    at_address = AccountAtAddress("jeanne@exemple.fr")
    seen = world.memory.read(at_address)
    account = seen.one(at_address)
    assert account is not None
    older = PasswordHash(bcrypt.hashpw(b"Aa1!aaaa", bcrypt.gensalt(4)).decode(), None)
    world.memory.commit(Decision(None, NOON, save=(account.with_rehashed_password(older),)), seen)
    assert isinstance(world.client.sign_in(FORM), SignedIn)
    assert stored_hash(world).key_id == "2026"
    assert isinstance(world.client.sign_in(FORM), SignedIn)


def stored_hash(world: ClientFixture) -> PasswordHash:
    at_address = AccountAtAddress("jeanne@exemple.fr")
    account = world.memory.read(at_address).one(at_address)
    assert account is not None
    return account.password_hash


def test_signing_out_ends_the_session(world: ClientFixture) -> None:
    session = world.activated()
    assert world.client.sign_out(session) == SignedOut()
    assert world.client.find_session(session) == NoSession()
    assert world.client.sign_out(session) == SignedOut()


def test_a_forged_session_is_nobody(world: ClientFixture) -> None:
    assert world.client.find_session(SessionToken("x.y")) == NoSession()
    assert world.client.sign_out(SessionToken("x.y")) == SignedOut()
    assert world.client.change_password(SessionToken("x.y"), CHANGE) == NoSession()


def test_a_token_opens_nothing_of_another_purpose(world: ClientFixture) -> None:
    session = world.activated()
    swapped = LinkToken(session)
    assert world.client.preview_activation(swapped) == LinkUnusable()
    assert world.client.preview_reset(swapped) == LinkUnusable()


# Recovering and changing a password


def test_a_forgotten_password_is_reset_by_mail(world: ClientFixture) -> None:
    world.activated()
    assert world.client.request_reset(FORM) == ResetRequested()
    link = world.token(ResetMail)
    assert world.client.preview_reset(link) == ResetReady()
    assert isinstance(world.client.reset_password(link, NEW), PasswordReset)
    assert isinstance(world.mails[-1], PasswordUpdatedMail)
    assert isinstance(world.client.sign_in({**FORM, **NEW}), SignedIn)


def test_commands_reset_as_fields_do(world: ClientFixture) -> None:
    world.activated()
    request = RequestReset.from_fields(FORM)
    command = ResetPassword.from_fields(NEW, world.client.policy.password)
    assert isinstance(request, RequestReset)
    assert isinstance(command, ResetPassword)
    world.client.request_reset(request)
    assert isinstance(world.client.reset_password(world.token(ResetMail), command), PasswordReset)


def test_a_stranger_gets_the_same_answer_and_no_mail(world: ClientFixture) -> None:
    assert world.client.request_reset({"email": "inconnu@exemple.fr"}) == ResetRequested()
    assert world.mails == []


def test_a_malformed_address_is_invalid(world: ClientFixture) -> None:
    assert isinstance(world.client.request_reset({"email": "x"}), Invalid)


def test_an_address_gets_three_reset_mails_an_hour(world: ClientFixture) -> None:
    world.activated()
    for _ in range(5):
        world.client.request_reset(FORM)
    assert [type(mail) for mail in world.mails].count(ResetMail) == 3


def test_requests_for_one_address_do_not_count_for_another(world: ClientFixture) -> None:
    world.activated()
    for _ in range(3):
        world.client.request_reset({"email": "paul@exemple.fr"})
    world.client.request_reset(FORM)
    assert isinstance(world.mails[-1], ResetMail)


def test_a_reset_kills_sessions_and_every_link(world: ClientFixture) -> None:
    session = world.activated()
    world.client.request_reset(FORM)
    older = world.token(ResetMail)
    world.client.request_reset(FORM)
    newer = world.token(ResetMail)
    assert isinstance(world.client.reset_password(newer, NEW), PasswordReset)
    assert world.client.find_session(session) == NoSession()
    assert world.client.preview_reset(older) == LinkUnusable()
    assert world.client.reset_password(newer, NEW) == LinkUnusable()


def test_a_reset_frees_an_address_that_a_hundred_failures_closed(world: ClientFixture) -> None:
    world.activated()
    for _ in range(100):
        world.client.sign_in({**FORM, "password": "wrong"})
        world.clock.advance(timedelta(hours=2))
    assert world.client.sign_in(FORM) == SignInRefused()
    world.client.request_reset(FORM)
    world.client.reset_password(world.token(ResetMail), NEW)
    assert isinstance(world.client.sign_in({**FORM, **NEW}), SignedIn)


def test_a_forged_reset_link_is_no_link(world: ClientFixture) -> None:
    assert world.client.preview_reset(LinkToken("x.y")) == LinkUnusable()
    assert world.client.reset_password(LinkToken("x.y"), NEW) == LinkUnusable()


def test_a_bad_new_password_is_invalid_and_keeps_the_link(world: ClientFixture) -> None:
    world.activated()
    world.client.request_reset(FORM)
    link = world.token(ResetMail)
    assert isinstance(world.client.reset_password(link, {"password": "x"}), Invalid)
    assert world.client.preview_reset(link) == ResetReady()


def test_a_changed_password_ends_the_other_sessions_only(world: ClientFixture) -> None:
    here = world.activated()
    elsewhere = world.signed_in()
    changed = world.client.change_password(here, CHANGE)
    assert isinstance(changed, PasswordChanged)
    assert isinstance(world.client.find_session(changed.session), SessionFound)
    assert world.client.find_session(elsewhere) == NoSession()
    assert isinstance(world.client.sign_in({**FORM, **NEW}), SignedIn)


def test_a_stolen_copy_of_the_session_ends_with_the_old_password(world: ClientFixture) -> None:
    stolen = world.activated()
    world.client.change_password(stolen, CHANGE)
    assert world.client.find_session(stolen) == NoSession()


def test_a_command_changes_the_password_as_fields_do(world: ClientFixture) -> None:
    command = ChangePassword.from_fields(CHANGE, world.client.policy.password)
    assert isinstance(command, ChangePassword)
    assert isinstance(world.client.change_password(world.activated(), command), PasswordChanged)


def test_the_current_password_is_asked(world: ClientFixture) -> None:
    session = world.activated()
    wrong = {**CHANGE, "current_password": "wrong"}
    assert world.client.change_password(session, wrong) == CurrentPasswordRefused()


def test_a_bad_change_is_invalid(world: ClientFixture) -> None:
    assert isinstance(world.client.change_password(world.activated(), {}), Invalid)


def test_a_signed_out_session_changes_no_password(world: ClientFixture) -> None:
    session = world.activated()
    world.client.sign_out(session)
    assert world.client.change_password(session, CHANGE) == NoSession()


# Time, and others who are faster


def test_purging_forgets_what_is_due_and_keeps_the_account(world: ClientFixture) -> None:
    session = world.activated()
    world.requested(email="paul@exemple.fr", contract_number="7654321", meter_number="C03ED390487")
    world.clock.advance(timedelta(hours=48))
    # Four counters of requests, one registration, one session.
    assert world.client.purge() == Purged(6)
    assert world.client.purge() == Purged(0)
    assert world.client.find_session(session) == NoSession()
    assert isinstance(world.client.sign_in(FORM), SignedIn)


def test_a_purge_forgets_at_most_so_many_of_each_kind(world: ClientFixture) -> None:
    for number in range(3):
        world.client.request_reset({"email": f"abonne{number}@exemple.fr"})
    world.clock.advance(timedelta(hours=1))
    assert [world.client.purge(at_most=2) for _ in range(3)] == [Purged(2), Purged(1), Purged(0)]


def test_a_purge_left_alone_takes_500_at_once(world: ClientFixture) -> None:
    due = tuple(
        HourlyCounter(f"key-{number}", 1, NOON - timedelta(hours=1)) for number in range(501)
    )
    world.memory.commit(Decision(None, NOON, save=due), Snapshot({}))
    assert world.client.purge() == Purged(500)


def test_counters_are_named_by_what_they_count() -> None:
    tokens = RecordingTokens()
    world = client_fixture(tokens=tokens)
    world.client.open_account(FORM, client_address="2001:db8::7")
    world.client.sign_in(FORM)
    world.client.request_reset(FORM)
    world.client.activate(world.token(ActivationMail))
    registration = next(
        mail.registration for mail in world.mails[::-1] if isinstance(mail, ActivationMail)
    )
    contract = "0123456 Société Eau de Marseille Métropole"
    meter = "A02GJ098702 Société Eau de Marseille Métropole"
    networks = ("2001:db8::/64", "2001:db8::/56", "2001:db8::/48")
    others = ("sign-in from browser", "event")
    named = [name for name in tokens.named if name[0] not in others]
    assert named == [
        ("proof", contract),
        ("meter", meter),
        *(("proof from network", f"{network} {contract}") for network in networks),
        *(("meter from network", f"{network} {meter}") for network in networks),
        *(("network", network) for network in networks),
        ("opening", contract),
        ("recipient", "jeanne@exemple.fr"),
        ("sign-in", "jeanne@exemple.fr"),
        ("reset", "jeanne@exemple.fr"),
        ("activation", registration),
        ("sign-in", "jeanne@exemple.fr"),
    ]


def test_counters_of_networks_are_named_by_what_they_count() -> None:
    tokens = RecordingTokens()
    world = client_fixture(tokens=tokens)
    world.client.open_account(FORM)
    world.client.sign_in(FORM, client_address="192.0.2.1")
    world.client.request_reset(FORM, client_address="192.0.2.1")
    contract = "0123456 Société Eau de Marseille Métropole"
    meter = "A02GJ098702 Société Eau de Marseille Métropole"
    assert [name for name in tokens.named if "from network" in name[0]] == [
        ("proof from network", f"unknown {contract}"),
        ("meter from network", f"unknown {meter}"),
        ("sign-in from network", "192.0.2.1"),
        ("reset from network", "192.0.2.1"),
    ]


def test_a_known_browsers_failures_are_named_by_the_browser_and_the_address() -> None:
    tokens = RecordingTokens()
    world = client_fixture(tokens=tokens)
    browser = world.activate(world.requested().browser).browser
    world.client.sign_in(FORM, browser=browser)
    named = [name for name in tokens.named if name[0] == "sign-in from browser"]
    assert named == [("sign-in from browser", f"{browser.partition('.')[0]} jeanne@exemple.fr")] * 2


def test_a_use_case_reads_again_when_somebody_was_faster() -> None:
    storage = MovingStorage(ATTEMPTS - 1)
    assert isinstance(client_fixture(storage=storage).client.open_account(FORM), RequestReceived)
    assert len(storage.outbox.entries()) == 1


def test_a_use_case_waits_after_each_race_that_it_lost() -> None:
    lost: list[int] = []
    client_fixture(storage=MovingStorage(2), backoff=lost.append).client.open_account(FORM)
    assert lost == [1, 2]


def test_the_communes_served_are_there_to_be_listed(world: ClientFixture) -> None:
    assert world.client.communes == COMMUNES


def test_a_use_case_gives_up_when_everybody_is_faster() -> None:
    storage = MovingStorage(ATTEMPTS)
    client = client_fixture(storage=storage).client
    with pytest.raises(Conflict):
        client.open_account(FORM)
    assert storage.outbox.entries() == []


def test_a_change_of_password_that_a_reset_overtook_finds_no_session() -> None:
    storage = SlowReader()
    world = client_fixture(storage=storage)
    session = world.activated()
    world.client.request_reset(FORM)
    storage.lookups, storage.link, storage.meanwhile = 4, world.token(ResetMail), world
    assert world.client.change_password(session, CHANGE) == NoSession()


def test_the_checklist_is_there_for_a_host(world: ClientFixture) -> None:
    assert world.client.checklist("Aa1!aaaa").accepted
