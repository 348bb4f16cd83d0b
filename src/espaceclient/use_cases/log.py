"""What is logged of the use cases: a line for each decision, and nothing about a person.

The random id of an account is the most that a line holds. A line about somebody who is not signed
in is the same whether or not there is an account.
"""

import logging
from collections.abc import Mapping

from espaceclient.domain.account import Account, AccountId
from espaceclient.domain.account_view import Accounts, AccountView, NoAccount
from espaceclient.domain.activate import Activated, ActivationReady, ActivationRefused
from espaceclient.domain.add_contract import AlreadyYours, ContractAdded, ContractHeld
from espaceclient.domain.apply_billing import AlreadyApplied, Applied, RenumberingRefused
from espaceclient.domain.change_password import CurrentPasswordRefused, PasswordChanged
from espaceclient.domain.choose_language import LanguageChosen
from espaceclient.domain.close_account import AccountClosed
from espaceclient.domain.confirm_address_change import AddressChanged, AddressChangeReady
from espaceclient.domain.contracts import Contracts
from espaceclient.domain.correct_address import AddressCorrected, CorrectionRefused
from espaceclient.domain.decision import Decision
from espaceclient.domain.end_other_sessions import OtherSessionsEnded
from espaceclient.domain.end_session import SessionEnded
from espaceclient.domain.export_account import AccountExported
from espaceclient.domain.find_session import NoSession, SessionFound
from espaceclient.domain.holding import Holding
from espaceclient.domain.import_accounts import ImportedBatch
from espaceclient.domain.link import LinkUnusable, PasswordRequired
from espaceclient.domain.may_see import Entitled, NotEntitled
from espaceclient.domain.open_account import RequestReceived, RequestRefused
from espaceclient.domain.purge import Purged
from espaceclient.domain.remove_contract import ContractRemoved, NotHeld
from espaceclient.domain.request_address_change import AddressChangeRequested, TooManyRequests
from espaceclient.domain.request_reset import ResetRequested
from espaceclient.domain.resend_activation import ActivationResent
from espaceclient.domain.reset_password import PasswordReset, ResetReady
from espaceclient.domain.retire_accounts import AccountWarned
from espaceclient.domain.session import Session
from espaceclient.domain.sessions import Sessions
from espaceclient.domain.sign_in import SignedIn, SignInRefused
from espaceclient.domain.sign_out import SignedOut
from espaceclient.domain.support import (
    ActivationRequeued,
    Found,
    SessionsEnded,
    TooManyMails,
)
from espaceclient.domain.waiting import NothingWaits, Waiting

_logger = logging.getLogger(__name__)

HAPPENED: Mapping[type, str] = {
    RequestReceived: "an account was requested",
    RequestRefused: "a proof of a contract was refused",
    ActivationResent: "an activation mail was asked for again",
    AddressCorrected: "the address of a request was corrected",
    Activated: "an account was opened",
    ImportedBatch: "accounts were imported",
    ActivationRefused: "a password for an activation was refused",
    SignedIn: "somebody signed in",
    SignInRefused: "a sign-in was refused",
    SignedOut: "somebody signed out",
    SessionEnded: "a session was ended from another",
    LanguageChosen: "a language was chosen",
    OtherSessionsEnded: "all sessions but one were ended",
    ResetRequested: "a reset link was requested",
    PasswordReset: "a password was reset",
    PasswordChanged: "a password was changed",
    CurrentPasswordRefused: "a current password was refused",
    AddressChangeRequested: "a change of address was requested",
    TooManyRequests: "a change of address was refused",
    AddressChanged: "the address of an account was changed",
    ContractAdded: "a contract was added to an account",
    ContractHeld: "a contract was proved that another account holds",
    ContractRemoved: "a contract was removed from an account",
    Purged: "expired records were deleted",
    Found: "the support looked at an account",
    SessionsEnded: "the support ended the sessions of an account",
    ActivationRequeued: "the support had an activation link sent again",
    TooManyMails: "the support asked for too many mails to an address",
    AccountExported: "an account was exported",
    AccountClosed: "an account was closed",
    AccountWarned: "the owner of an account that nobody visits was warned",
    Applied: "an event of billing was applied",
    RenumberingRefused: "a renumbering was refused",
}
"""What is logged as ``INFO`` if it changed anything, by answer."""

FAILED: Mapping[type, str] = {LinkUnusable: "a link cannot be used any more"}
"""What is logged as ``INFO`` though it changes nothing; anybody can have it said in floods."""

LOOKED: Mapping[type, str] = {
    SessionFound: "somebody who is signed in was recognised",
    NoSession: "nobody is signed in with this session",
    Sessions: "the sessions of an account were looked at",
    Waiting: "a request that waits was looked at",
    NothingWaits: "a request that does not wait was looked at",
    CorrectionRefused: "the address of a request was not corrected",
    Contracts: "the contracts of an account were looked at",
    AccountView: "an account was looked up",
    NoAccount: "an account was looked up that there is not",
    Accounts: "a page of accounts was looked at",
    Entitled: "somebody may see a contract",
    NotEntitled: "somebody may not see a contract",
    ActivationReady: "an activation link was looked at",
    PasswordRequired: "a password is needed behind a link",
    ResetReady: "a reset link was looked at",
    AddressChangeReady: "a link to a new address was looked at",
    AlreadyApplied: "an event of billing was applied before",
    AlreadyYours: "a contract was to be added that the account holds",
    NotHeld: "a contract was to be removed that the account does not hold",
}
"""What is logged as ``DEBUG``: it changes nothing, or next to nothing."""


def log(decision: Decision[object]) -> None:
    """Log a decision once it is committed: as a warning when a limit made it.

    The line has the fields ``answer``, the answer's class, and ``account``, the account's id, if
    the decision stored something of an account.
    """
    kind = type(decision.answer)
    sentence = HAPPENED.get(kind) or FAILED.get(kind) or LOOKED.get(kind)
    if sentence is None:
        return
    fields = {"answer": kind.__name__}
    if account := _account(decision):
        fields["account"] = account
    if decision.limit_reached:
        _logger.warning("a limit was reached: " + sentence, extra={**fields, "repeats": True})
    elif kind in FAILED:
        _logger.info(sentence, extra={**fields, "repeats": True})
    elif kind in LOOKED or decision.changes_nothing:
        _logger.debug(sentence, extra=fields)
    else:
        _logger.info(sentence, extra=fields)


def _account(decision: Decision[object]) -> AccountId | None:
    """Return whose records were stored or deleted, if they are those of one account."""
    accounts: set[AccountId] = set()
    for record in (*decision.save, *decision.delete):
        if isinstance(record, Account):
            accounts.add(record.id)
        if isinstance(record, Session | Holding):
            accounts.add(record.account)
    return accounts.pop() if len(accounts) == 1 else None
