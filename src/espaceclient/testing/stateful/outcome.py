"""What there is at the end of a history: in the storage what the model knows, neither more nor
less.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import assert_never

from espaceclient.domain.account import Account
from espaceclient.domain.address_change import AddressChange
from espaceclient.domain.billing_event import AppliedEvent, EndedContract
from espaceclient.domain.decision import ExpiringRecord
from espaceclient.domain.holding import Holding
from espaceclient.domain.instant import FOREVER
from espaceclient.domain.password import PasswordAttempt
from espaceclient.domain.registration import Registration
from espaceclient.domain.reset import Reset
from espaceclient.domain.session import Session
from espaceclient.domain.throttle import FailedAttempts, HourlyCounter
from espaceclient.ports.hasher import Hasher
from espaceclient.ports.storage import (
    AccountAtAddress,
    AccountOfContract,
    Expired,
    HoldingsOfAccount,
    Storage,
)
from espaceclient.testing.contract_actions import key_of
from espaceclient.testing.known_tokens import PLENTY
from espaceclient.testing.laws.difference import expect_same
from espaceclient.testing.laws.law import expect
from espaceclient.testing.samples import REGISTER
from espaceclient.testing.stateful.expected import Shown, line_of, shown_of
from espaceclient.testing.stateful.model import Model
from espaceclient.testing.stateful.model_records import Account as Owner
from espaceclient.testing.stateful.state import key
from espaceclient.testing.strategies.histories import ADDRESSES

Described = tuple[object, ...]
"""The name of a record's class, and what it says beside its own id."""


def account_at(storage: Storage, email: str) -> Account | None:
    at_address = AccountAtAddress(key(email))
    return storage.read(at_address).one(at_address)


def expect_stored(storage: Storage, hasher: Hasher, model: Model) -> None:
    """Look at every address, at every contract, and at all that expires."""
    for email in dict.fromkeys((*ADDRESSES, *(each.email for each in model.accounts))):
        owner, stored = model.owner(email), account_at(storage, email)
        shown = stored and _shown(storage, stored)
        expect_same(f"in the end the account at {email}", shown, _known_of(model, owner))
        if owner and stored:
            due = owner.unvisited_since, owner.warnings, owner.closes_at
            visits = stored.unvisited_since, stored.warnings, stored.closes_at
            expect_same(f"in the end the visits of {email}", visits, due)
            chosen = hasher.verify(PasswordAttempt(owner.password), stored.password_hash)
            expect(chosen, f"the password stored for {email} is not the one that was chosen")
            older = owner.hashing != model.hashing
            newest = older or not hasher.needs_rehash(stored.password_hash)
            expect(newest, f"{email}'s password was not hashed under the newest key and cost")
    for line in REGISTER:
        contract = AccountOfContract(line.contract)
        holder = model.holder(key_of(line.contract))
        stored = storage.read(contract).one(contract)
        shown = stored and _shown(storage, stored)
        expect_same("in the end the account of a contract", shown, _known_of(model, holder))
    expired = Expired(FOREVER, PLENTY)
    owners = {account.id: account.email for account in model.accounts}
    found = Counter(_describe(each, owners) for each in storage.read(expired).all(expired))
    known = Counter(_known(model))
    expect(not known - found, f"in the end this was lost: {_told(known - found)}")
    surplus = _told(found - known)
    expect(not surplus, f"in the end this was stored, and should not be: {surplus}")


def _told(some: Counter[Described]) -> str:
    return "; ".join(" ".join(map(str, one)) for one in some)


def _shown(storage: Storage, account: Account) -> Shown:
    held = HoldingsOfAccount(account.id)
    shown = shown_of(storage.read(held).all(held))
    return Shown(account.id, account.email.text, shown, account.opened_at)


def _known_of(model: Model, owner: Owner | None) -> Shown | None:
    return Shown.of(owner, model.holdings.of_account(owner)) if owner else None


def _describe(record: ExpiringRecord, owners: Mapping[str, str]) -> Described:
    match record:
        case Holding(account=account, since=since, until=until):
            line, because = line_of(record.subscription), record.ended_because
            said: Described = owners.get(account), line, since, until, because
        case Registration(email=email, subscription=subscription):
            said = email.text, line_of(subscription)
        case Reset(account=account):
            said = (owners.get(account),)
        case AddressChange(account=account, email=email):
            said = owners.get(account), email.text
        case Session(account=account, opened_at=opened_at, seen_at=seen_at):
            said = owners.get(account), opened_at, seen_at
        case FailedAttempts():
            said = record.in_a_row, record.in_the_day, record.day_began_at, record.last_failed_at
        case HourlyCounter(count=count, opened_at=opened_at):
            said = count, opened_at
        case AppliedEvent(id=event):
            said = (event,)
        case EndedContract(ended_on=ended_on):
            said = record.key, ended_on, record.because
        case _:
            assert_never(record)
    return type(record).__name__, *said, record.expires_at


def _known(model: Model) -> Iterator[Described]:
    for held in model.holdings.held:
        yield "Holding", held.account.email, held.line, *held.period, held.because, held.end
    for event, applied in model.holdings.applied.items():
        yield "AppliedEvent", event, applied.end
    for (operator, digits), told in model.holdings.told.items():
        yield "EndedContract", f"{digits} {operator}", told.on, told.because, told.end
    for waiting in model.registrations.values():
        yield "Registration", waiting.email, waiting.line, waiting.end
    for reset in model.resets.values():
        yield "Reset", reset.account.email, reset.end
    for change in model.changes.values():
        yield "AddressChange", change.account.email, change.email, change.end
    for session in model.sessions.values():
        yield "Session", session.account.email, session.opened_at, session.seen_at, session.end
    for row in model.counters.failures.values():
        yield "FailedAttempts", row.in_a_row, row.in_the_day, row.day_began_at, row.last_at, row.end
    for window in model.counters.windows.values():
        yield "HourlyCounter", window.count, window.opened_at, window.end
