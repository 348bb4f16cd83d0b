"""Cores and relays that get one thing wrong, over right adapters."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from attrs import evolve, frozen

from espaceclient.adapters.memory import MemoryOutbox, MemoryStorage
from espaceclient.client import EspaceClient
from espaceclient.domain.account import Account
from espaceclient.domain.decision import Decision
from espaceclient.domain.link import Purpose
from espaceclient.domain.mail import PasswordUpdatedMail
from espaceclient.domain.password import PasswordAttempt, PasswordHash
from espaceclient.domain.registration import RegistrationId
from espaceclient.domain.reset import Reset
from espaceclient.domain.session import Session
from espaceclient.domain.throttle import Streak, Tally
from espaceclient.ports.clock import Clock
from espaceclient.ports.errors import Conflict
from espaceclient.ports.hasher import Hasher
from espaceclient.ports.outbox import Envelope, Outbox
from espaceclient.ports.storage import AccountAtAddress, AnyLookup, RegistrationById, Snapshot, Storage
from espaceclient.relay import Relay
from espaceclient.testing import StorageAndOutbox, expect_non_disclosure, run_machine
from tests.testing.faults.fault import Fault


def memory_storage() -> StorageAndOutbox:
    outbox = MemoryOutbox()
    return StorageAndOutbox(MemoryStorage(outbox), outbox)


@wraps(run_machine)
def the_machine(make: Callable[..., EspaceClient]) -> None:
    run_machine(memory_storage, make_client=make, histories=2000, shrink=False)


@wraps(run_machine)
def the_machine_with_relays(make: Callable[..., Relay]) -> None:
    run_machine(memory_storage, make_relay=make, histories=2000, shrink=False)


@wraps(expect_non_disclosure)
def non_disclosure(make: Callable[..., EspaceClient]) -> None:
    expect_non_disclosure(memory_storage, make_client=make, histories=100)


def standing_on(**wrong: Callable[[Any], object]) -> Callable[..., EspaceClient]:
    """Make clients that stand on something wrong: each named port goes through its function first."""

    def make(**ports: Any) -> EspaceClient:
        return EspaceClient(**ports | {name: amend(ports[name]) for name, amend in wrong.items()})

    return make


def deciding(amend: Callable[[Decision[Any], Snapshot], Decision[Any]]) -> Callable[..., EspaceClient]:
    """Make clients whose decisions are amended before they are committed."""

    @frozen
    class Amending:
        storage: Storage

        def read(self, *lookups: AnyLookup) -> Snapshot:
            return self.storage.read(*lookups)

        def commit(self, decision: Decision[Any], seen: Snapshot) -> None:
            amended = amend(decision, seen)
            if not amended.changes_nothing:
                self.storage.commit(amended, seen)

    return standing_on(storage=Amending)


@frozen
class LateClock:
    """Two seconds slow: a link lives at 48 h + 1 s."""

    clock: Clock

    def now(self) -> datetime:
        return self.clock.now() - timedelta(seconds=2)


class LateActivation(EspaceClient):
    def activate(self, *args: Any, **kwargs: Any) -> Any:
        clock, self._clock = self._clock, LateClock(self._clock)
        try:
            return super().activate(*args, **kwargs)
        finally:
            self._clock = clock


class AsksNoPassword(EspaceClient):
    """Activates for whoever presses the button, such as a mail scanner."""

    def activate(self, link: str, *, browser: str | None = None, password: str | None = None) -> Any:
        found = RegistrationById(RegistrationId(self._secrets.open(Purpose.ACTIVATION, link) or ""))
        registration = self._storage.read(found).one(found)
        own = self._secrets.seal(Purpose.BROWSER, registration.browser) if registration else browser
        return super().activate(link, browser=own, password=password)


@frozen
class CommitsBlindly:
    storage: Storage

    def read(self, *lookups: AnyLookup) -> Snapshot:
        return self.storage.read(*lookups)

    def commit(self, decision: Decision[Any], seen: Snapshot) -> None:
        """Look again just before committing, and take whatever is there for what was decided on."""
        self.storage.commit(decision, self.storage.read(*seen.found))


@frozen
class SwallowsConflicts:
    storage: Storage

    def read(self, *lookups: AnyLookup) -> Snapshot:
        return self.storage.read(*lookups)

    def commit(self, decision: Decision[Any], seen: Snapshot) -> None:
        try:
            self.storage.commit(decision, seen)
        except Conflict:
            return


@frozen
class SkipsNobody:
    hasher: Hasher

    def __getattr__(self, name: str) -> Any:
        return getattr(self.hasher, name)

    def verify(self, attempt: PasswordAttempt, stored: PasswordHash | None) -> bool:
        return stored is not None and self.hasher.verify(attempt, stored)


def keep_the_credential(decision: Decision[Any], _seen: Snapshot) -> Decision[Any]:
    saved = [evolve(r, credential=1) if isinstance(r, Account | Session) else r for r in decision.save]
    return evolve(decision, save=tuple(saved))


def keep_the_link(decision: Decision[Any], seen: Snapshot) -> Decision[Any]:
    kept = keep_the_credential(decision, seen)
    return evolve(kept, delete=tuple(record for record in kept.delete if not isinstance(record, Reset)))


def lose_a_mail(decision: Decision[Any], _seen: Snapshot) -> Decision[Any]:
    kept = [mail for mail in decision.queue if not isinstance(mail, PasswordUpdatedMail)]
    return evolve(decision, queue=tuple(kept))


def queue_twice(decision: Decision[Any], _seen: Snapshot) -> Decision[Any]:
    return evolve(decision, queue=decision.queue * 2)


def count_only_owners(decision: Decision[Any], seen: Snapshot) -> Decision[Any]:
    unknown = any(isinstance(lookup, AccountAtAddress) and not found for lookup, found in seen.found.items())
    return evolve(decision, save=tuple(r for r in decision.save if not (unknown and isinstance(r, Streak | Tally))))


def count_no_failures(decision: Decision[Any], _seen: Snapshot) -> Decision[Any]:
    return evolve(decision, save=tuple(record for record in decision.save if not isinstance(record, Streak)))


def delete_nothing(decision: Decision[Any], _seen: Snapshot) -> Decision[Any]:
    return evolve(decision, delete=())


def never_touch(decision: Decision[Any], _seen: Snapshot) -> Decision[Any]:
    only_touched = not decision.queue and all(
        isinstance(r, Session) and r.seen_at > r.opened_at for r in decision.save
    )
    return evolve(decision, save=()) if only_touched else decision


class ToldByName(EspaceClient):
    def request_reset(self, request: Any) -> Any:
        answer = super().request_reset(request)
        known = self._storage.read(AccountAtAddress("quelquun@exemple.fr"))
        return answer if not known.one(AccountAtAddress("quelquun@exemple.fr")) else (answer, "sent")


class LooksTwice(EspaceClient):
    def sign_in(self, request: Any) -> Any:
        known = AccountAtAddress("quelquun@exemple.fr")
        if self._storage.read(known).one(known):
            self._storage.read(known)
        return super().sign_in(request)


@frozen
class ForgetsBeforeSending:
    """At most once: a crash in between loses the mail."""

    outbox: Outbox

    def __getattr__(self, name: str) -> Any:
        return getattr(self.outbox, name)

    def lease(self, *args: Any) -> Any:
        leased = self.outbox.lease(*args)
        for envelope in leased:
            self.outbox.delivered(envelope)
        return leased


@frozen
class DropsWhatFails:
    outbox: Outbox

    def __getattr__(self, name: str) -> Any:
        return getattr(self.outbox, name)

    def put_off(self, envelope: Envelope, _until: datetime, _error: str) -> None:
        self.outbox.delivered(envelope)


class NewNameEachTime(Relay):
    count = 0

    def _message(self, envelope: Envelope) -> Any:
        type(self).count += 1
        return evolve(super()._message(envelope), message_id=f"{self.count}@exemple.fr")


def relaying(wrong: Callable[[Outbox], Any]) -> Callable[..., Relay]:
    def make(*, outbox: Outbox, **ports: Any) -> Relay:
        return Relay(outbox=wrong(outbox), **ports)

    return make


CORE_FAULTS = (
    Fault("takes a link at 48 h + 1 s", the_machine, LateActivation),
    Fault("lets a mail scanner activate", the_machine, AsksNoPassword),
    Fault("lets sessions live after a reset", the_machine, deciding(keep_the_credential)),
    Fault("lets a reset link act twice", the_machine, deciding(keep_the_link)),
    Fault("deletes nothing", the_machine, deciding(delete_nothing)),
    Fault("never starts a session's idle time anew", the_machine, deciding(never_touch)),
    Fault("forgets one kind of mail", the_machine, deciding(lose_a_mail)),
    Fault("queues every mail twice", the_machine, deciding(queue_twice)),
    Fault("counts no failures", the_machine, deciding(count_no_failures)),
    Fault("commits on what it has not decided on", the_machine, standing_on(storage=CommitsBlindly)),
    Fault("answers though the commit conflicted", the_machine, standing_on(storage=SwallowsConflicts)),
    Fault("forgets a mail before it is sent", the_machine_with_relays, relaying(ForgetsBeforeSending)),
    Fault("drops a mail at its first failure", the_machine_with_relays, relaying(DropsWhatFails)),
    Fault("gives a mail another Message-ID each time", the_machine_with_relays, NewNameEachTime),
    Fault("computes no hash for the unknown address", non_disclosure, standing_on(hasher=SkipsNobody)),
    Fault("counts failures of existing accounts only", non_disclosure, deciding(count_only_owners)),
    Fault("answers otherwise when there is an account", non_disclosure, ToldByName),
    Fault("reads once more when there is an account", non_disclosure, LooksTwice),
)
