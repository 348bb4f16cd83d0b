"""What people do in a history: subscribers, strangers, and scanners of mail."""

from datetime import datetime
from functools import partial

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from espaceclient.domain.find_session import NoSession
from espaceclient.domain.link import LinkUnusable
from espaceclient.domain.mail import ActivationMail, ResetMail
from espaceclient.domain.token import Purpose
from espaceclient.domain.values import Subscriber
from espaceclient.testing.ports import COMMUNES, REGISTER
from espaceclient.testing.stateful.expected import Expected
from espaceclient.testing.stateful.harness import Step
from espaceclient.testing.stateful.interruption import Interruption
from espaceclient.testing.stateful.machine import History
from espaceclient.testing.stateful.model import Form, Model
from espaceclient.testing.stateful.model_records import Line
from espaceclient.testing.stateful.samples import (
    ANY_PASSWORD,
    EMAILS,
    LINES,
    LIVE_LINES,
    METERS,
    NEWEST_FIRST,
    ORIGINS,
    PASSWORDS,
    SOMEBODY,
    WRONG,
)


class People(History):
    @rule(
        email=EMAILS,
        line=LINES,
        which=st.integers(0, 1),
        meter=METERS,
        password=PASSWORDS,
        browser=SOMEBODY,
        client_address=ORIGINS,
    )
    def open_account(
        self,
        email: str,
        line: Subscriber,
        which: int = 0,
        meter: str | None = None,
        password: str = "Aa1!aaaa",  # noqa: S107 - a password of nobody
        browser: int | None = None,
        client_address: str = "192.0.2.1",
    ) -> None:
        """Send the form, by default filled rightly; ``which`` of the operator's communes is
        chosen.
        """
        codes = [
            commune.code
            for commune in COMMUNES.communes
            if commune.operator == line.contract.operator
        ]
        code, digits, known = (
            codes[which % len(codes)],
            line.contract.number.digits,
            self.browser(browser),
        )
        typed = Line(line.contract.operator.name, code, digits, meter or line.meter.text)
        right = line.meter.text if line in REGISTER and not line.ended else None
        form = Form(email, typed, right, password, known, client_address)
        fields = {
            "commune": code,
            "email": email,
            "password": password,
            "confirmation": password,
            "contract_number": digits,
            "meter_number": typed.meter,
        }
        self.perform(
            Step(
                "open_account",
                lambda client: client.open_account(
                    fields, client_address=client_address, browser=known
                ),
                lambda model, now: model.open_account(form, now),
            )
        )

    @rule(email=EMAILS, line=LIVE_LINES, password=PASSWORDS)
    def live_the_guide(self, email: str, line: Subscriber, password: str) -> None:
        """Fill the form rightly, read the mail, press the button in the same browser."""
        self.open_account(email, line, password=password)
        self.deliver()
        self.activate(0, 0, None)

    @rule(email=EMAILS, line=LIVE_LINES, password=PASSWORDS, given=st.none() | ANY_PASSWORD)
    def read_the_mail_elsewhere(
        self, email: str, line: Subscriber, password: str, given: str | None
    ) -> None:
        """Fill the form rightly, and press the button in another browser, or be a scanner that
        does.
        """
        self.open_account(email, line, password=password, client_address="198.51.100.7")
        self.deliver()
        self.activate(0, None, given)

    @rule(pick=NEWEST_FIRST, browser=SOMEBODY)
    def preview_activation(self, pick: int, browser: int | None) -> None:
        link, subject = self.link(ActivationMail, Purpose.ACTIVATION, pick)
        known = self.browser(browser)
        self.perform(
            Step(
                "preview_activation",
                lambda client: client.preview_activation(link, browser=known),
                lambda model, now: model.preview_activation(subject, known, now),
            )
        )

    @rule(pick=NEWEST_FIRST, browser=SOMEBODY, password=st.none() | ANY_PASSWORD)
    def activate(self, pick: int, browser: int | None, password: str | None) -> None:
        link, subject = self.link(ActivationMail, Purpose.ACTIVATION, pick)
        known = self.browser(browser)
        self.perform(
            Step(
                "activate",
                lambda client: client.activate(link, browser=known, password=password),
                lambda model, now: model.activate(subject, known, password, now),
            )
        )

    @rule(email=EMAILS, password=ANY_PASSWORD)
    def sign_in(self, email: str, password: str) -> None:
        self.perform(
            Step(
                "sign_in",
                lambda client: client.sign_in({"email": email, "password": password}),
                lambda model, now: model.sign_in(email, password, now),
            )
        )

    @precondition(lambda self: self.stage.model.accounts)
    @rule(pick=NEWEST_FIRST)
    def sign_in_rightly(self, pick: int) -> None:
        account = self.account(pick)
        self.sign_in(account.email, account.password)

    @precondition(lambda self: self.stage.model.accounts)
    @rule(pick=NEWEST_FIRST, password=PASSWORDS)
    def recover_a_lost_password(self, pick: int, password: str) -> None:
        """Ask for a link, read the mail, choose a new password."""
        self.ask_for_a_link(pick)
        self.reset_password(0, password)

    def ask_for_a_link(self, pick: int) -> None:
        self.request_reset(self.account(pick).email)
        self.deliver()

    @precondition(lambda self: self.stage.model.sessions)
    @rule(pick=NEWEST_FIRST, password=PASSWORDS)
    def change_password_rightly(self, pick: int, password: str) -> None:
        session = self.stage.model.sessions.get(self.session(pick))
        self.change_password(pick, session.account.password if session else "Aa1!aaaa", password)

    @precondition(lambda self: self.stage.model.accounts)
    @rule(pick=NEWEST_FIRST, wrong=WRONG, password=PASSWORDS)
    def change_password_at_the_second_try(self, pick: int, wrong: str, password: str) -> None:
        """Mistake the present password first; whoever is signed in elsewhere comes back
        afterwards.
        """
        current = self.account(pick).password
        self.sign_in_rightly(pick)
        self.sign_in_rightly(pick)
        self.change_password(0, wrong, password)
        self.change_password(0, current, password)
        self.find_session(1)
        self.find_session(2)

    @rule(email=EMAILS)
    def request_reset(self, email: str) -> None:
        self.perform(
            Step(
                "request_reset",
                lambda client: client.request_reset({"email": email}),
                lambda model, now: model.request_reset(email, now),
            )
        )

    @rule(pick=NEWEST_FIRST)
    def preview_reset(self, pick: int) -> None:
        link, subject = self.link(ResetMail, Purpose.RESET, pick)
        self.perform(
            Step(
                "preview_reset",
                lambda client: client.preview_reset(link),
                lambda model, now: model.preview_reset(subject, now),
            )
        )

    @rule(pick=NEWEST_FIRST, password=PASSWORDS)
    def reset_password(self, pick: int, password: str) -> None:
        link, subject = self.link(ResetMail, Purpose.RESET, pick)
        fields = {"password": password, "confirmation": password}
        self.perform(
            Step(
                "reset_password",
                lambda client: client.reset_password(link, fields),
                lambda model, now: model.reset_password(subject, password, now),
            )
        )

    @rule(pick=NEWEST_FIRST)
    def find_session(self, pick: int) -> None:
        token = self.session(pick)
        self.perform(
            Step(
                "find_session",
                lambda client: client.find_session(token),
                lambda model, now: model.find_session(token, now),
            )
        )

    @rule(pick=NEWEST_FIRST, current=ANY_PASSWORD, password=PASSWORDS)
    def change_password(self, pick: int, current: str, password: str) -> None:
        token = self.session(pick)
        fields = {"current_password": current, "password": password, "confirmation": password}
        self.perform(
            Step(
                "change_password",
                lambda client: client.change_password(token, fields),
                lambda model, now: model.change_password(token, current, password, now),
            )
        )

    @rule(pick=NEWEST_FIRST)
    def sign_out(self, pick: int) -> None:
        token = self.session(pick)
        self.perform(
            Step(
                "sign_out",
                lambda client: client.sign_out(token),
                lambda model, _now: model.sign_out(token),
            )
        )

    @rule(pick=NEWEST_FIRST)
    def swap_tokens(self, pick: int) -> None:
        """What was sealed for one purpose opens nothing for another."""
        activation, _ = self.link(ActivationMail, Purpose.ACTIVATION, pick)
        reset, _ = self.link(ResetMail, Purpose.RESET, pick)
        session = self.session(pick)
        fields = {"password": "Aa1!aaaa", "confirmation": "Aa1!aaaa"}
        for name, answer, ask in (
            (
                "a reset link to activate",
                LinkUnusable,
                lambda client: client.activate(reset, password=fields["password"]),
            ),
            ("a session to activate", LinkUnusable, lambda client: client.activate(session)),
            (
                "an activation link to reset",
                LinkUnusable,
                lambda client: client.reset_password(activation, fields),
            ),
            (
                "a session to reset",
                LinkUnusable,
                lambda client: client.reset_password(session, fields),
            ),
            (
                "an activation link as a session",
                NoSession,
                lambda client: client.find_session(activation),
            ),
            ("a reset link as a session", NoSession, lambda client: client.find_session(reset)),
        ):
            self.stage.perform(Step(name, ask, partial(_always, answer)), Interruption())


def _always(answer: type, _model: Model, _now: datetime) -> Expected:
    return Expected(answer)
