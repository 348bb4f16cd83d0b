"""Somebody with an account, who does what the client offers and keeps what they are given."""

from collections.abc import Mapping

from attrs import define, field

from espaceclient import Links
from espaceclient.answers import (
    Activated,
    AddressChangeRequested,
    AddressCorrected,
    RequestReceived,
    Sessions,
    SignedIn,
)
from espaceclient.domain.mail import ActivationMail, AddressChangeMail, Mail, ResetMail
from espaceclient.domain.session import SessionReference
from espaceclient.domain.token import BrowserToken, LinkToken, SessionToken, WaitingToken
from tests.client_fixture import FORM, ClientFixture


@define
class SubscriberFixture:
    """What somebody's browsers and mailbox keep; ``here`` is the session of the newest device."""

    form: Mapping[str, str]
    world: ClientFixture
    mailbox: list[Mail] = field(factory=list)
    browser: BrowserToken = field(default=BrowserToken(""))
    waiting: WaitingToken = field(default=WaitingToken(""))
    here: SessionToken = field(default=SessionToken(""))

    def link(self, kind: type[ActivationMail | AddressChangeMail | ResetMail]) -> LinkToken:
        """Return the token of the newest link of a kind."""
        newest = [mail for mail in self.mailbox if isinstance(mail, kind)][-1]
        url = Links("https://exemple.fr").to(newest, self.world.tokens)
        return LinkToken(url.rpartition("/")[2])

    def opens(self) -> object:
        answer = self.world.client.open_account(self.form)
        if isinstance(answer, RequestReceived):
            self.browser, self.waiting = answer.browser, answer.waiting
        return answer

    def activates(self) -> object:
        link = self.link(ActivationMail)
        answer = self.world.client.activate(link, browser=self.browser, label="phone")
        if isinstance(answer, Activated):
            self.here = answer.session
        return answer

    def asks_for_the_mail_again(self) -> object:
        return self.world.client.resend_activation(self.waiting)

    def corrects(self, email: str) -> object:
        answer = self.world.client.correct_address(self.waiting, {"email": email})
        if isinstance(answer, AddressCorrected):
            self.waiting = answer.waiting
        return answer

    def signs_in(self, email: str, password: str, device: str) -> object:
        answer = self.world.client.sign_in({"email": email, "password": password}, label=device)
        if isinstance(answer, SignedIn):
            self.here = answer.session
        return answer

    def asks_for_address(self, email: str) -> object:
        asked = {"email": email, "current_password": FORM["password"]}
        answer = self.world.client.request_address_change(self.here, asked)
        if isinstance(answer, AddressChangeRequested):
            self.browser = answer.browser
        return answer

    def confirms_address(self) -> object:
        link = self.link(AddressChangeMail)
        return self.world.client.confirm_address_change(link, browser=self.browser)

    def forgets(self, email: str) -> object:
        return self.world.client.request_reset({"email": email})

    def chooses(self, password: str) -> object:
        chosen = {"password": password, "confirmation": password}
        return self.world.client.reset_password(self.link(ResetMail), chosen)

    def listed(self) -> Mapping[str | None, SessionReference]:
        sessions = self.world.client.sessions(self.here)
        assert isinstance(sessions, Sessions)
        return {each.label: each.reference for each in sessions.sessions}

    def ends(self, device: str) -> object:
        return self.world.client.end_session(self.here, self.listed()[device])

    def ends_the_others(self) -> object:
        return self.world.client.end_other_sessions(self.here)

    def exports(self) -> object:
        return self.world.client.export_account(self.here)

    def closes(self, password: str) -> object:
        return self.world.client.close_account(self.here, password)
