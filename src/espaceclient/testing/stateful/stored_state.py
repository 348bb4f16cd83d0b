"""What a storage keeps at the end of a history: what the model knows, neither more nor less."""

from collections import Counter
from collections.abc import Iterator, Mapping

from espaceclient.domain.account import Account
from espaceclient.domain.decision import ExpiringRecord
from espaceclient.domain.instant import FOREVER
from espaceclient.domain.password import PasswordAttempt, PasswordHash
from espaceclient.domain.registration import Registration
from espaceclient.domain.reset import Reset
from espaceclient.domain.session import Session
from espaceclient.domain.throttle import FailedAttempts, HourlyCounter
from espaceclient.ports.hasher import Hasher
from espaceclient.ports.storage import AccountAtAddress, AccountOfContract, Expired, Storage
from espaceclient.testing.laws.difference import expect_same
from espaceclient.testing.laws.law import expect
from espaceclient.testing.ports import REGISTER
from espaceclient.testing.stateful import model_records
from espaceclient.testing.stateful.expected import Shown, line_of
from espaceclient.testing.stateful.model import Model, key
from espaceclient.testing.stateful.samples import ADDRESSES

Kept = tuple[object, ...]
"""The name of a record's class, and what it says beside its own id."""

_PLENTY = 100_000


def account_at(storage: Storage, email: str) -> Account | None:
    at_address = AccountAtAddress(key(email))
    return storage.read(at_address).one(at_address)


def expect_kept(storage: Storage, hasher: Hasher, model: Model) -> None:
    """Look at every address, at every contract, and at all that runs out."""
    for email in ADDRESSES:
        owner, kept = model.owner(email), account_at(storage, email)
        expect_same(
            f"in the end a look at {email}", kept and _shown(kept), owner and Shown.of(owner)
        )
        if owner and kept:
            _expect_password(hasher, kept.password_hash, owner, model)
    for line in REGISTER:
        contract = AccountOfContract(line.contract)
        holder = model.holder((line.contract.operator.name, line.contract.number.digits))
        kept = storage.read(contract).one(contract)
        expect_same(
            "in the end a look at a contract", kept and _shown(kept), holder and Shown.of(holder)
        )
    due = Expired(FOREVER, _PLENTY)
    owners = {account.id: account.email for account in model.accounts}
    _expect_all(
        Counter(_kept(record, owners) for record in storage.read(due).all(due)),
        Counter(_known(model)),
    )


def _expect_password(
    hasher: Hasher, kept: PasswordHash, owner: model_records.Account, model: Model
) -> None:
    present = hasher.verify(PasswordAttempt(owner.password), kept)
    expect(present, f"the password kept for {owner.email} is not the one that was chosen")
    renewed = owner.hashing != model.hashing or not hasher.needs_rehash(kept)
    expect(renewed, f"the password of {owner.email} was not hashed under the newest key and cost")


def _expect_all(kept: Counter[Kept], known: Counter[Kept]) -> None:
    expect(not known - kept, f"in the end this was lost: {_told(known - kept)}")
    expect(not kept - known, f"in the end this was kept, and should not be: {_told(kept - known)}")


def _told(some: Counter[Kept]) -> str:
    return "; ".join(" ".join(map(str, one)) for one in some)


def _shown(account: Account) -> Shown:
    return Shown(account.id, account.email.text, line_of(account.subscription), account.opened_at)


def _kept(record: ExpiringRecord, owners: Mapping[str, str]) -> Kept:
    match record:
        case Registration(email=email, subscription=subscription):
            said: Kept = email.text, line_of(subscription)
        case Reset(account=account):
            said = (owners.get(account),)
        case Session(account=account, opened_at=opened_at, seen_at=seen_at):
            said = owners.get(account), opened_at, seen_at
        case FailedAttempts():
            said = record.in_a_row, record.in_the_day, record.day_began_at, record.last_failed_at
        case HourlyCounter(count=count, opened_at=opened_at):
            said = count, opened_at
    return type(record).__name__, *said, record.expires_at


def _known(model: Model) -> Iterator[Kept]:
    for waiting in model.registrations.values():
        yield "Registration", waiting.email, waiting.line, waiting.end
    for reset in model.resets.values():
        yield "Reset", reset.account.email, reset.end
    for session in model.sessions.values():
        yield "Session", session.account.email, session.opened_at, session.seen_at, session.end
    for row in model.counters.failures.values():
        yield "FailedAttempts", row.in_a_row, row.in_the_day, row.day_began_at, row.last_at, row.end
    for window in model.counters.windows.values():
        yield "HourlyCounter", window.count, window.opened_at, window.end
