"""What the model knows: a few dicts and lists, no versions, no snapshots, no conflicts."""

import unicodedata
from datetime import datetime

from attrs import define, field

from espaceclient import answers
from espaceclient.domain.values import Subscriber
from espaceclient.testing.contract_actions import ContractKey, key_of
from espaceclient.testing.samples import COMMUNES, REGISTER
from espaceclient.testing.stateful.counters import Counters
from espaceclient.testing.stateful.expected import BrowserOf
from espaceclient.testing.stateful.holdings import Held, Holdings
from espaceclient.testing.stateful.model_records import (
    Account,
    AddressChange,
    Hashing,
    Line,
    Registration,
    Reset,
    Session,
)

_OPERATORS = {commune.code: commune.operator.code for commune in COMMUNES.communes}
_REGISTER = {key_of(line.contract): line for line in REGISTER}


def key(email: str) -> str:
    return email.lower()


def same(password: str, other: str) -> bool:
    return unicodedata.normalize("NFC", password) == unicodedata.normalize("NFC", other)


def line_in(commune: str, digits: str, meter: str) -> Line:
    """Return what a form says of a contract."""
    return Line(_OPERATORS[commune], commune, digits, meter)


@define
class State:
    browser_of: BrowserOf
    accounts: list[Account] = field(factory=list)
    holdings: Holdings = field(factory=Holdings)
    registrations: dict[str, Registration] = field(factory=dict)
    resets: dict[str, Reset] = field(factory=dict)
    changes: dict[str, AddressChange] = field(factory=dict)
    sessions: dict[str, Session] = field(factory=dict)
    counters: Counters = field(factory=Counters)
    hashing: Hashing = (0, 0)
    register_answers: bool = True

    def owner(self, email: str) -> Account | None:
        owners = (each for each in self.accounts if key(each.email) == key(email))
        return next(owners, None)

    def holder(self, contract: ContractKey) -> Account | None:
        held = self.holdings.endless(contract)
        return held.account if held else None

    def session(self, token: str, now: datetime) -> Session | None:
        session = self.sessions.get(token)
        return session if session and session.alive(now) else None

    def refusal(self, token: str, password: str, now: datetime) -> type | None:
        """Tell how whoever gives a password in a session is refused, if they are; a wrong one
        counts.
        """
        session = self.session(token, now)
        if session is None:
            return answers.NoSession
        if self.counters.blocked("change", token, now):
            return answers.CurrentPasswordRefused
        if same(password, session.account.password):
            return None
        self.counters.fail("change", token, now)
        return answers.CurrentPasswordRefused

    def readable(self, account: Account, now: datetime) -> list[Held]:
        return [each for each in self.holdings.of_account(account) if now < each.end]

    def proved(self, line: Line, now: datetime) -> Subscriber | None:
        """Return the line of the register that proves what was typed, if one does."""
        found = _REGISTER.get(line.contract)
        if found is None or not found.in_force(now) or found.meter.text != line.meter:
            return None
        return None if self.holdings.refuses(line.contract, found.since, now) else found

    def forget_waiting_at(self, email: str) -> None:
        self.registrations = {
            link: waiting
            for link, waiting in self.registrations.items()
            if key(waiting.email) != key(email)
        }

    def forget_waiting(self, contract: ContractKey, email: str = "") -> None:
        """Drop whatever waits for a contract, or for an address."""
        self.registrations = {
            link: waiting
            for link, waiting in self.registrations.items()
            if key(waiting.email) != key(email) and waiting.line.contract != contract
        }
