"""EspaceClient: the front of the library, a method a use case."""

from __future__ import annotations  # methods are named as the modules of their use cases are

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from espaceclient import answers
from espaceclient.domain.account import AccountId
from espaceclient.domain.add_contract import AddContract
from espaceclient.domain.billing_event import BillingEvent
from espaceclient.domain.change_password import ChangePassword
from espaceclient.domain.correct_address import CorrectAddress
from espaceclient.domain.email_address import EmailAddress
from espaceclient.domain.import_account import ImportAccount
from espaceclient.domain.language import FRENCH, Language
from espaceclient.domain.open_account import OpenAccount
from espaceclient.domain.policy import Policy
from espaceclient.domain.problem import Fields
from espaceclient.domain.request_address_change import RequestAddressChange
from espaceclient.domain.request_reset import RequestReset
from espaceclient.domain.reset_password import ResetPassword
from espaceclient.domain.session import SessionReference
from espaceclient.domain.sign_in import SignIn
from espaceclient.domain.token import BrowserToken, LinkToken, SessionToken, WaitingToken
from espaceclient.domain.values import Communes, Contract
from espaceclient.ports.breached_passwords import BreachedPasswords
from espaceclient.ports.clock import Clock
from espaceclient.ports.hasher import Hasher
from espaceclient.ports.storage import Storage
from espaceclient.ports.subscribers import Subscribers
from espaceclient.ports.tokens import Tokens
from espaceclient.ports.trail import Trail
from espaceclient.use_cases import (
    activate,
    add_contract,
    apply_billing,
    change_password,
    check_health,
    choose_language,
    close_account,
    confirm_address_change,
    contracts,
    correct_address,
    directory,
    end_other_sessions,
    end_session,
    export_account,
    find_session,
    import_accounts,
    may_see,
    open_account,
    plan_renumbering,
    preview_waiting,
    purge,
    reconcile,
    remove_contract,
    request_address_change,
    request_reset,
    resend_activation,
    reset_password,
    retire_accounts,
    sessions,
    sign_in,
    sign_out,
)
from espaceclient.use_cases.backoff import Backoff, wait_briefly
from espaceclient.use_cases.services import Services
from espaceclient.use_cases.unit_of_work import Observe, Transactions


class EspaceClient:
    """A utility's online customer accounts. Thread-safe when its ports are.

    A request is a command (``OpenAccount``, ``SignIn``…) or the raw fields of a form; both are
    judged alike. What a person can do wrong is an answer of a closed union, never an exception.
    ``PortError`` means broken infrastructure, and that nothing was stored, but for its subclass
    ``OutcomeUnknown``: the storage's answer was lost, several times. ``Conflict`` comes only from a
    storage that cannot lock (see ``ExclusiveStorage``), when others were faster 20 times in a row.
    """

    def __init__(
        self,
        *,
        communes: Communes,
        subscribers: Subscribers,
        storage: Storage,
        hasher: Hasher,
        tokens: Tokens,
        clock: Clock,
        policy: Policy | None = None,
        breached_passwords: BreachedPasswords | None = None,
        trail: Trail | None = None,
        backoff: Backoff = wait_briefly,
        observe: Observe | None = None,
    ) -> None:
        """``policy``: the default is the guide's; ``breached_passwords``: a list of leaked ones
        that new passwords may not be on, by default none; ``trail``: where events are read back,
        for exports and for the support, which go without them by default; ``backoff`` waits after
        a lost race; ``observe`` is told each decision after its commit, to count it; it must not
        raise.

        Raises ``ValueError`` for formats of an operator that none of the communes has.
        """
        self.communes = communes
        self.clock = clock
        self.policy = policy or Policy()
        self.policy.formats.require_known(communes.operators)
        transactions = Transactions(storage, clock, backoff, observe)
        self._services = Services(
            communes,
            self.policy,
            subscribers,
            hasher,
            tokens,
            transactions,
            breached_passwords,
            trail,
        )

    def checklist(self, password: str) -> answers.Checklist:
        """Return the state of every password rule for what was typed so far."""
        return self.policy.password.checklist(password)

    def open_account(
        self,
        request: OpenAccount | Fields,
        *,
        client_address: str | None = None,
        browser: BrowserToken | None = None,
        language: Language = FRENCH,
    ) -> answers.OpenAccountAnswer:
        """Ask for an account (guide, steps 2 and 3); whoever is concerned learns more by mail.

        ``client_address``: the caller's IP address, for the limits per network; ``browser``: the
        token of an earlier answer, kept by this browser; ``language``: what whoever asks reads,
        which the account keeps and its mails are written in.
        """
        return open_account.run(self._services, request, client_address, browser, language)

    def preview_waiting(self, waiting: WaitingToken) -> answers.WaitingPreview:
        """Tell the browser that filled the form what still waits; changes nothing.

        ``waiting``: the token of ``RequestReceived`` or ``AddressCorrected``, whose answers are the
        same whether or not there is an account.
        """
        return preview_waiting.run(self._services, waiting)

    def resend_activation(
        self, waiting: WaitingToken, *, client_address: str | None = None
    ) -> answers.ActivationResent:
        """Send the mail that answered a request again; the answer tells nothing.

        It counts as a request for its contract and its recipient: past these limits, none is sent.
        ``client_address``: the caller's IP address, for the trail.
        """
        return resend_activation.run(self._services, waiting, client_address)

    def correct_address(
        self,
        waiting: WaitingToken,
        request: CorrectAddress | Fields,
        *,
        client_address: str | None = None,
    ) -> answers.CorrectAddressAnswer:
        """Move a request to another address, once and within an hour of the form; its old link
        dies, and a mail goes to the new address.

        It counts there as a request does. ``client_address``: the caller's IP address, for the
        trail.
        """
        return correct_address.run(self._services, waiting, request, client_address)

    def preview_activation(
        self, link: LinkToken, *, browser: BrowserToken | None = None
    ) -> answers.ActivationPreview:
        """Tell what the page behind an activation link asks for; changes nothing."""
        return activate.run_preview(self._services, link, browser)

    def activate(
        self,
        link: LinkToken,
        *,
        browser: BrowserToken | None = None,
        password: str | None = None,
        label: str | None = None,
        client_address: str | None = None,
    ) -> answers.ActivateAnswer:
        """Open the account behind an activation link, and a session (guide, step 4).

        Another browser than the one that filled the form gives the chosen ``password``. ``label``:
        what to call the device among the sessions, as for ``sign_in``. ``client_address``: the
        caller's IP address, for the trail.
        """
        return activate.run(self._services, link, browser, password, label, client_address)

    def sign_in(
        self,
        request: SignIn | Fields,
        *,
        browser: BrowserToken | None = None,
        label: str | None = None,
        client_address: str | None = None,
    ) -> answers.SignInAnswer:
        """Open a session; costs one hash whatever happens, two when the stored one is renewed.

        ``browser``: the token of an earlier answer, kept by this browser. One that signed in,
        activated or reset with this address before is counted by itself, so that a stranger's
        failures do not keep it out. ``label``: what to call the device among the ``sessions``, such
        as « Firefox sur Windows ». ``client_address``: the caller's IP address, for the limits per
        network.

        Raises ``ValueError`` for a label that is not one line of 1 to 80 code points.
        """
        return sign_in.run(self._services, request, browser, label, client_address)

    def sign_out(self, session: SessionToken) -> answers.SignedOut:
        """End a session; signing out twice, or by a forged token, is no mistake."""
        return sign_out.run(self._services, session)

    def sessions(self, session: SessionToken) -> answers.SessionsAnswer:
        """Tell where whoever is signed in is signed in: the session that asks, then the others.

        Two snapshots, no commit: it is no visit and extends no session.
        """
        return sessions.run(self._services, session)

    def end_session(
        self,
        session: SessionToken,
        reference: SessionReference,
        *,
        client_address: str | None = None,
    ) -> answers.EndSessionAnswer:
        """End one of one's own sessions by its ``OpenSession.reference``; nobody else's.

        A session that is over is no mistake. ``client_address``: the caller's IP address, for the
        trail.
        """
        return end_session.run(self._services, session, reference, client_address)

    def end_other_sessions(
        self, session: SessionToken, *, client_address: str | None = None
    ) -> answers.EndOtherSessionsAnswer:
        """End all of one's own sessions but the one that asks.

        ``client_address``: the caller's IP address, for the trail.
        """
        return end_other_sessions.run(self._services, session, client_address)

    def choose_language(
        self, session: SessionToken, language: Language, *, client_address: str | None = None
    ) -> answers.ChooseLanguageAnswer:
        """Have whoever is signed in written to in another language from now on.

        ``client_address``: the caller's IP address, for the trail.
        """
        return choose_language.run(self._services, session, language, client_address)

    def find_session(
        self, session: SessionToken, *, visit: bool = True
    ) -> answers.FindSessionAnswer:
        """Tell who is signed in; a visit, noted at most once a minute, extends the session.

        Without ``visit`` it is one snapshot and no commit: for whoever may only read, or asks when
        nobody has come to see a page.
        """
        return find_session.run(self._services, session, visit=visit)

    def contracts(self, session: SessionToken) -> answers.ContractsAnswer:
        """Tell which contracts whoever is signed in may see, and from when to when.

        One snapshot, no commit: it is no visit and extends no session.
        """
        return contracts.run(self._services, session)

    def contracts_of_account(self, account: AccountId) -> answers.Contracts:
        """Tell the same of an account by its id, for services that have no session.

        An account that does not exist has no contracts.
        """
        return contracts.run_for_account(self._services, account)

    def may_see(
        self, session: SessionToken, contract: Contract, on: datetime | None = None
    ) -> answers.MaySeeAnswer:
        """Tell whether whoever is signed in may see what concerns a contract.

        With ``on``, an aware instant, it tells of that instant: show what is dated so only if the
        answer is ``Entitled``. Without it, it tells the latest period that can be read: show
        nothing outside it. One snapshot, no commit: it is no visit and extends no session.

        Raises ``ValueError`` for an ``on`` that is naive or out of UTC's calendar.
        """
        return may_see.run(self._services, session, contract, on)

    def may_account_see(
        self, account: AccountId, contract: Contract, on: datetime | None = None
    ) -> answers.Entitlement:
        """Tell the same of an account by its id, for services that have no session."""
        return may_see.run_for_account(self._services, account, contract, on)

    def find_account(
        self,
        *,
        id: AccountId | None = None,  # noqa: A002 - what the field is called
        email: EmailAddress | None = None,
        contract: Contract | None = None,
    ) -> answers.FindAccountAnswer:
        """Find an account by its id, its address or a contract that it holds without an end.

        For services of the host: what it answers may not be told to whoever asks without having
        signed in. Two snapshots at most, no commit.

        Raises ``ValueError`` unless exactly one is given.
        """
        return directory.find(self._services, directory.named_by(id, email, contract))

    def accounts(self, after: str = "", at_most: int = 500) -> answers.Accounts:
        """Return a page of all accounts with their contracts, in the order of their ids.

        ``after`` goes on after an id, as ``Accounts.resume_after`` tells it. Two snapshots.

        Raises ``ValueError`` for ``at_most`` below 1.
        """
        return directory.page(self._services, after, at_most)

    def apply(self, event: BillingEvent) -> answers.ApplyAnswer:
        """Apply what billing tells about a contract; whose holdings it changes are told by mail.

        An event is applied once, by its id, which is remembered for 13 months. A contract that
        nobody holds is no mistake, and of several ends the earliest counts, in whatever order they
        are told. Two snapshots at most, one commit.
        """
        return apply_billing.run(self._services, event)

    def preview_apply(self, event: BillingEvent) -> answers.ApplyAnswer:
        """Tell what ``apply`` would answer now; changes nothing."""
        return apply_billing.run_preview(self._services, event)

    def reconcile(
        self,
        after: str = "",
        at_most: int | None = None,
        *,
        allow: int = 0,
        dry_run: bool = False,
        tell: Callable[[int], None] = lambda _compared: None,
    ) -> answers.ReconcileAnswer:
        """Compare the holdings that have no end with the register: what has ended there ends here.

        A contract that the register does not know any more, or tells to have ended, ends now; one
        that has another customer reference, or began after its holding did, changes its holder.
        All are compared before anything is done: nothing is, when more than 5 % of them would end
        and more than ``allow``; five always may.

        ``after`` goes on after the id of a holding, with ``at_most`` so many, in the order of ids;
        ``Reconciled.resume_after`` tells where to go on, which it does too when the register falls
        silent. ``dry_run`` applies nothing; ``tell`` is told how many have been compared so far.
        One look-up in the register for each.
        """
        return reconcile.run(
            self._services, after, at_most, allowed=allow, dry_run=dry_run, tell=tell
        )

    def plan_renumbering(
        self, pairs: Iterable[tuple[Contract, Contract]]
    ) -> answers.RenumberingPlan:
        """Tell what renumbering contracts from old to new would do; changes nothing.

        ``apply`` the plan's ``renumberings`` one after the other, in their order, unless the
        mapping contradicts itself.
        """
        return plan_renumbering.run(self._services, pairs)

    def add_contract(
        self,
        session: SessionToken,
        request: AddContract | Fields,
        *,
        client_address: str | None = None,
    ) -> answers.AddContractAnswer:
        """Add a contract to the account that is signed in, after the same proof as at its opening.

        Wrong pairs and accepted requests count as they do there; wrong pairs for the account as
        well, as many as for one network. Nobody has the register asked but who is signed in and
        below these limits. ``client_address``: the caller's IP address, for the limits per network.
        """
        return add_contract.run(self._services, session, request, client_address)

    def remove_contract(
        self,
        session: SessionToken,
        contract: Contract,
        password: str,
        *,
        client_address: str | None = None,
    ) -> answers.RemoveContractAnswer:
        """Remove a contract, in force or ended, from the account that is signed in.

        ``password`` is the account's; wrong ones count as they do for a change of password.
        ``client_address``: the caller's IP address, for the trail.
        """
        return remove_contract.run(self._services, session, contract, password, client_address)

    def request_reset(
        self, request: RequestReset | Fields, *, client_address: str | None = None
    ) -> answers.RequestResetAnswer:
        """Ask for a reset link by mail; the answer never tells whether there is an account.

        ``client_address``: the caller's IP address, for the limits per network.
        """
        return request_reset.run(self._services, request, client_address)

    def preview_reset(self, link: LinkToken) -> answers.ResetPreview:
        """Tell whether a reset link still opens the page for a new password; changes nothing."""
        return reset_password.run_preview(self._services, link)

    def reset_password(
        self,
        link: LinkToken,
        request: ResetPassword | Fields,
        *,
        browser: BrowserToken | None = None,
        client_address: str | None = None,
    ) -> answers.ResetPasswordAnswer:
        """Set a new password behind a reset link; ends every session and signs nobody in.

        ``browser``: the token of an earlier answer, kept by this browser. It may sign in from now
        on whatever failed before. ``client_address``: the caller's IP address, for the trail.
        """
        return reset_password.run(self._services, link, request, browser, client_address)

    def change_password(
        self,
        session: SessionToken,
        request: ChangePassword | Fields,
        *,
        client_address: str | None = None,
    ) -> answers.ChangePasswordAnswer:
        """Set a new password from a session, given the current one; ends it and every other one.

        ``client_address``: the caller's IP address, for the trail.
        """
        return change_password.run(self._services, session, request, client_address)

    def request_address_change(
        self,
        session: SessionToken,
        request: RequestAddressChange | Fields,
        *,
        browser: BrowserToken | None = None,
        client_address: str | None = None,
    ) -> answers.RequestAddressChangeAnswer:
        """Ask for another address from a session, given the password; a link is mailed to it.

        The old address is told at once. The answer never tells whether the new one has an account.
        ``browser``: the token of an earlier answer, kept by this browser, which may then confirm
        without a password. ``client_address``: the caller's IP address, for the trail.
        """
        return request_address_change.run(self._services, session, request, browser, client_address)

    def preview_address_change(
        self, link: LinkToken, *, browser: BrowserToken | None = None
    ) -> answers.AddressChangePreview:
        """Tell what the page behind a link to a new address asks for; changes nothing."""
        return confirm_address_change.run_preview(self._services, link, browser)

    def confirm_address_change(
        self,
        link: LinkToken,
        *,
        browser: BrowserToken | None = None,
        password: str | None = None,
        client_address: str | None = None,
    ) -> answers.ConfirmAddressChangeAnswer:
        """Give the account behind a link its new address; signs nobody in, and ends no session.

        ``browser``: the token that this browser keeps; unless it asked for the change, ``password``
        is needed, the account's. ``client_address``: the caller's IP address, for the trail.
        """
        return confirm_address_change.run(self._services, link, browser, password, client_address)

    def export_account(
        self, session: SessionToken, *, client_address: str | None = None
    ) -> answers.ExportAccountAnswer:
        """Write out all that is held of whoever is signed in, as fields of JSON.

        It holds no hash and no token; events, where the client has a ``trail``. Two snapshots, one
        commit, and the pages of the trail. ``client_address``: the caller's IP address, for the
        trail.
        """
        return export_account.run(self._services, session, client_address)

    def close_account(
        self, session: SessionToken, password: str, *, client_address: str | None = None
    ) -> answers.CloseAccountAnswer:
        """Close the account that is signed in, for good: all that was held of it is deleted.

        ``password`` is the account's; wrong ones count as they do for a change of password.
        ``client_address``: the caller's IP address, for the trail.
        """
        return close_account.run(self._services, session, password, client_address)

    def retire_accounts(
        self,
        after: str = "",
        at_most: int | None = None,
        *,
        allow: int = 0,
        dry_run: bool = False,
        tell: Callable[[int], None] = lambda _looked_at: None,
    ) -> answers.RetireAccountsAnswer:
        """Warn the owners of accounts that nobody visits, and close those who were warned twice.

        An account is closed when nobody has visited it for ``Lifetimes.unvisited_account``; mails
        30 and 7 days before say so. All are looked at before anything is done: nothing is, when
        more than 5 % of them would be warned or closed and more than ``allow``; five always may.

        ``after`` goes on after the id of an account, with ``at_most`` so many, in the order of ids;
        ``dry_run`` does nothing; ``tell`` is told how many have been looked at so far. Two
        snapshots and a commit for each that is warned or closed.
        """
        return retire_accounts.run(
            self._services, after, at_most, allowed=allow, dry_run=dry_run, tell=tell
        )

    def import_account(self, request: ImportAccount | Fields) -> answers.ImportAccountAnswer:
        """Bring one contract of an account along from another system, with its password's hash.

        Nobody is mailed. An account that is there, or holds the contract, stays as it is; one that
        was imported with the very same hash gets its further contracts so. The contract must be in
        the register, in force, and the hasher must be a ``ForeignHasher`` of the hash's scheme; at
        the first sign-in the hash is renewed as one of ours.
        """
        return import_accounts.run(self._services, [request], dry_run=False).outcomes[0]

    def import_accounts(
        self, requests: Sequence[ImportAccount | Fields], *, dry_run: bool = False
    ) -> answers.ImportedBatch:
        """Bring a batch along: those that are not refused are stored in one commit, or none is.

        Each request is one contract, judged after those before it. ``dry_run`` stores nothing. One
        look-up in the register for each. A commit's time grows with the square of its requests:
        give about fifty at once.
        """
        return import_accounts.run(self._services, requests, dry_run=dry_run)

    def check_health(self) -> answers.Health:
        """Tell whether the storage keeps what is written and the register answers, by trying both.

        Two commits, which leave nothing, and a look-up of contract 0000000, or what stands for it
        in another format: ask every few seconds at most, and never on a visitor's behalf.
        """
        return check_health.run(self._services)

    def purge(self, at_most: int = 500) -> answers.Purged:
        """Delete what has expired, so many of each kind at most; repeat until none is left."""
        return purge.run(self._services.transactions, at_most)
