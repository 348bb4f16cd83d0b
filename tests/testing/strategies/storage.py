"""What a storage is asked and told: lookups, snapshots, decisions. Records themselves are in
``records``.
"""

from datetime import datetime
from functools import cache

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from espaceclient.domain.account import Account, AccountId
from espaceclient.domain.billing_event import AppliedEvent, BillingEventId, EndedContract
from espaceclient.domain.decision import Decision
from espaceclient.domain.holding import Holding, HoldingId
from espaceclient.domain.mail import QueuedMail
from espaceclient.domain.registration import Registration, RegistrationId
from espaceclient.domain.reset import Reset, ResetId
from espaceclient.domain.session import Session, SessionId
from espaceclient.domain.throttle import FailedAttempts, HourlyCounter
from espaceclient.ports.storage import (
    AccountAtAddress,
    AccountById,
    AccountOfContract,
    AccountOfReset,
    AccountOfSession,
    AnyLookup,
    AppliedEventById,
    EndedContractByKey,
    EndlessHoldings,
    Expired,
    FailedAttemptsByKey,
    HoldingById,
    HoldingsOfAccount,
    HoldingsOfContract,
    HoldingsOfSession,
    HourlyCounterByKey,
    RegistrationById,
    RegistrationsAtAddress,
    RegistrationsFor,
    RegistrationsOfContract,
    ResetById,
    SessionById,
    SessionsOfAccount,
    Snapshot,
    Stored,
)
from espaceclient.testing.laws.storage.fixture import answers
from espaceclient.testing.strategies.records import OneOfEach, one_of_each, queued_mails
from espaceclient.testing.strategies.values import contracts, email_addresses, ids, instants


@cache
def lookups() -> SearchStrategy[AnyLookup]:
    """A question of each kind."""
    keys = email_addresses().map(lambda email: email.key)
    return st.one_of(
        keys.map(AccountAtAddress),
        ids().map(AccountId).map(AccountById),
        contracts().map(AccountOfContract),
        ids().map(SessionId).map(AccountOfSession),
        ids().map(ResetId).map(AccountOfReset),
        ids().map(HoldingId).map(HoldingById),
        ids().map(AccountId).map(HoldingsOfAccount),
        ids().map(SessionId).map(HoldingsOfSession),
        contracts().map(HoldingsOfContract),
        st.builds(EndlessHoldings, st.just("") | ids(), st.sampled_from((1, 500))),
        ids().map(RegistrationId).map(RegistrationById),
        st.builds(RegistrationsFor, keys, contracts()),
        keys.map(RegistrationsAtAddress),
        contracts().map(RegistrationsOfContract),
        ids().map(ResetId).map(ResetById),
        ids().map(SessionId).map(SessionById),
        ids().map(AccountId).map(SessionsOfAccount),
        ids().map(HourlyCounterByKey),
        ids().map(FailedAttemptsByKey),
        ids().map(BillingEventId).map(AppliedEventById),
        ids().map(EndedContractByKey),
        st.builds(Expired, instants(), st.sampled_from((1, 500))),
    )


@cache
def snapshots() -> SearchStrategy[Snapshot]:
    """What all the names of somebody's records find, some of it absent; what is the account's goes
    with it.
    """

    def seen(records: OneOfEach, absent: set[type], version: int) -> Snapshot:
        gone = absent | {Holding, Reset, Session} if Account in absent else absent
        stored = {
            record: Stored(record, version + place) for place, record in enumerate(records.all)
        }
        found = answers(records).items()
        return Snapshot(
            {lookup: () if type(record) in gone else (stored[record],) for lookup, record in found}
        )

    kinds = st.sampled_from(
        (
            Account,
            Holding,
            Registration,
            Reset,
            Session,
            HourlyCounter,
            FailedAttempts,
            AppliedEvent,
            EndedContract,
        )
    )
    return st.builds(seen, one_of_each(), st.sets(kinds), st.integers(1, 2**53))


@cache
def decisions() -> SearchStrategy[Decision[None]]:
    """Decisions over a storage that holds somebody's records: each of them is saved, deleted or
    left alone.

    As in the library, no account is ever deleted.
    """

    def decided(
        records: OneOfEach, fates: list[str], at: datetime, queue: list[QueuedMail]
    ) -> Decision[None]:
        each = list(zip(records.all, fates, strict=True))
        saved = tuple(record for record, fate in each if fate == "save")
        deleted = tuple(
            record for record, fate in each if fate == "delete" and not isinstance(record, Account)
        )
        return Decision(None, at, saved, deleted, tuple(queue))

    several = st.lists(st.sampled_from(("save", "delete", "leave")), min_size=9, max_size=9)
    nothing = st.just(["leave"] * 9)
    return st.builds(
        decided, one_of_each(), several | nothing, instants(), st.lists(queued_mails(), max_size=3)
    )
