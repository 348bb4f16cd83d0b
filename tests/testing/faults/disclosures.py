"""Cores that tell a stranger who has an account, in what they answer or in what it costs."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from attrs import evolve, frozen

from espaceclient.adapters.memory import ManualClock
from espaceclient.answers import ContractHeld, RequestRefused
from espaceclient.client import EspaceClient
from espaceclient.domain.decision import Decision
from espaceclient.domain.email_address import EmailAddress
from espaceclient.domain.event import AccountRequested, ContractClaimed
from espaceclient.domain.mail import ResetQuestion
from espaceclient.domain.password import PasswordAttempt, PasswordHash
from espaceclient.domain.problem import Invalid, Problem
from espaceclient.domain.rates import limits_of_resets
from espaceclient.domain.throttle import (
    FailedAttempts,
    HourlyCounter,
    counter_now,
    failed_sign_ins,
)
from espaceclient.ports.hasher import Hasher
from espaceclient.ports.storage import (
    AccountAtAddress,
    AccountOfContract,
    AccountOfSession,
    Snapshot,
)
from espaceclient.testing import REGISTER, SOMEBODY, expect_non_disclosure
from espaceclient.use_cases import answer_reset_request
from espaceclient.use_cases.unit_of_work import Transactions
from tests.testing.faults.cores import (
    Between,
    ClientWithPorts,
    deciding,
    know_at_the_first_try,
    memory_storage,
    standing_on,
)
from tests.testing.faults.fault import Fault


@wraps(expect_non_disclosure)
def non_disclosure(make: Callable[..., EspaceClient]) -> None:
    expect_non_disclosure(memory_storage, make_client=make)


@frozen
class SkipsNobody:
    hasher: Hasher

    def __getattr__(self, name: str) -> Any:
        return getattr(self.hasher, name)

    def verify(self, attempt: PasswordAttempt, stored: PasswordHash | None) -> bool:
        return stored is not None and self.hasher.verify(attempt, stored)


def count_only_owners(decision: Decision[Any], seen: Snapshot) -> Decision[Any]:
    unknown = any(
        isinstance(lookup, AccountAtAddress) and not found for lookup, found in seen.found.items()
    )
    return evolve(
        decision,
        save=tuple(
            r
            for r in decision.save
            if not (unknown and isinstance(r, FailedAttempts | HourlyCounter))
        ),
    )


def name_the_holder(decision: Decision[Any], seen: Snapshot) -> Decision[Any]:
    """Tell at the opening, beside the request, whom it concerns."""
    holders = tuple(
        ContractClaimed(stored.record.id, event.contract)
        for event in decision.events
        if isinstance(event, AccountRequested)
        for lookup, found in seen.found.items()
        if isinstance(lookup, AccountOfContract)
        for stored in found
    )
    return evolve(decision, events=(*decision.events, *holders))


def record_only_of_owners(decision: Decision[Any], seen: Snapshot) -> Decision[Any]:
    unknown = any(
        isinstance(lookup, AccountAtAddress) and not found for lookup, found in seen.found.items()
    )
    return evolve(decision, events=()) if unknown else decision


class ToldByName(ClientWithPorts):
    def request_reset(self, request: Any, **kwargs: Any) -> Any:
        answer = super().request_reset(request, **kwargs)
        known = AccountAtAddress(SOMEBODY["email"])
        return (answer, "sent") if self.ports["storage"].read(known).one(known) else answer


class TellsThatAContractIsHeld(ClientWithPorts):
    """Looks who holds a contract before it looks at the meter."""

    def add_contract(self, session: Any, request: Any, **kwargs: Any) -> Any:
        held = [AccountOfContract(line.contract) for line in REGISTER]
        seen = self.ports["storage"].read(*held)
        numbers = {each.contract.number.digits for each in held if seen.one(each)}
        answer = super().add_contract(session, request, **kwargs)
        taken = isinstance(answer, RequestRefused) and request["contract_number"] in numbers
        return ContractHeld() if taken else answer


class TellsThatAnAddressIsTaken(ClientWithPorts):
    """Spares who asks for another address the wait for a link that will not come."""

    def request_address_change(self, session: Any, request: Any, **kwargs: Any) -> Any:
        taken = AccountAtAddress(EmailAddress(request["email"]).key)
        known = self.ports["storage"].read(taken).one(taken)
        answer = super().request_address_change(session, request, **kwargs)
        return Invalid((Problem("email", "email/taken"),)) if known else answer


def count_only_pairs_of_held(decision: Decision[Any], seen: Snapshot) -> Decision[Any]:
    """Count what somebody adds wrongly where it belongs to somebody, and nowhere else."""
    adds = any(isinstance(lookup, AccountOfSession) for lookup in seen.found)
    held = any(
        isinstance(lookup, AccountOfContract) and found for lookup, found in seen.found.items()
    )
    return evolve(decision, save=()) if adds and not held and not decision.queue else decision


class AnswersAtOnce(Between):
    """Finds out by itself whether there is an account, and makes the reset, as a relay does."""

    def commit(self, decision: Decision[Any], seen: Snapshot) -> None:
        super().commit(decision, seen)
        transactions = Transactions(self.storage, ManualClock(decision.at))
        for queued in decision.queue:
            if isinstance(queued, ResetQuestion):
                answer_reset_request.run(transactions, queued, decision.at)


class LooksTwice(ClientWithPorts):
    def sign_in(self, request: Any, **kwargs: Any) -> Any:
        known = AccountAtAddress(SOMEBODY["email"])
        if self.ports["storage"].read(known).one(known):
            self.ports["storage"].read(known)
        return super().sign_in(request, **kwargs)


class TellsOwnersThatTheyAreLockedOut(ClientWithPorts):
    def sign_in(self, request: Any, **kwargs: Any) -> Any:
        email = EmailAddress(request["email"])
        known = AccountAtAddress(email.key)
        failures = self._services.failed_attempts(failed_sign_ins(email))
        seen = self.ports["storage"].read(known, failures)
        failed_attempts = seen.one(failures)
        blocked = failed_attempts is not None and failed_attempts.blocked(
            self.ports["clock"].now(), self.policy.limits
        )
        answer = super().sign_in(request, **kwargs)
        return (answer, "come back later") if blocked and seen.one(known) else answer


class TellsOwnersThatNoMoreMailsGo(ClientWithPorts):
    def request_reset(self, request: Any, **kwargs: Any) -> Any:
        email = EmailAddress(request["email"])
        known = AccountAtAddress(email.key)
        limits = limits_of_resets(email, None, self.policy.limits)
        ((requests, most),) = self._services.counters(limits).items()
        seen = self.ports["storage"].read(known, requests)
        counted = counter_now(seen.one(requests), requests.key, self.ports["clock"].now())
        answer = super().request_reset(request, **kwargs)
        too_many = counted.count >= most
        return (answer, "look at your mail") if too_many and seen.one(known) else answer


DISCLOSURE_FAULTS = (
    Fault(
        "computes no hash for the unknown address", non_disclosure, standing_on(hasher=SkipsNobody)
    ),
    Fault("counts failures of existing accounts only", non_disclosure, deciding(count_only_owners)),
    Fault(
        "records the sign-ins refused to existing accounts only",
        non_disclosure,
        deciding(record_only_of_owners),
    ),
    Fault(
        "records of whom a contract is when somebody asks for it",
        non_disclosure,
        deciding(name_the_holder),
    ),
    Fault(
        "knows a browser that tried an existing account",
        non_disclosure,
        deciding(know_at_the_first_try),
    ),
    Fault(
        "tells who adds a wrong pair that somebody holds the contract",
        non_disclosure,
        TellsThatAContractIsHeld,
    ),
    Fault(
        "counts wrong pairs of contracts that somebody holds only",
        non_disclosure,
        deciding(count_only_pairs_of_held),
    ),
    Fault(
        "tells who asks for another address that it has an account",
        non_disclosure,
        TellsThatAnAddressIsTaken,
    ),
    Fault("answers otherwise when there is an account", non_disclosure, ToldByName),
    Fault(
        "finds out at once who has forgotten a password",
        non_disclosure,
        standing_on(storage=AnswersAtOnce),
    ),
    Fault("reads once more when there is an account", non_disclosure, LooksTwice),
    Fault(
        "tells existing accounts only that they are locked out",
        non_disclosure,
        TellsOwnersThatTheyAreLockedOut,
    ),
    Fault(
        "tells existing accounts only that no more mails go",
        non_disclosure,
        TellsOwnersThatNoMoreMailsGo,
    ),
)
