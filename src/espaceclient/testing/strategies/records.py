"""Records and mails: what a storage keeps and an outbox carries."""

from datetime import datetime, timedelta
from functools import cache

from attrs import evolve, frozen
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from espaceclient.domain import mail
from espaceclient.domain.account import Account, AccountId, Subscription
from espaceclient.domain.address_change import AddressChange, AddressChangeId
from espaceclient.domain.billing_event import AppliedEvent, BillingEventId, EndedContract
from espaceclient.domain.decision import ExpiringRecord, Record
from espaceclient.domain.event_outcome import ClosingReason
from espaceclient.domain.holding import EndReason, Holding, HoldingId
from espaceclient.domain.instant import FOREVER
from espaceclient.domain.lifetimes import Validity
from espaceclient.domain.masked_contract import MaskedContract
from espaceclient.domain.registration import BrowserId, Registration, RegistrationId
from espaceclient.domain.reset import Reset, ResetId
from espaceclient.domain.session import Session, SessionId
from espaceclient.domain.throttle import FailedAttempts, HourlyCounter
from espaceclient.domain.values import ContractNumber
from espaceclient.ports.storage import identity
from espaceclient.testing.samples import DAY, HOUR, MINUTE
from espaceclient.testing.strategies.values import (
    communes,
    contract_numbers,
    customers,
    email_addresses,
    extras,
    ids,
    instants,
    languages,
    meter_numbers,
    names,
    operators,
    password_hashes,
)

_VERSIONS = st.integers(1, 2**31 - 1) | st.sampled_from((1, 2**31 - 1))
_COUNTS = st.integers(0, 1000) | st.sampled_from((0, 1000))
_WRITTEN_OTHERWISE = st.sampled_from(("7", "AB123456", "1" * 20, "A" * 19 + "1")).map(
    ContractNumber
)
_LABELS = st.none() | st.sampled_from(("Firefox sur Windows", "é" * 80, "’"))
_LIFETIMES = st.timedeltas(MINUTE, 48 * HOUR)


@cache
def validities() -> SearchStrategy[Validity]:
    def starting(since: datetime, lifetime: timedelta) -> Validity:
        return Validity(since, min(since, FOREVER - lifetime) + lifetime)

    return st.builds(starting, instants(), _LIFETIMES)


@cache
def subscriptions() -> SearchStrategy[Subscription]:
    """Subscriptions; a contract number may be written in another format than the guide's."""
    numbers = contract_numbers() | _WRITTEN_OTHERWISE
    as_registered = (st.none() | instants(), st.none() | customers())
    return st.builds(Subscription, communes(), numbers, meter_numbers(), *as_registered)


@cache
def accounts() -> SearchStrategy[Account]:
    account_ids, opened = ids().map(AccountId), instants()
    who = (email_addresses(), password_hashes())
    unvisited = (instants(), _COUNTS, st.none() | instants())
    when = (opened, _VERSIONS, instants(), *unvisited)
    return st.builds(Account, account_ids, *who, *when, languages())


@cache
def endless_holdings() -> SearchStrategy[Holding]:
    """Holdings without an end; a storage may want to hold the account of one before it holds it."""
    holding_ids, owners = ids().map(HoldingId), ids().map(AccountId)
    return st.builds(Holding, holding_ids, owners, subscriptions(), instants())


@cache
def ended_holdings() -> SearchStrategy[Holding]:
    """Holdings that have an end, at any instant after they began."""
    ends = st.tuples(st.timedeltas(MINUTE, 4000 * DAY), st.sampled_from(EndReason))

    def ended(held: Holding, end: tuple[timedelta, EndReason]) -> Holding:
        lasted, because = end
        return held.ended(min(held.since, FOREVER - lasted) + lasted, because, 396 * DAY)

    return st.builds(ended, endless_holdings(), ends)


@cache
def registrations() -> SearchStrategy[Registration]:
    registration_ids, browsers = ids().map(RegistrationId), ids().map(BrowserId)
    who = (email_addresses(), password_hashes(), subscriptions())
    others = (browsers, validities(), st.booleans(), languages(), extras())
    return st.builds(Registration, registration_ids, *who, *others)


@cache
def resets() -> SearchStrategy[Reset]:
    """Resets; a storage may want to hold the account of one before it holds the reset."""
    return st.builds(Reset, ids().map(ResetId), ids().map(AccountId), _VERSIONS, validities())


@cache
def address_changes() -> SearchStrategy[AddressChange]:
    """Changes of address; a storage may want to hold the account of one before it holds it."""
    change_ids, owners = ids().map(AddressChangeId), ids().map(AccountId)
    asked = (email_addresses(), ids().map(BrowserId), validities())
    return st.builds(AddressChange, change_ids, owners, _VERSIONS, *asked)


@cache
def sessions() -> SearchStrategy[Session]:
    """Sessions; a storage may want to hold the account of one before it holds the session."""
    session_ids, owners = ids().map(SessionId), ids().map(AccountId)
    times = (instants(), instants(), instants())
    return st.builds(Session, session_ids, owners, _VERSIONS, *times, _LABELS)


@cache
def hourly_counters() -> SearchStrategy[HourlyCounter]:
    return st.builds(HourlyCounter, ids(), _COUNTS, instants(latest=FOREVER - DAY))


@cache
def failed_attempts() -> SearchStrategy[FailedAttempts]:
    """Failed proofs; some never expire."""
    times = (instants(), instants(), instants() | st.just(FOREVER))
    return st.builds(FailedAttempts, ids(), _COUNTS, _COUNTS, *times)


@cache
def applied_events() -> SearchStrategy[AppliedEvent]:
    return st.builds(AppliedEvent, ids().map(BillingEventId), instants())


@cache
def ended_contracts() -> SearchStrategy[EndedContract]:
    return st.builds(EndedContract, ids(), instants(), st.sampled_from(EndReason), instants())


@cache
def mails() -> SearchStrategy[mail.Mail]:
    """A mail of each kind."""
    to, number = email_addresses(), contract_numbers()
    read = {"language": languages()}
    masked = st.none() | st.builds(
        MaskedContract, number.map(lambda each: each.digits[-3:]), st.none() | names()
    )
    return st.one_of(
        st.builds(
            mail.ActivationMail, to, ids().map(RegistrationId), _LIFETIMES, about=masked, **read
        ),
        st.builds(mail.ResetMail, to, ids().map(ResetId), _LIFETIMES, **read),
        st.builds(mail.AddressChangeMail, to, ids().map(AddressChangeId), _LIFETIMES, **read),
        st.builds(mail.AddressClaimedMail, to, **read),
        st.builds(mail.AddressChangeRequestedMail, to, **read),
        st.builds(mail.AddressChangedMail, to, **read),
        st.builds(mail.AddressInUseMail, to, **read),
        st.builds(mail.ContractInUseMail, to, about=masked, **read),
        st.builds(mail.ContractClaimedMail, to, about=masked, **read),
        st.builds(mail.AccountConfirmedMail, to, about=masked, **read),
        st.builds(mail.PasswordUpdatedMail, to, **read),
        st.builds(mail.ContractAddedMail, to, number, **read),
        st.builds(mail.ContractRemovedMail, to, number, **read),
        st.builds(mail.ContractEndedMail, to, number, instants(), instants(), **read),
        st.builds(mail.HolderChangedMail, to, number, instants(), instants(), **read),
        st.builds(
            mail.ContractRenumberedMail,
            to,
            number,
            number,
            st.none() | operators().map(lambda operator: operator.name),
            **read,
        ),
        st.builds(mail.HoldingRescindedMail, to, number, **read),
        st.builds(mail.AccountUnvisitedMail, to, instants(), instants(), **read),
        st.builds(mail.AccountClosedMail, to, st.sampled_from(ClosingReason), **read),
    )


@cache
def queued_mails() -> SearchStrategy[mail.QueuedMail]:
    """A mail of each kind, or a question whose answer may be one."""
    questions = st.builds(mail.ResetQuestion, email_addresses(), ids().map(ResetId), _LIFETIMES)
    return mails() | questions


@frozen
class OneOfEach:
    """A record of every class; the holding, which has no end, the reset, the change of address and
    the session are the account's.
    """

    account: Account
    holding: Holding
    registration: Registration
    reset: Reset
    address_change: AddressChange
    session: Session
    counter: HourlyCounter
    failed_attempts: FailedAttempts
    applied_event: AppliedEvent
    ended_contract: EndedContract

    @property
    def all(self) -> tuple[Record, ...]:
        """In an order in which they can be saved: what belongs to the account comes after it."""
        return (self.account, *self.expiring)

    @property
    def expiring(self) -> tuple[ExpiringRecord, ...]:
        links = (self.registration, self.reset, self.address_change)
        counting = (self.counter, self.failed_attempts)
        of_billing = (self.applied_event, self.ended_contract)
        return (self.holding, *links, self.session, *counting, *of_billing)

    def named(self, name: str) -> "OneOfEach":
        """Return records that are all known by one name."""
        owner = AccountId(name)
        return OneOfEach(
            evolve(self.account, id=owner),
            evolve(self.holding, id=HoldingId(name), account=owner),
            evolve(self.registration, id=RegistrationId(name)),
            evolve(self.reset, id=ResetId(name), account=owner),
            evolve(self.address_change, id=AddressChangeId(name), account=owner),
            evolve(self.session, id=SessionId(name), account=owner),
            evolve(self.counter, key=name),
            evolve(self.failed_attempts, key=name),
            evolve(self.applied_event, id=BillingEventId(name)),
            evolve(self.ended_contract, key=name),
        )

    @property
    def marks(self) -> set[object]:
        """What nobody else's records share when they have nothing in common."""
        at_address = (self.account, self.registration, self.address_change)
        of_contract = (self.holding, self.registration)
        return {
            *(identity(record) for record in self.all),
            *(record.email.key for record in at_address),
            *(record.contract for record in of_contract),
        }


@cache
def one_of_each() -> SearchStrategy[OneOfEach]:
    def belonging(drawn: OneOfEach) -> OneOfEach:
        owner = drawn.account.id
        return evolve(
            drawn,
            holding=evolve(drawn.holding, account=owner),
            reset=evolve(drawn.reset, account=owner),
            address_change=evolve(drawn.address_change, account=owner),
            session=evolve(drawn.session, account=owner),
        )

    of_somebody = (accounts(), endless_holdings(), registrations(), resets(), address_changes())
    others = (hourly_counters(), failed_attempts(), applied_events(), ended_contracts())
    return st.builds(OneOfEach, *of_somebody, sessions(), *others).map(belonging)


TwoOfEach = tuple[OneOfEach, OneOfEach]


@cache
def two_of_each() -> SearchStrategy[TwoOfEach]:
    """Two sets of records with nothing in common: no id, no key, no address, no contract."""
    two = st.tuples(one_of_each(), one_of_each())
    return two.filter(lambda drawn: drawn[0].marks.isdisjoint(drawn[1].marks))


@cache
def two_accounts() -> SearchStrategy[tuple[Account, Account]]:
    """Two accounts with nothing in common."""
    return two_of_each().map(lambda two: (two[0].account, two[1].account))
