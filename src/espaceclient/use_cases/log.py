"""What is logged of the use cases: a line for each decision, and nothing about a person.

The random id of an account is the most that a line holds. A line about somebody who is not signed
in is the same whether or not there is an account.
"""

import logging
from collections.abc import Mapping

from espaceclient.domain.account import Account, AccountId
from espaceclient.domain.activate import (
    Activated,
    ActivationReady,
    ActivationRefused,
    PasswordRequired,
)
from espaceclient.domain.add_contract import AlreadyYours, ContractAdded, ContractHeld
from espaceclient.domain.apply_billing import AlreadyApplied, Applied, RenumberingRefused
from espaceclient.domain.change_password import CurrentPasswordRefused, PasswordChanged
from espaceclient.domain.contracts import Contracts
from espaceclient.domain.decision import Decision
from espaceclient.domain.find_session import NoSession, SessionFound
from espaceclient.domain.holding import Holding
from espaceclient.domain.import_accounts import ImportedBatch
from espaceclient.domain.link import LinkUnusable
from espaceclient.domain.may_see import Entitled, NotEntitled
from espaceclient.domain.open_account import RequestReceived, RequestRefused
from espaceclient.domain.purge import Purged
from espaceclient.domain.remove_contract import ContractRemoved, NotHeld
from espaceclient.domain.request_reset import ResetRequested
from espaceclient.domain.reset_password import PasswordReset, ResetReady
from espaceclient.domain.session import Session
from espaceclient.domain.sign_in import SignedIn, SignInRefused
from espaceclient.domain.sign_out import SignedOut

_logger = logging.getLogger(__name__)

HAPPENED: Mapping[type, str] = {
    RequestReceived: "an account was requested",
    RequestRefused: "a proof of a contract was refused",
    Activated: "an account was opened",
    ImportedBatch: "accounts were imported",
    ActivationRefused: "a password for an activation was refused",
    SignedIn: "somebody signed in",
    SignInRefused: "a sign-in was refused",
    SignedOut: "somebody signed out",
    ResetRequested: "a reset link was requested",
    PasswordReset: "a password was reset",
    PasswordChanged: "a password was changed",
    CurrentPasswordRefused: "a current password was refused",
    ContractAdded: "a contract was added to an account",
    ContractHeld: "a contract was proved that another account holds",
    ContractRemoved: "a contract was removed from an account",
    Purged: "expired records were deleted",
    Applied: "an event of billing was applied",
    RenumberingRefused: "a renumbering was refused",
}
"""What is logged as ``INFO`` if it changed anything, by answer."""

LOOKED: Mapping[type, str] = {
    SessionFound: "somebody who is signed in was recognised",
    NoSession: "nobody is signed in with this session",
    Contracts: "the contracts of an account were looked at",
    Entitled: "somebody may see a contract",
    NotEntitled: "somebody may not see a contract",
    ActivationReady: "an activation link was looked at",
    PasswordRequired: "a password is needed for an activation",
    ResetReady: "a reset link was looked at",
    LinkUnusable: "a link cannot be used any more",
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
    sentence = HAPPENED.get(kind) or LOOKED.get(kind)
    if sentence is None:
        return
    fields = {"answer": kind.__name__}
    if account := _account(decision):
        fields["account"] = account
    if decision.limit_reached:
        _logger.warning("a limit was reached: " + sentence, extra={**fields, "repeats": True})
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
