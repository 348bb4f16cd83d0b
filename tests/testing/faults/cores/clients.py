"""Cores that do something else than they should at one use case."""

from datetime import timedelta
from typing import Any, ClassVar

from attrs import evolve, frozen

from espaceclient.client import EspaceClient
from espaceclient.domain.activate import Activated
from espaceclient.domain.email_address import EmailAddress
from espaceclient.domain.find_session import SessionFound
from espaceclient.domain.password import PasswordAttempt, PasswordHash
from espaceclient.domain.password_policy import Password, PasswordPolicy
from espaceclient.domain.problem import Fields, Problem
from espaceclient.domain.registration import Registration, RegistrationId
from espaceclient.domain.reset import Reset
from espaceclient.domain.session import Session
from espaceclient.domain.token import LinkToken, Purpose, SessionToken
from espaceclient.domain.values import Contract, Subscriber
from espaceclient.ports.hasher import Hasher
from espaceclient.ports.storage import AccountAtAddress, RegistrationById
from espaceclient.ports.subscribers import Subscribers
from tests.testing.faults.cores.fixture import (
    ClientWithPorts,
    MakeClient,
    beneath,
    seeing,
    standing_on,
    the_machine,
    the_machine_at_length,
)
from tests.testing.faults.fault import Fault


def two_seconds_more(kind: type[Registration | Reset | Session]) -> MakeClient:
    """Make clients to whom a record of a kind lives for two seconds more."""

    def longer(record: Any, _truth: object) -> Any:
        if not isinstance(record, kind):
            return record
        if isinstance(record, Session):
            return evolve(record, expires_at=record.expires_at + timedelta(seconds=2))
        return evolve(
            record,
            validity=evolve(record.validity, until=record.validity.until + timedelta(seconds=2)),
        )

    return seeing(longer)


class AsksNoPassword(ClientWithPorts):
    """Activates for whoever presses the button, such as a mail scanner."""

    def activate(self, link: LinkToken, **kwargs: Any) -> Any:
        tokens, storage = self.ports["tokens"], beneath(self.ports["storage"])
        found = RegistrationById(RegistrationId(tokens.verify(Purpose.ACTIVATION, link) or ""))
        if registration := storage.read(found).one(found):
            kwargs["browser"] = tokens.sign(Purpose.BROWSER, registration.browser)
        return super().activate(link, **kwargs)


class RepeatsItself(EspaceClient):
    """Answers an activation link that was used as it did the first time, session included."""

    answered: ClassVar[dict[str, Activated]] = {}

    def activate(self, link: LinkToken, **kwargs: Any) -> Any:
        answer = self.answered.get(link) or super().activate(link, **kwargs)
        if isinstance(answer, Activated):
            self.answered[link] = answer
        return answer


class KeepsDashboards(EspaceClient):
    """Keeps what a dashboard shows by the contract's digits: they are the same at two operators."""

    kept: ClassVar[dict[str, SessionFound]] = {}

    def find_session(self, session: SessionToken, *, visit: bool = True) -> Any:
        answer = super().find_session(session, visit=visit)
        if isinstance(answer, SessionFound):
            return self.kept.setdefault(answer.holdings[0].contract.number.digits, answer)
        return answer


class LooksUpTheAccountFirst(ClientWithPorts):
    """Queues a question that it has looked up itself."""

    def request_reset(self, request: Any, **kwargs: Any) -> Any:
        self.ports["storage"].read(AccountAtAddress(EmailAddress(request["email"]).key))
        return super().request_reset(request, **kwargs)


class TakesWhatEverybodyTries(PasswordPolicy):
    """Looks at the guide's five rules alone."""

    def _is_common(self, _prepared: str) -> bool:
        return False


class ForgetsTheRequest(PasswordPolicy):
    def parse_twice(
        self, fields: Fields, _own_words: frozenset[str] = frozenset()
    ) -> tuple[Password | Problem, Problem | None]:
        return super().parse_twice(fields)


def choosing(passwords: type[PasswordPolicy]) -> MakeClient:
    """Make clients that judge passwords by another policy."""
    return standing_on(policy=lambda policy: evolve(policy, password=passwords()))


@frozen
class AsksTwice:
    subscribers: Subscribers

    def find(self, contract: Contract) -> Subscriber | None:
        return self.subscribers.find(contract) and self.subscribers.find(contract)


@frozen
class _Hashing:
    hasher: Hasher

    def __getattr__(self, name: str) -> Any:
        return getattr(self.hasher, name)


class VerifiesTwice(_Hashing):
    def verify(self, attempt: PasswordAttempt, stored: PasswordHash | None) -> bool:
        return self.hasher.verify(attempt, stored) and self.hasher.verify(attempt, stored)


class NeverRenews(_Hashing):
    def needs_rehash(self, _stored: PasswordHash) -> bool:
        return False


CLIENT_FAULTS = (
    Fault("takes a link at 48 h + 1 s", the_machine, two_seconds_more(Registration)),
    Fault("takes a reset link at 1 h + 1 s", the_machine, two_seconds_more(Reset)),
    Fault("finds a session after 30 minutes and 1 s", the_machine, two_seconds_more(Session)),
    Fault("lets a mail scanner activate", the_machine, AsksNoPassword),
    Fault("lets an activation link act twice", the_machine, RepeatsItself),
    Fault("shows somebody else's account", the_machine, KeepsDashboards),
    Fault("looks up who has forgotten a password", the_machine, LooksUpTheAccountFirst),
    Fault("asks the register twice", the_machine, standing_on(subscribers=AsksTwice)),
    Fault("computes two hashes at each sign-in", the_machine, standing_on(hasher=VerifiesTwice)),
    Fault("takes a password that everybody tries", the_machine, choosing(TakesWhatEverybodyTries)),
    Fault("takes a contract's number for a password", the_machine, choosing(ForgetsTheRequest)),
    Fault("never renews a hash", the_machine_at_length, standing_on(hasher=NeverRenews)),
)
