"""Cores that decide rightly, and save, delete or queue something else."""

from datetime import timedelta
from typing import Any

from attrs import evolve

from espaceclient.domain.account import Account, AccountId
from espaceclient.domain.decision import Decision
from espaceclient.domain.event import SignedIn, SignInRefused
from espaceclient.domain.holding import Holding
from espaceclient.domain.mail import (
    ActivationMail,
    ContractClaimedMail,
    ContractInUseMail,
    PasswordUpdatedMail,
)
from espaceclient.domain.reset import Reset
from espaceclient.domain.session import Session
from espaceclient.domain.throttle import FailedAttempts
from espaceclient.domain.values import MeterNumber
from espaceclient.ports.storage import AccountOfContract, Snapshot
from tests.testing.faults.cores.fixture import altering, deciding, leaving_out, the_machine
from tests.testing.faults.fault import Fault


def keep_the_credential(decision: Decision[Any], _seen: Snapshot) -> Decision[Any]:
    saved = [
        evolve(r, password_version=1) if isinstance(r, Account | Session) else r
        for r in decision.save
    ]
    return evolve(decision, save=tuple(saved))


def keep_it_after_a_mistake(decision: Decision[Any], seen: Snapshot) -> Decision[Any]:
    mistaken = any(
        isinstance(record, FailedAttempts) and not record.in_a_row for record in decision.save
    )
    changed = any(isinstance(record, Account) for record in decision.save)
    return keep_the_credential(decision, seen) if mistaken and changed else decision


def keep_the_link(decision: Decision[Any], seen: Snapshot) -> Decision[Any]:
    kept = keep_the_credential(decision, seen)
    return evolve(
        kept, delete=tuple(record for record in kept.delete if not isinstance(record, Reset))
    )


def delete_nothing(decision: Decision[Any], _seen: Snapshot) -> Decision[Any]:
    return evolve(decision, delete=())


def queue_twice(decision: Decision[Any], _seen: Snapshot) -> Decision[Any]:
    return evolve(decision, queue=decision.queue * 2)


def always_tell_the_holder(decision: Decision[Any], seen: Snapshot) -> Decision[Any]:
    (asker, *told) = decision.queue or (None,)
    if told or not isinstance(asker, ContractInUseMail):
        return decision
    holders = [
        ContractClaimedMail(stored.record.email)
        for lookup, found in seen.found.items()
        for stored in found
        if isinstance(lookup, AccountOfContract)
    ]
    return evolve(decision, queue=(asker, *holders))


def tell_a_success(decision: Decision[Any], _seen: Snapshot) -> Decision[Any]:
    told = [
        SignedIn(AccountId(each.subject)) if isinstance(each, SignInRefused) else each
        for each in decision.events
    ]
    return evolve(decision, events=tuple(told))


def never_touch(decision: Decision[Any], _seen: Snapshot) -> Decision[Any]:
    only_touched = not decision.queue and all(
        isinstance(r, Session) and r.seen_at > r.opened_at for r in decision.save
    )
    return evolve(decision, save=()) if only_touched else decision


def another_meter(holding: Holding) -> Holding:
    return evolve(holding, subscription=evolve(holding.subscription, meter=MeterNumber("X0000")))


def idle_time_only(session: Session) -> Session:
    return evolve(session, expires_at=session.seen_at + timedelta(minutes=30))


def three_days(mail: ActivationMail) -> ActivationMail:
    return evolve(mail, valid_for=timedelta(hours=72))


DECISION_FAULTS = (
    Fault("lets sessions live after a reset", the_machine, deciding(keep_the_credential)),
    Fault(
        "lets other sessions live after a change of password at the second try",
        the_machine,
        deciding(keep_it_after_a_mistake),
    ),
    Fault("lets a reset link act twice", the_machine, deciding(keep_the_link)),
    Fault("deletes nothing", the_machine, deciding(delete_nothing)),
    Fault("never starts a session's idle time anew", the_machine, deciding(never_touch)),
    Fault("lets a session in use live for ever", the_machine, altering(Session, idle_time_only)),
    Fault("saves a holding with another meter", the_machine, altering(Holding, another_meter)),
    Fault(
        "says in a mail that its link lives 72 hours",
        the_machine,
        altering(ActivationMail, three_days),
    ),
    Fault("forgets one kind of mail", the_machine, leaving_out(PasswordUpdatedMail)),
    Fault(
        "queues every mail twice",
        the_machine,
        deciding(lambda decision, _: evolve(decision, queue=decision.queue * 2)),
    ),
    Fault(
        "tells a contract's holder of every request for it",
        the_machine,
        deciding(always_tell_the_holder),
    ),
    Fault(
        "tells nobody what has happened",
        the_machine,
        deciding(lambda decision, _: evolve(decision, events=())),
    ),
    Fault("tells a refusal as a success", the_machine, deciding(tell_a_success)),
    Fault("counts no failures", the_machine, leaving_out(FailedAttempts)),
)
