"""The tokens that people hold in a history, told by how new they are."""

from collections.abc import Sequence

from attrs import define, evolve, field

from espaceclient.adapters.memory import MemoryMailer
from espaceclient.domain.token import BrowserToken, LinkToken, SessionToken, WaitingToken

FORGED = "A" * 22 + "." + "B" * 43
"""Well-formed, and signed by nobody."""

PLENTY = 100_000


@define
class KnownTokens:
    """The tokens that people hold, oldest first, and the mailbox that they read."""

    sessions: list[SessionToken] = field(factory=list)
    browsers: list[BrowserToken] = field(factory=list)
    waiting: list[WaitingToken] = field(factory=list)
    mailbox: MemoryMailer = field(factory=lambda: MemoryMailer(keep=PLENTY))

    def session(self, newest: int) -> SessionToken:
        return SessionToken(pick(self.sessions, newest))

    def browser(self, newest: int | None) -> BrowserToken | None:
        picked = self.browsers and newest is not None
        return BrowserToken(pick(self.browsers, newest or 0)) if picked else None

    def waits(self, newest: int) -> WaitingToken:
        return WaitingToken(pick(self.waiting, newest))

    def links(self, kind: type) -> list[str]:
        """Return the tokens of mailed links; ``PlainWording`` words the mails."""
        mails = [mail for mail in self.mailbox.messages if mail.subject == kind.__name__]
        return [mail.text.rpartition("/")[2] for mail in mails]

    def link(self, kind: type, newest: int) -> LinkToken:
        return LinkToken(pick(self.links(kind), newest))

    def learn(self, answer: object) -> None:
        """Keep the tokens that an answer gives."""
        names = ("browser", "session", "waiting")
        browser, session, waiting = (getattr(answer, name, None) for name in names)
        self.browsers += [browser] if browser and browser not in self.browsers else []
        self.sessions += [session] if session else []
        self.waiting += [waiting] if waiting else []

    def copy(self) -> "KnownTokens":
        return evolve(
            self,
            sessions=[*self.sessions],
            browsers=[*self.browsers],
            waiting=[*self.waiting],
        )


def pick(tokens: Sequence[str], newest: int) -> str:
    return tokens[-1 - newest % len(tokens)] if tokens else FORGED
