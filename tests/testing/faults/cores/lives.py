"""Cores that get wrong what belongs to a life: an address that changes, a request that waits, an
account that ends.
"""

from typing import Any

from attrs import evolve

from espaceclient.domain import event
from espaceclient.domain.account import Account
from espaceclient.domain.address_change import AddressChange
from espaceclient.domain.decision import Decision
from espaceclient.domain.email_address import EmailAddress
from espaceclient.domain.instant import FOREVER
from espaceclient.domain.registration import Registration
from espaceclient.domain.reset import Reset
from espaceclient.domain.throttle import FailedAttempts
from espaceclient.ports.storage import (
    AccountAtAddress,
    AccountById,
    Expired,
    SessionById,
    Snapshot,
    Stored,
)
from tests.testing.faults.cores.fixture import (
    Amend,
    MakeClient,
    Misreading,
    beneath,
    deciding,
    seeing,
    standing_on,
    the_machine,
)
from tests.testing.faults.fault import Fault


def when(told: type[event.Event], amend: Amend) -> MakeClient:
    """Make clients that get wrong what such an event tells of, and nothing else."""

    def amended(decision: Decision[Any], seen: Snapshot) -> Decision[Any]:
        happens = any(isinstance(each, told) for each in decision.events)
        return amend(decision, seen) if happens else decision

    return deciding(amended)


def keeping(kind: type) -> Amend:
    """Delete nothing of a kind."""
    return lambda decision, _: evolve(
        decision, delete=tuple(each for each in decision.delete if not isinstance(each, kind))
    )


def delete_nothing(decision: Decision[Any], _seen: Snapshot) -> Decision[Any]:
    return evolve(decision, delete=())


def save_nothing(decision: Decision[Any], _seen: Snapshot) -> Decision[Any]:
    return evolve(decision, save=())


def begin_without_failures(decision: Decision[Any], _seen: Snapshot) -> Decision[Any]:
    """Carry no failed attempts to the new address."""
    kept = [
        each for each in decision.save if not (isinstance(each, FailedAttempts) and each.in_the_day)
    ]
    return evolve(decision, save=tuple(kept))


def end_the_asking_one_too(decision: Decision[Any], seen: Snapshot) -> Decision[Any]:
    asking = [
        stored.record
        for lookup, found in seen.found.items()
        for stored in found
        if isinstance(lookup, SessionById)
    ]
    return evolve(decision, delete=(*decision.delete, *asking))


def take_only_its_name(decision: Decision[Any], _seen: Snapshot) -> Decision[Any]:
    """Keep the account under an address of nobody, with its sessions and its holdings."""
    closed = [each for each in decision.delete if isinstance(each, Account)]
    nameless = [evolve(each, email=EmailAddress(f"{each.id}@exemple.fr")) for each in closed]
    return evolve(keeping(Account)(decision, _seen), save=(*decision.save, *nameless))


def warn_once(decision: Decision[Any], _seen: Snapshot) -> Decision[Any]:
    """Take the first warning for both."""
    warned = [
        evolve(each, warnings=2) if isinstance(each, Account) else each for each in decision.save
    ]
    return evolve(decision, save=tuple(warned))


def of_the_password(record: Any, truth: Snapshot) -> Any:
    """Take a change of address for one that was asked for under the present password."""
    found = [stored.record for group in truth.found.values() for stored in group]
    owners = [
        one
        for one in found
        if isinstance(record, AddressChange)
        and isinstance(one, Account)
        and one.id == record.account
    ]
    return evolve(record, password_version=owners[0].password_version) if owners else record


class Reserving(Misreading):
    """Takes an address that was asked for as one that is taken."""

    def misread(self, truth: Snapshot) -> Snapshot:
        return Snapshot(
            {
                lookup: found or self._reserved(lookup.key)
                if isinstance(lookup, AccountAtAddress)
                else found
                for lookup, found in truth.found.items()
            }
        )

    def _reserved(self, key: str) -> tuple[Stored[Any], ...]:
        storage, pending = beneath(self.storage), Expired(FOREVER, 100)
        for each in storage.read(pending).all(pending):
            if isinstance(each, AddressChange) and each.email.key == key:
                owner = AccountById(each.account)
                found: tuple[Stored[Any], ...] = storage.read(owner).found[owner]
                return found
        return ()


LIFE_FAULTS = (
    Fault(
        "keeps the reset links of the old address",
        the_machine,
        when(event.AddressChanged, keeping(Reset)),
    ),
    Fault(
        "keeps what waits for an address that is taken",
        the_machine,
        when(event.AddressChanged, keeping(Registration)),
    ),
    Fault(
        "forgets with an address what has failed there",
        the_machine,
        when(event.AddressChanged, begin_without_failures),
    ),
    Fault("reserves an address that was asked for", the_machine, standing_on(storage=Reserving)),
    Fault("lets a change of address live after a reset", the_machine, seeing(of_the_password)),
    Fault(
        "keeps the link to a mistyped address alive",
        the_machine,
        when(event.RegistrationAddressCorrected, delete_nothing),
    ),
    Fault(
        "counts no mail that is sent again",
        the_machine,
        when(event.ActivationResent, save_nothing),
    ),
    Fault(
        "ends the session that asks with all others",
        the_machine,
        when(event.OtherSessionsEnded, end_the_asking_one_too),
    ),
    Fault(
        "closes an account and keeps its sessions and contracts",
        the_machine,
        when(event.AccountClosed, take_only_its_name),
    ),
    Fault(
        "closes an account that was warned but once",
        the_machine,
        when(event.AccountUnvisited, warn_once),
    ),
)
