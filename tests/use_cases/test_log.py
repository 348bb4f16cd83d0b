"""What a use case logs: one line for what happened, a warning for a limit, nothing personal."""

import logging
from datetime import timedelta

import pytest

from espaceclient import LinkToken, answers, support
from espaceclient.adapters.memory import MemoryStorage
from espaceclient.adapters.system import SystemTokens
from espaceclient.answers import (
    AccountImported,
    AddressTaken,
    AlreadyImported,
    Checklist,
    ContractTaken,
    Health,
    Invalid,
    OpenSession,
    Problem,
    Reconciled,
    RegisterUnavailable,
    RenumberingPlan,
    Retired,
    TooManyEnds,
    TooManyRetired,
)
from espaceclient.domain.decision import Decision
from espaceclient.domain.mail import ActivationMail, ResetMail
from espaceclient.domain.retire_accounts import AccountWarned
from espaceclient.domain.token import Purpose
from espaceclient.ports.errors import Conflict, StorageUnavailable
from espaceclient.ports.storage import AnyLookup, Snapshot
from espaceclient.testing.doubles import FailingSubscribers
from espaceclient.use_cases.log import FAILED, HAPPENED, LOOKED, log
from tests.client_fixture import FORM, KEYS, REGISTER, client_fixture
from tests.domain.world import ACCOUNT, NOON, REGISTRATION, SESSION


@pytest.fixture(autouse=True)
def everything_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)


def lines(caplog: pytest.LogCaptureFixture) -> list[tuple[str, str]]:
    """Return level and text of what was logged since the last time."""
    logged = [(record.levelname, record.getMessage()) for record in caplog.records]
    caplog.clear()
    return logged


def test_every_answer_that_is_decided_has_a_line() -> None:
    of_support = [getattr(support, name) for name in support.__all__]
    classes = {each for each in (*vars(answers).values(), *of_support) if isinstance(each, type)}
    of_a_batch = {AccountImported, AddressTaken, AlreadyImported, ContractTaken}
    undecided = {
        Checklist,
        Health,
        Invalid,
        OpenSession,
        Problem,
        Reconciled,
        RegisterUnavailable,
        RenumberingPlan,
        Retired,
        TooManyEnds,
        TooManyRetired,
        support.Support,
        support.SupportedAccount,
        *of_a_batch,
    }
    assert HAPPENED.keys() | FAILED.keys() | LOOKED.keys() == (classes - undecided) | {
        AccountWarned
    }


def test_a_whole_journey_is_a_line_each(caplog: pytest.LogCaptureFixture) -> None:
    fixture = client_fixture()
    client = fixture.client
    browser = fixture.requested().browser
    fixture.clock.advance(timedelta(minutes=1))
    client.activate(fixture.token(ActivationMail), browser=browser)
    session = fixture.signed_in()
    client.find_session(session)
    client.request_reset(FORM)
    client.reset_password(fixture.token(ResetMail), FORM)
    session = fixture.signed_in()
    changed = client.change_password(session, {**FORM, "current_password": FORM["password"]})
    assert isinstance(changed, answers.PasswordChanged)
    client.sign_in({**FORM, "password": "wrong"})
    client.sign_out(changed.session)
    client.open_account({**FORM, "meter_number": "B1111"})
    assert lines(caplog) == [
        ("INFO", "an account was requested"),
        ("INFO", "an account was opened"),
        ("INFO", "somebody signed in"),
        ("DEBUG", "somebody who is signed in was recognised"),
        ("INFO", "a reset link was requested"),
        ("INFO", "a password was reset"),
        ("INFO", "somebody signed in"),
        ("INFO", "a password was changed"),
        ("INFO", "a sign-in was refused"),
        ("INFO", "somebody signed out"),
        ("INFO", "a proof of a contract was refused"),
    ]


def test_a_dead_link_is_told_and_may_be_folded(caplog: pytest.LogCaptureFixture) -> None:
    gone = SystemTokens(links=KEYS.links).sign(Purpose.RESET, "a reset that was purged")
    client_fixture().client.preview_reset(LinkToken(gone))
    [record] = caplog.records
    assert lines(caplog) == [("INFO", "a link cannot be used any more")]
    assert vars(record)["repeats"] is True


def test_lines_of_one_account_have_its_id(caplog: pytest.LogCaptureFixture) -> None:
    fixture = client_fixture()
    session = fixture.activated()
    fixture.signed_in()
    (opened, signed_in) = caplog.records[1:]
    found = fixture.client.find_session(session)
    assert isinstance(found, answers.SessionFound)
    assert opened.__dict__["account"] == signed_in.__dict__["account"] == found.account
    assert (opened.__dict__["answer"], signed_in.__dict__["answer"]) == ("Activated", "SignedIn")


def test_every_line_has_the_name_of_its_answer_whatever_its_level(
    caplog: pytest.LogCaptureFixture,
) -> None:
    fixture = client_fixture()
    for _ in range(4):
        fixture.client.request_reset(FORM)
    fixture.client.purge()
    told = [(record.levelname, record.__dict__["answer"]) for record in caplog.records]
    reset, limited = ("INFO", "ResetRequested"), ("WARNING", "ResetRequested")
    assert told == [reset, reset, reset, limited, ("DEBUG", "Purged")]


def test_a_line_has_the_account_that_is_opened_or_whose_session_ends(
    caplog: pytest.LogCaptureFixture,
) -> None:
    for record in (ACCOUNT, SESSION):
        log(Decision(answers.SignedOut(), NOON, save=(REGISTRATION,), delete=(record,)))
    log(Decision(answers.SignedOut(), NOON, save=(REGISTRATION,)))
    logged = [record.__dict__.get("account") for record in caplog.records]
    assert logged == ["account-1", "account-1", None]


def test_a_line_about_a_stranger_is_the_same_whether_or_not_there_is_an_account(
    caplog: pytest.LogCaptureFixture,
) -> None:
    logged = []
    for has_account in (True, False):
        fixture = client_fixture()
        if has_account:
            fixture.activated()
        caplog.clear()
        fixture.client.sign_in({**FORM, "password": "wrong"})
        fixture.client.request_reset(FORM)
        fixture.client.open_account(FORM)
        logged.append([_told(record) for record in caplog.records])
    assert len(logged[0]) == 3
    assert logged[0] == logged[1]


def _told(record: logging.LogRecord) -> tuple[object, ...]:
    fields = record.__dict__
    return record.levelno, record.getMessage(), fields["answer"], fields.get("account")


def test_each_limit_is_a_warning(caplog: pytest.LogCaptureFixture) -> None:
    fixture = client_fixture()
    client = fixture.client
    session = fixture.activated()
    fixture.requested(contract_number="7654321", meter_number="C03ED390487", email="u@exemple.fr")
    link = fixture.token(ActivationMail)
    for _ in range(6):
        client.activate(link, password="wrong")
        client.sign_in({**FORM, "password": "wrong"})
        client.open_account({**FORM, "meter_number": "B1111"})
    for _ in range(4):
        client.request_reset(FORM)
    for _ in range(6):
        client.change_password(session, {**FORM, "current_password": "wrong"})
    warnings = [text for level, text in lines(caplog) if level == "WARNING"]
    assert warnings == [
        "a limit was reached: a password for an activation was refused",
        "a limit was reached: a sign-in was refused",
        "a limit was reached: a proof of a contract was refused",
        "a limit was reached: a reset link was requested",
        "a limit was reached: a current password was refused",
    ]


class SilentStorage(MemoryStorage):
    """While ``error`` is set, nothing is read."""

    error: Exception | None = None

    def read(self, *lookups: AnyLookup) -> Snapshot:
        if self.error:
            raise self.error
        return super().read(*lookups)


def test_an_outage_of_the_storage_is_told_when_it_begins_and_when_it_ends(
    caplog: pytest.LogCaptureFixture,
) -> None:
    storage = SilentStorage()
    client = client_fixture(storage=storage).client
    storage.error = StorageUnavailable("the disk is full")
    for _ in range(3):
        with pytest.raises(StorageUnavailable):
            client.purge()
    storage.error = None
    for _ in range(2):
        client.purge()
    assert lines(caplog) == [
        ("ERROR", "The storage cannot be read: the disk is full"),
        ("WARNING", "The storage can be read again"),
        ("DEBUG", "expired records were deleted"),
        ("DEBUG", "expired records were deleted"),
    ]


class FullDisk(MemoryStorage):
    """While ``full``, nothing is written."""

    full = True

    def commit(self, decision: Decision[object], seen: Snapshot) -> None:
        if self.full:
            raise StorageUnavailable("the disk is full")
        super().commit(decision, seen)


def test_reading_that_goes_on_ends_no_outage_of_writing(caplog: pytest.LogCaptureFixture) -> None:
    storage = FullDisk()
    fixture = client_fixture(storage=storage)
    for _ in range(2):
        with pytest.raises(StorageUnavailable):
            fixture.client.open_account(FORM)
        fixture.client.purge()
    storage.full = False
    fixture.requested()
    assert lines(caplog) == [
        ("ERROR", "The storage cannot be written: the disk is full"),
        ("DEBUG", "expired records were deleted"),
        ("DEBUG", "expired records were deleted"),
        ("WARNING", "The storage can be written again"),
        ("INFO", "an account was requested"),
    ]


def test_a_visit_that_could_not_be_noted_is_no_outage(caplog: pytest.LogCaptureFixture) -> None:
    storage = FullDisk()
    storage.full = False
    fixture = client_fixture(storage=storage)
    session = fixture.activated()
    fixture.clock.advance(timedelta(minutes=2))
    storage.full = True
    caplog.clear()
    assert isinstance(fixture.client.find_session(session), answers.SessionFound)
    assert lines(caplog) == [("DEBUG", "somebody who is signed in was recognised")]


def test_an_outage_of_the_register_is_told_when_it_begins_and_when_it_ends(
    caplog: pytest.LogCaptureFixture,
) -> None:
    register = FailingSubscribers(REGISTER)
    fixture = client_fixture(subscribers=register)
    register.answers = False
    for _ in range(3):
        assert fixture.client.open_account(FORM) == RegisterUnavailable()
    register.answers = True
    fixture.requested()
    assert lines(caplog) == [
        ("ERROR", "The register of subscribers does not answer: the register is silent"),
        ("WARNING", "The register of subscribers answers again"),
        ("INFO", "an account was requested"),
    ]


def test_a_use_case_that_gives_up_says_so(caplog: pytest.LogCaptureFixture) -> None:
    storage = SilentStorage()
    storage.error = Conflict("others were faster")
    with pytest.raises(Conflict):
        client_fixture(storage=storage).client.purge()
    assert lines(caplog) == [
        ("WARNING", "a use case was given up: others were faster each time"),
    ]


def test_an_observer_is_told_each_decision_after_its_commit() -> None:
    seen: list[Decision[object]] = []
    fixture = client_fixture(observe=seen.append)
    fixture.requested()
    assert [type(each.answer).__name__ for each in seen] == ["RequestReceived"]
