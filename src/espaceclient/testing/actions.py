"""What may happen in a history, as plain values that can be printed and performed again.

Tokens are random, so that an action tells them by how new they are, 0 the newest; where there is
none, a forged one is used.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Literal

from attrs import asdict, frozen

from espaceclient.client import EspaceClient
from espaceclient.domain.mail import ActivationMail, AddressChangeMail, ResetMail
from espaceclient.domain.token import LinkToken, SessionToken, WaitingToken
from espaceclient.testing.contract_actions import ContractAction
from espaceclient.testing.known_tokens import KnownTokens, pick
from espaceclient.testing.life_actions import LifeAction, RetireAccounts

Token = Literal["activation link", "reset link", "address link", "session", "waiting"]

Call = tuple[str, int]
"""A call to come: ``storage.read``, ``mailer.send``…, and which one of that name, from 1."""


def _new_password(text: str) -> Mapping[str, str]:
    return {"password": text, "confirmation": text}


@frozen
class OpenAccount:
    email: str
    commune: str
    contract_number: str
    meter_number: str
    password: str
    browser: int | None = None
    client_address: str | None = None

    def ask(self, client: EspaceClient, known: KnownTokens) -> object:
        return client.open_account(
            {**asdict(self), "confirmation": self.password},
            browser=known.browser(self.browser),
            client_address=self.client_address,
        )


@frozen
class PreviewActivation:
    link: int = 0
    browser: int | None = 0

    def ask(self, client: EspaceClient, known: KnownTokens) -> object:
        link = known.link(ActivationMail, self.link)
        return client.preview_activation(link, browser=known.browser(self.browser))


@frozen
class Activate:
    """Press the button behind a mailed link; ``browser`` is ``None`` for one that never asked for
    an account.
    """

    link: int = 0
    browser: int | None = 0
    password: str | None = None

    def ask(self, client: EspaceClient, known: KnownTokens) -> object:
        link, browser = known.link(ActivationMail, self.link), known.browser(self.browser)
        return client.activate(link, browser=browser, password=self.password)


@frozen
class SignIn:
    """Sign in; ``browser`` is ``None`` for one that keeps no token."""

    email: str
    password: str
    browser: int | None = None
    client_address: str | None = None

    def ask(self, client: EspaceClient, known: KnownTokens) -> object:
        return client.sign_in(
            {"email": self.email, "password": self.password},
            browser=known.browser(self.browser),
            client_address=self.client_address,
        )


@frozen
class FindSession:
    session: int = 0

    def ask(self, client: EspaceClient, known: KnownTokens) -> object:
        return client.find_session(known.session(self.session))


@frozen
class SignOut:
    session: int = 0

    def ask(self, client: EspaceClient, known: KnownTokens) -> object:
        return client.sign_out(known.session(self.session))


@frozen
class RequestReset:
    email: str
    client_address: str | None = None

    def ask(self, client: EspaceClient, _: KnownTokens) -> object:
        fields = {"email": self.email}
        return client.request_reset(fields, client_address=self.client_address)


@frozen
class PreviewReset:
    link: int = 0

    def ask(self, client: EspaceClient, known: KnownTokens) -> object:
        return client.preview_reset(known.link(ResetMail, self.link))


@frozen
class ResetPassword:
    password: str
    link: int = 0
    browser: int | None = None

    def ask(self, client: EspaceClient, known: KnownTokens) -> object:
        link, browser = known.link(ResetMail, self.link), known.browser(self.browser)
        return client.reset_password(link, _new_password(self.password), browser=browser)


@frozen
class ChangePassword:
    current: str
    password: str
    session: int = 0

    def ask(self, client: EspaceClient, known: KnownTokens) -> object:
        fields = {"current_password": self.current, **_new_password(self.password)}
        return client.change_password(known.session(self.session), fields)


@frozen
class MisuseToken:
    """Use a token for something that it was not signed for."""

    token: Token
    used_as: Token
    newest: int = 0

    def ask(self, client: EspaceClient, known: KnownTokens) -> object:
        tokens: Mapping[str, Sequence[str]] = {
            "activation link": known.links(ActivationMail),
            "reset link": known.links(ResetMail),
            "address link": known.links(AddressChangeMail),
            "session": known.sessions,
            "waiting": known.waiting,
        }
        token = pick(tokens[self.token], self.newest)
        match self.used_as:
            case "activation link":
                return client.activate(LinkToken(token), password="Aa1!aaaa")  # noqa: S106 - a password of nobody
            case "reset link":
                return client.reset_password(LinkToken(token), _new_password("Aa1!aaaa"))
            case "address link":
                return client.confirm_address_change(LinkToken(token), password="Aa1!aaaa")  # noqa: S106 - a password of nobody
            case "session":
                return client.find_session(SessionToken(token))
            case "waiting":
                return client.resend_activation(WaitingToken(token))


@frozen
class Purge:
    def ask(self, client: EspaceClient, _: KnownTokens) -> object:
        return client.purge()


@frozen
class PurgeInBatches:
    """Purge a few at a time until nothing is left, as a nightly job does."""

    at_most: int = 3


@frozen
class Deliver:
    """Let the relay run once; only what it has delivered is read."""


@frozen
class Wait:
    """Let time pass; a clock that is set right may go back a little."""

    time: timedelta


@frozen
class Outage:
    """A call fails from now on, or ``over``, does so no more."""

    call: Literal["subscribers.find", "mailer.send"]
    over: bool = False


@frozen
class MailErrors:
    """The next mails fail, one after the other, with the errors of these names."""

    errors: Sequence[str]


@frozen
class CrashNext:
    """The process of the next use case, or of the next ``relay``, crashes at that call, before or
    ``after`` it is made.
    """

    at: Call
    after: bool = False
    relay: bool = False


@frozen
class Overlap:
    """The next use case happens in the midst of the one after it, before that call."""

    before: Call


@frozen
class Reconfigure:
    """Put that many newer keys in front, the older ones kept, and raise the hashing cost that many
    times.
    """

    keys: int
    cost: int


UseCase = (
    OpenAccount
    | PreviewActivation
    | Activate
    | SignIn
    | FindSession
    | SignOut
    | RequestReset
    | PreviewReset
    | ResetPassword
    | ChangePassword
    | MisuseToken
    | Purge
    | ContractAction
    | LifeAction
)
Event = (
    PurgeInBatches
    | RetireAccounts
    | Deliver
    | Wait
    | Outage
    | MailErrors
    | CrashNext
    | Overlap
    | Reconfigure
)
Action = UseCase | Event
History = tuple[Action, ...]
