"""What may happen in the life of an account in a history: a request waits for its mail, an address
changes, sessions are ended, the account is closed, or nobody comes any more.
"""

from attrs import frozen

from espaceclient import answers
from espaceclient.client import EspaceClient
from espaceclient.domain.mail import AddressChangeMail
from espaceclient.domain.session import SessionReference
from espaceclient.testing.known_tokens import KnownTokens

_NONE = SessionReference("of no session")


@frozen
class LookAtWaiting:
    waiting: int = 0

    def ask(self, client: EspaceClient, known: KnownTokens) -> object:
        return client.preview_waiting(known.waits(self.waiting))


@frozen
class ResendActivation:
    waiting: int = 0

    def ask(self, client: EspaceClient, known: KnownTokens) -> object:
        return client.resend_activation(known.waits(self.waiting))


@frozen
class CorrectAddress:
    email: str
    waiting: int = 0

    def ask(self, client: EspaceClient, known: KnownTokens) -> object:
        return client.correct_address(known.waits(self.waiting), {"email": self.email})


@frozen
class RequestAddressChange:
    email: str
    password: str
    session: int = 0
    browser: int | None = 0

    def ask(self, client: EspaceClient, known: KnownTokens) -> object:
        session, browser = known.session(self.session), known.browser(self.browser)
        fields = {"email": self.email, "current_password": self.password}
        return client.request_address_change(session, fields, browser=browser)


@frozen
class PreviewAddressChange:
    link: int = 0
    browser: int | None = 0

    def ask(self, client: EspaceClient, known: KnownTokens) -> object:
        link = known.link(AddressChangeMail, self.link)
        return client.preview_address_change(link, browser=known.browser(self.browser))


@frozen
class ConfirmAddressChange:
    """Press the button behind a mailed link; ``browser`` is ``None`` for one without a token."""

    link: int = 0
    browser: int | None = 0
    password: str | None = None

    def ask(self, client: EspaceClient, known: KnownTokens) -> object:
        link, browser = known.link(AddressChangeMail, self.link), known.browser(self.browser)
        return client.confirm_address_change(link, browser=browser, password=self.password)


@frozen
class LookAtSessions:
    session: int = 0

    def ask(self, client: EspaceClient, known: KnownTokens) -> object:
        return client.sessions(known.session(self.session))


@frozen
class EndSession:
    """End the session that is named ``ended``, as its own browser is told its reference."""

    ended: int = 1
    session: int = 0

    def ask(self, client: EspaceClient, known: KnownTokens) -> object:
        listed = client.sessions(known.session(self.ended))
        named = listed.sessions if isinstance(listed, answers.Sessions) else ()
        reference = next((each.reference for each in named if each.is_this), _NONE)
        return client.end_session(known.session(self.session), reference)


@frozen
class EndOtherSessions:
    session: int = 0

    def ask(self, client: EspaceClient, known: KnownTokens) -> object:
        return client.end_other_sessions(known.session(self.session))


@frozen
class CloseAccount:
    password: str
    session: int = 0

    def ask(self, client: EspaceClient, known: KnownTokens) -> object:
        return client.close_account(known.session(self.session), self.password)


@frozen
class RetireAccounts:
    """Warn and close whom nobody visits, as a nightly job does."""


WaitingAction = LookAtWaiting | ResendActivation | CorrectAddress
AddressAction = RequestAddressChange | PreviewAddressChange | ConfirmAddressChange
LeavingAction = LookAtSessions | EndSession | EndOtherSessions | CloseAccount
LifeAction = WaitingAction | AddressAction | LeavingAction
