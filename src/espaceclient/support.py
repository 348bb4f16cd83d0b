"""Support: the front for whoever helps subscribers; it opens no account and sees no password.

====================  ====================================================
method                its answer
====================  ====================================================
``find``              ``Found``
``resend_activation`` ``ActivationRequeued | NothingWaits | TooManyMails``
``end_sessions``      ``SessionsEnded | NoAccount``
``export_account``    ``AccountExported | NoAccount``
``close_account``     ``AccountClosed | NoAccount``
====================  ====================================================
"""

from espaceclient.client import EspaceClient
from espaceclient.domain.account import AccountId
from espaceclient.domain.account_view import NoAccount
from espaceclient.domain.close_account import AccountClosed
from espaceclient.domain.close_account import Answer as CloseAnswer
from espaceclient.domain.email_address import EmailAddress
from espaceclient.domain.export_account import AccountExported
from espaceclient.domain.export_account import Answer as ExportAnswer
from espaceclient.domain.support import (
    ActivationRequeued,
    Found,
    ResendAnswer,
    SessionsEnded,
    SupportedAccount,
    TooManyMails,
)
from espaceclient.domain.support_case import SupportCase
from espaceclient.domain.values import Contract
from espaceclient.domain.waiting import NothingWaits
from espaceclient.ports.storage import AccountById
from espaceclient.use_cases import close_account, export_account, support
from espaceclient.use_cases.directory import named_by

__all__ = [
    "AccountClosed",
    "AccountExported",
    "ActivationRequeued",
    "CloseAnswer",
    "ExportAnswer",
    "Found",
    "NoAccount",
    "NothingWaits",
    "ResendAnswer",
    "SessionsEnded",
    "Support",
    "SupportedAccount",
    "TooManyMails",
]


class Support:
    """What one ``actor`` of the support does, under the name by which the host knows them.

    Who may have it is for the host to decide. Every call takes a ``reason``, one line for the trail
    without any address, and is an event with both, in its own commit: two snapshots at most, one
    commit. ``ValueError`` is raised for an actor or a reason that ``SupportCase`` refuses, before
    anything is read.
    """

    def __init__(self, client: EspaceClient, *, actor: str) -> None:
        SupportCase(actor, reason="to be told with each call")
        self._services = client._services  # noqa: SLF001 - another front over the same services
        self._actor = actor

    def find(
        self,
        *,
        reason: str,
        id: AccountId | None = None,  # noqa: A002 - what the field is called
        email: EmailAddress | None = None,
        contract: Contract | None = None,
    ) -> Found:
        """Show how things stand with an account, an address or a contract, and what led there.

        The address is masked. Raises ``ValueError`` unless exactly one of the three is given.
        """
        named = named_by(id, email, contract)
        return support.find(self._services, self._case(reason), named, email, contract)

    def resend_activation(self, email: EmailAddress, *, reason: str) -> ResendAnswer:
        """Send the newest activation link of an address again; it counts as any mail to it."""
        return support.resend_activation(self._services, self._case(reason), email)

    def end_sessions(self, account: AccountId, *, reason: str) -> SessionsEnded | NoAccount:
        """End all sessions of an account, and a change of address that waits; its password opens
        another session.
        """
        return support.end_sessions(self._services, self._case(reason), AccountById(account))

    def export_account(self, account: AccountId, *, reason: str) -> ExportAnswer:
        """Write out all that is held of an account, to be given to its owner and nobody else."""
        case = self._case(reason)
        return export_account.run_for_support(self._services, AccountById(account), case)

    def close_account(self, account: AccountId, *, reason: str) -> CloseAnswer:
        """Close an account, for good, as its owner would; a mail tells them."""
        case = self._case(reason)
        return close_account.run_for_support(self._services, AccountById(account), case)

    def _case(self, reason: str) -> SupportCase:
        return SupportCase(self._actor, reason)
