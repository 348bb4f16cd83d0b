"""This library: its JSON API, and its front called directly; the relay delivers after each step.

A subscriber proves a contract when signing up, which none of the peers knows.
"""

import sys
from contextlib import ExitStack
from functools import partial

from attrs import define, field

from espaceclient.answers import (
    Activated,
    PasswordChanged,
    PasswordReset,
    RequestReceived,
    ResetRequested,
    SessionFound,
    SignedIn,
    SignedOut,
)
from espaceclient.domain.token import BrowserToken, LinkToken, SessionToken
from tests.benchmarks.peers.asking import questions
from tests.benchmarks.peers.calling import Answer, Browser
from tests.benchmarks.peers.driving import NEW, NEWER, Visitor, serve
from tests.benchmarks.peers.utility import Utility, composition, request, twice


@define
class ApiJourney:
    """Over HTTP as the peers are, by the surface of apps.

    ``prompt``: the relay, whom nobody waits for, is waited for all the same.
    """

    utility: Utility
    visitor: Visitor
    prompt: bool = field(kw_only=True)
    browser: Browser = field()
    device: str | None = None

    @browser.default
    def _browser(self) -> Browser:
        return Browser(self.utility.app, self.visitor.address)

    def sign_up(self) -> None:
        self.device = self._send(202, "POST", "accounts", request(self.visitor)).json["browser"]
        self._deliver()

    def activate(self) -> None:
        sent = {"link": self.utility.link(), "browser": self.device}
        self._send(201, "POST", "activation", sent)
        self._deliver()

    def sign_in(self) -> None:
        credentials = {"email": self.visitor.email, "password": self.visitor.password}
        self._keep(self._send(201, "POST", "session", credentials))

    def who_am_i(self) -> None:
        assert self._send(200, "GET", "session").json["email"] == self.visitor.email

    def change_password(self) -> None:
        chosen = twice(NEW) | {"current_password": self.visitor.password}
        self._keep(self._send(200, "POST", "password/change", chosen))
        self._deliver()

    def sign_out(self) -> None:
        self._send(204, "DELETE", "session")
        self.browser.headers.clear()

    def forgotten(self) -> None:
        self._send(202, "POST", "password/forgotten", {"email": self.visitor.email})
        self._deliver()

    def reset(self) -> None:
        sent = twice(NEWER) | {"link": self.utility.link()}
        self._send(200, "POST", "password/reset", sent)
        self._deliver()

    def _send(self, status: int, method: str, path: str, sent: object = None) -> Answer:
        return self.browser.expect(status, method, f"/v1/app/{path}", sent)

    def _deliver(self) -> None:
        if self.prompt:
            self.utility.relay.deliver_due()

    def _keep(self, answer: Answer) -> None:
        self.browser.headers["Authorization"] = f"Bearer {answer.json['session']}"


@define
class FrontJourney:
    """The same without HTTP: what a host in Python pays that calls the front."""

    utility: Utility
    visitor: Visitor
    device: BrowserToken | None = None
    session: SessionToken = field(default=SessionToken(""))

    def sign_up(self) -> None:
        address = self.visitor.address
        answer = self.utility.front.open_account(request(self.visitor), client_address=address)
        assert isinstance(answer, RequestReceived)
        self.device = answer.browser
        self.utility.relay.deliver_due()

    def activate(self) -> None:
        answer = self.utility.front.activate(LinkToken(self.utility.link()), browser=self.device)
        assert isinstance(answer, Activated)
        self.utility.relay.deliver_due()

    def sign_in(self) -> None:
        credentials = {"email": self.visitor.email, "password": self.visitor.password}
        address = self.visitor.address
        answer = self.utility.front.sign_in(credentials, client_address=address)
        assert isinstance(answer, SignedIn)
        self.session = answer.session

    def who_am_i(self) -> None:
        answer = self.utility.front.find_session(self.session)
        assert isinstance(answer, SessionFound)

    def change_password(self) -> None:
        chosen = twice(NEW) | {"current_password": self.visitor.password}
        answer = self.utility.front.change_password(self.session, chosen)
        assert isinstance(answer, PasswordChanged)
        self.session = answer.session
        self.utility.relay.deliver_due()

    def sign_out(self) -> None:
        assert isinstance(self.utility.front.sign_out(self.session), SignedOut)

    def forgotten(self) -> None:
        answer = self.utility.front.request_reset({"email": self.visitor.email})
        assert isinstance(answer, ResetRequested)
        self.utility.relay.deliver_due()

    def reset(self) -> None:
        answer = self.utility.front.reset_password(LinkToken(self.utility.link()), twice(NEWER))
        assert isinstance(answer, PasswordReset)
        self.utility.relay.deliver_due()


def main(surface: str) -> None:
    with ExitStack() as opened:
        utility = Utility.of(composition(opened))
        if surface == "api":
            asked = partial(ApiJourney, utility, prompt=False)
            serve(partial(ApiJourney, utility, prompt=True), lambda _: questions(asked))
        else:
            serve(partial(FrontJourney, utility))


if __name__ == "__main__":
    main(sys.argv[1])
