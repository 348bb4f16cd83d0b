"""Hosts whose pages tell a stranger who has an account, over a right core."""

from collections import Counter
from collections.abc import Callable, Mapping
from functools import partial, wraps

import httpx
from attrs import evolve, field, frozen
from hypothesis import strategies as st

from espaceclient.domain.account import Account
from espaceclient.domain.open_account import RegisterUnavailable, RequestReceived
from espaceclient.domain.sign_in import SignedIn
from espaceclient.ports.errors import MailerUnavailable
from espaceclient.ports.storage import AccountAtAddress
from espaceclient.testing import SOMEBODY, Page, WorldPorts, expect_worlds_alike, page
from tests.testing.faults.fault import Fault

Form = Mapping[str, str]


@frozen
class Answer:
    text: str
    status_code: int = 200
    cookies: tuple[str, ...] = ("lang=fr; Max-Age=60", "seen=1; Max-Age=60")
    more: tuple[tuple[str, str], ...] = ()

    @property
    def headers(self) -> httpx.Headers:
        return httpx.Headers([*(("Set-Cookie", cookie) for cookie in self.cookies), *self.more])

    @property
    def content(self) -> bytes:
        return self.text.encode()


LATER = Answer("Revenez plus tard.", 503)
SENT = Answer("Si votre compte existe, un e-mail vous a été adressé.")
REFUSED = Answer("Ces informations sont incorrectes.")


@frozen
class Host:
    """Three pages that tell nothing."""

    ports: WorldPorts

    def sign_in(self, form: Form) -> Answer:
        signed_in = isinstance(self.ports.client().sign_in(form), SignedIn)
        return Answer("Bonjour.") if signed_in else REFUSED

    def forgotten(self, form: Form) -> Answer:
        self.ports.client().request_reset(form)
        return SENT

    def opening(self, form: Form) -> Answer:
        match self.ports.client().open_account(form):
            case RequestReceived():
                return SENT
            case RegisterUnavailable():
                return LATER
            case _:
                return REFUSED

    def account(self, form: Form) -> Account | None:
        at_address = AccountAtAddress(form["email"].lower())
        return self.ports.storage.read(at_address).one(at_address)


@frozen
class Submit:
    form: Form = field(repr=lambda form: form["email"])
    to: Callable[[Host, Form], Answer] = field(repr=lambda page: page.__name__)

    def __call__(self, host: Host) -> Page:
        # By its name, since a host may have a page of its own.
        return page(getattr(host, self.to.__name__)(self.form))


def form(email: str) -> Form:
    return {
        **SOMEBODY,
        "email": email,
        "password": "Secret2! à moi",
        "confirmation": "Secret2! à moi",
    }


FORMS = st.sampled_from((SOMEBODY["email"], SOMEBODY["email"].upper(), "etranger@exemple.fr")).map(
    form
)
ACTS = st.builds(Submit, FORMS, st.sampled_from((Host.sign_in, Host.forgotten, Host.opening)))


@frozen
class PageFault(Fault):
    @property
    def part(self) -> str:
        return "Pages"


@wraps(expect_worlds_alike)
def pages(make: Callable[[WorldPorts], Host]) -> None:
    expect_worlds_alike(make, ACTS)


@frozen
class Telling(Host):
    """Says something else to whoever asks for a password of an account that exists."""

    amend: Callable[[Answer], Answer]

    def forgotten(self, form: Form) -> Answer:
        answer = super().forgotten(form)
        return self.amend(answer) if self.account(form) else answer


def telling(amend: Callable[[Answer], Answer]) -> Callable[[WorldPorts], Host]:
    return partial(Telling, amend=amend)


def live_longer(answer: Answer) -> Answer:
    return evolve(answer, cookies=tuple(cookie.replace("=60", "=61") for cookie in answer.cookies))


class LooksTwice(Host):
    def forgotten(self, form: Form) -> Answer:
        if self.account(form):
            self.account(form)
        return super().forgotten(form)


class ShowsTheAddressAsKept(Host):
    def sign_in(self, form: Form) -> Answer:
        account = self.account(form)
        super().sign_in(form)
        return Answer(account.email.text if account else form["email"])


class SparesOwnersTheRegister(Host):
    def opening(self, form: Form) -> Answer:
        account, answer = self.account(form), super().opening(form)
        return SENT if account and answer == LATER else answer


class SendsAtOnce(Host):
    def forgotten(self, form: Form) -> Answer:
        sent = super().forgotten(form)
        return LATER if self.ports.relay().deliver_due().interrupted else sent


class FailsWithTheMailer(Host):
    def forgotten(self, form: Form) -> Answer:
        if self.account(form) and not self.ports.mailer.answers:
            raise MailerUnavailable("no mail can leave")
        return super().forgotten(form)


@frozen
class LocksOwnersOut(Host):
    failures: Counter[str] = field(factory=Counter)

    def sign_in(self, form: Form) -> Answer:
        account = self.account(form)
        self.failures[form["email"]] += account is not None
        return LATER if self.failures[form["email"]] > 4 else super().sign_in(form)


PAGE_FAULTS = (
    PageFault(
        "sends one header more",
        pages,
        telling(lambda answer: evolve(answer, more=(("X-Account", "1"),))),
    ),
    PageFault(
        "says one word less",
        pages,
        telling(lambda answer: evolve(answer, text=answer.text.replace("Si ", ""))),
    ),
    PageFault("has another status", pages, telling(lambda answer: evolve(answer, status_code=202))),
    PageFault(
        "sets a cookie more",
        pages,
        telling(lambda answer: evolve(answer, cookies=(*answer.cookies, "known=1"))),
    ),
    PageFault("sets a cookie that lives longer", pages, telling(live_longer)),
    PageFault(
        "sets its cookies in another order",
        pages,
        telling(lambda answer: evolve(answer, cookies=answer.cookies[::-1])),
    ),
    PageFault("looks once more when there is an account", pages, LooksTwice),
    PageFault("shows the address as the account keeps it", pages, ShowsTheAddressAsKept),
    PageFault(
        "answers for an account also when the register is silent", pages, SparesOwnersTheRegister
    ),
    PageFault("answers otherwise when the mailer is down", pages, SendsAtOnce),
    PageFault("fails when the mailer is down", pages, FailsWithTheMailer),
    PageFault("counts sign-ins of accounts only", pages, LocksOwnersOut),
)
