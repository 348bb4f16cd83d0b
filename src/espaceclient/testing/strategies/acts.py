"""What may happen in a history, as plain values; tokens are told by how new they are, 0 the newest
there is.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from attrs import asdict, define, evolve, field, frozen

from espaceclient.adapters.memory import ManualClock
from espaceclient.client import EspaceClient
from espaceclient.domain.mail import ActivationMail, ResetMail
from espaceclient.domain.token import BrowserToken, LinkToken, SessionToken
from espaceclient.ports.errors import MailerUnavailable, PortError, SubscribersUnavailable
from espaceclient.ports.mailer import Mailer, Message
from espaceclient.testing.ports import Ports

OUTAGES: Mapping[str, type[PortError]] = {
    "subscribers.find": SubscribersUnavailable,
    "mailer.send": MailerUnavailable,
}
"""The calls that may fail for a while, and how."""


@define
class Life:
    """A history as it is lived: the tokens and mails that its people hold, and what each act came
    to.
    """

    ports: Ports
    clock: ManualClock
    answers: list[object] = field(factory=list)
    mailbox: list[Message] = field(factory=list)
    sessions: list[SessionToken] = field(factory=list)
    browser: BrowserToken | None = None
    silent: frozenset[str] = frozenset()
    client: EspaceClient = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.ports = evolve(self.ports, mailer=_Read(self.ports.mailer, self.mailbox)).intercepted(
            self._if_not_silent
        )
        self.client = self.ports.client()

    def session(self, newest: int) -> SessionToken:
        return SessionToken(_pick(self.sessions, newest))

    def link(self, kind: type, newest: int) -> LinkToken:
        """Return the token of a link that was mailed."""
        links = [m.text.rpartition("/")[2] for m in self.mailbox if m.subject == kind.__name__]
        return LinkToken(_pick(links, newest))

    def see(self, answer: object) -> None:
        """Keep an answer, and the token that it holds if it does."""
        self.answers.append(answer)
        self.browser = getattr(answer, "browser", self.browser)
        if token := getattr(answer, "session", None):
            self.sessions.append(token)

    def _if_not_silent(self, call: str, proceed: Callable[[], Any]) -> Any:
        if call in self.silent:
            raise OUTAGES[call](f"{call} is silent")
        return proceed()


def _pick(tokens: Sequence[str], newest: int) -> str:
    return tokens[-1 - newest % len(tokens)] if tokens else "forged"


@frozen
class _Read:
    """A mailer whose mails are read on their way."""

    mailer: Mailer
    mailbox: list[Message]

    def send(self, message: Message) -> None:
        self.mailer.send(message)
        self.mailbox.append(message)

    def close(self) -> None:
        self.mailer.close()


@frozen
class Open:
    email: str
    commune: str
    contract_number: str
    meter_number: str
    password: str

    def happen(self, life: Life) -> object:
        return life.client.open_account(
            {**asdict(self), "confirmation": self.password}, browser=life.browser
        )


@frozen
class Activate:
    """Press the button behind a mailed link, in the browser that filled the form or
    ``elsewhere``.
    """

    newest: int = 0
    elsewhere: bool = False
    password: str | None = None

    def happen(self, life: Life) -> object:
        browser = None if self.elsewhere else life.browser
        return life.client.activate(
            life.link(ActivationMail, self.newest), browser=browser, password=self.password
        )


@frozen
class SignIn:
    email: str
    password: str

    def happen(self, life: Life) -> object:
        return life.client.sign_in(asdict(self))


@frozen
class Visit:
    newest: int = 0

    def happen(self, life: Life) -> object:
        return life.client.find_session(life.session(self.newest))


@frozen
class SignOut:
    newest: int = 0

    def happen(self, life: Life) -> object:
        return life.client.sign_out(life.session(self.newest))


@frozen
class Forget:
    """Ask for a link that resets the password."""

    email: str

    def happen(self, life: Life) -> object:
        return life.client.request_reset(asdict(self))


@frozen
class Reset:
    """Choose a new password behind a mailed link."""

    password: str
    newest: int = 0

    def happen(self, life: Life) -> object:
        fields = {"password": self.password, "confirmation": self.password}
        return life.client.reset_password(life.link(ResetMail, self.newest), fields)


@frozen
class Change:
    """Choose a new password from a session."""

    current: str
    password: str
    newest: int = 0

    def happen(self, life: Life) -> object:
        fields = {
            "current_password": self.current,
            "password": self.password,
            "confirmation": self.password,
        }
        return life.client.change_password(life.session(self.newest), fields)


@frozen
class Deliver:
    """Let the relay run; only what it has delivered is read."""

    def happen(self, life: Life) -> object:
        return life.ports.relay().deliver_due()


@frozen
class Purge:
    def happen(self, life: Life) -> object:
        return life.client.purge()


@frozen
class Wait:
    """Let time pass; a clock that is set right may go back a little."""

    time: timedelta

    def happen(self, life: Life) -> object:
        life.clock.advance(self.time)
        return life.clock.now()


@frozen
class Outage:
    """A call fails from now on, or ``over``, does so no more."""

    call: str
    over: bool = False

    def happen(self, life: Life) -> object:
        life.silent = life.silent - {self.call} if self.over else life.silent | {self.call}
        return life.silent


Act = (
    Open
    | Activate
    | SignIn
    | Visit
    | SignOut
    | Forget
    | Reset
    | Change
    | Deliver
    | Purge
    | Wait
    | Outage
)
History = tuple[Act, ...]
