"""A host's ``match`` is complete: mypy --strict checks each ``assert_never`` below, pytest that
they run.
"""

from typing import assert_never

from espaceclient import EspaceClient
from espaceclient.answers import (
    AccountImported,
    Activated,
    ActivationRefused,
    AddressTaken,
    AlreadyApplied,
    AlreadyImported,
    Applied,
    ContractTaken,
    CurrentPasswordRefused,
    Invalid,
    LinkUnusable,
    NoSession,
    PasswordChanged,
    PasswordRequired,
    PasswordReset,
    Reconciled,
    RegisterUnavailable,
    RenumberingRefused,
    RequestReceived,
    RequestRefused,
    SessionFound,
    SignedIn,
    SignInRefused,
    TooManyEnds,
)
from espaceclient.billing import BillingEvent, BillingEventId, HoldingRescinded
from espaceclient.domain.token import LinkToken, SessionToken
from espaceclient.values import Contract, ContractNumber
from tests.client_fixture import FORM, SEMM, client_fixture


def opening(client: EspaceClient) -> str:
    match client.open_account(FORM):
        case RequestReceived(browser):
            return f"received by {browser}"
        case RequestRefused():
            return "refused"
        case RegisterUnavailable():
            return "later"
        case Invalid(problems):
            return ", ".join(problem.code for problem in problems)
        case never:
            assert_never(never)


def activation(client: EspaceClient, link: LinkToken) -> str:
    match client.activate(link):
        case Activated(session):
            return session
        case PasswordRequired() | ActivationRefused():
            return "password"
        case LinkUnusable():
            return "dead"
        case never:
            assert_never(never)


def signing_in(client: EspaceClient) -> str:
    match client.sign_in(FORM):
        case SignedIn(session):
            return session
        case SignInRefused():
            return "refused"
        case Invalid():
            return "invalid"
        case never:
            assert_never(never)


def session(client: EspaceClient, token: SessionToken) -> str:
    match client.find_session(token):
        case SessionFound(email=email):
            return email.text
        case NoSession():
            return "nobody"
        case never:
            assert_never(never)


def resetting(client: EspaceClient, link: LinkToken) -> str:
    match client.reset_password(link, FORM):
        case PasswordReset():
            return "done"
        case LinkUnusable():
            return "dead"
        case Invalid():
            return "invalid"
        case never:
            assert_never(never)


def changing(client: EspaceClient, token: SessionToken) -> str:
    match client.change_password(token, {**FORM, "current_password": FORM["password"]}):
        case PasswordChanged():
            return "done"
        case CurrentPasswordRefused():
            return "refused"
        case NoSession():
            return "nobody"
        case Invalid():
            return "invalid"
        case never:
            assert_never(never)


def telling(client: EspaceClient, event: BillingEvent) -> str:
    match client.apply(event):
        case Applied(holdings):
            return f"to {holdings}"
        case AlreadyApplied():
            return "before"
        case RenumberingRefused():
            return "refused"
        case never:
            assert_never(never)


def reconciling(client: EspaceClient) -> str:
    match client.reconcile():
        case Reconciled(compared):
            return f"compared {compared}"
        case TooManyEnds(ended=ended):
            return f"{ended} would end"
        case never:
            assert_never(never)


def importing(client: EspaceClient) -> str:
    match client.import_account(FORM):
        case AccountImported(account) | AlreadyImported(account):
            return account
        case AddressTaken() | ContractTaken():
            return "taken"
        case RegisterUnavailable():
            return "later"
        case Invalid(problems):
            return ", ".join(problem.code for problem in problems)
        case never:
            assert_never(never)


def test_every_answer_is_matched() -> None:
    client = client_fixture().client
    assert opening(client).startswith("received by ")
    assert activation(client, LinkToken("x")) == "dead"
    assert signing_in(client) == "refused"
    assert session(client, SessionToken("x")) == "nobody"
    assert resetting(client, LinkToken("x")) == "dead"
    assert changing(client, SessionToken("x")) == "nobody"
    contract = Contract(SEMM, ContractNumber("0123456"))
    assert telling(client, HoldingRescinded(BillingEventId("1"), contract)) == "to 0"
    assert reconciling(client) == "compared 0"
    assert importing(client) == "password_hash/required"
