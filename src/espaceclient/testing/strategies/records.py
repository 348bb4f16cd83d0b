"""Records and mails: what a storage keeps and an outbox carries."""

from datetime import datetime, timedelta
from functools import cache

from attrs import evolve, frozen
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from espaceclient.domain import mail
from espaceclient.domain.account import Account, AccountId, Subscription
from espaceclient.domain.decision import ExpiringRecord, Record
from espaceclient.domain.instant import FOREVER
from espaceclient.domain.lifetimes import Validity
from espaceclient.domain.registration import BrowserId, Registration, RegistrationId
from espaceclient.domain.reset import Reset, ResetId
from espaceclient.domain.session import Session, SessionId
from espaceclient.domain.throttle import FailedAttempts, HourlyCounter
from espaceclient.domain.values import ContractNumber
from espaceclient.testing.samples import DAY, HOUR, MINUTE
from espaceclient.testing.strategies.values import (
    communes,
    contract_numbers,
    email_addresses,
    ids,
    instants,
    meter_numbers,
    password_hashes,
)

_VERSIONS = st.integers(1, 2**31 - 1) | st.sampled_from((1, 2**31 - 1))
_COUNTS = st.integers(0, 1000) | st.sampled_from((0, 1000))
_WRITTEN_OTHERWISE = st.sampled_from(("7", "AB123456", "1" * 20, "A" * 19 + "1")).map(
    ContractNumber
)
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
    return st.builds(Subscription, communes(), numbers, meter_numbers())


@cache
def accounts() -> SearchStrategy[Account]:
    account_ids, opened = ids().map(AccountId), instants()
    who = (email_addresses(), password_hashes(), subscriptions())
    return st.builds(Account, account_ids, *who, opened, _VERSIONS)


@cache
def registrations() -> SearchStrategy[Registration]:
    registration_ids, browsers = ids().map(RegistrationId), ids().map(BrowserId)
    who = (email_addresses(), password_hashes(), subscriptions())
    return st.builds(Registration, registration_ids, *who, browsers, validities())


@cache
def resets() -> SearchStrategy[Reset]:
    """Resets; a storage may want to hold the account of one before it holds the reset."""
    return st.builds(Reset, ids().map(ResetId), ids().map(AccountId), _VERSIONS, validities())


@cache
def sessions() -> SearchStrategy[Session]:
    """Sessions; a storage may want to hold the account of one before it holds the session."""
    session_ids, owners = ids().map(SessionId), ids().map(AccountId)
    times = (instants(), instants(), instants())
    return st.builds(Session, session_ids, owners, _VERSIONS, *times)


@cache
def hourly_counters() -> SearchStrategy[HourlyCounter]:
    return st.builds(HourlyCounter, ids(), _COUNTS, instants(latest=FOREVER - DAY))


@cache
def failed_attempts() -> SearchStrategy[FailedAttempts]:
    """Failed proofs; some never expire."""
    times = (instants(), instants(), instants() | st.just(FOREVER))
    return st.builds(FailedAttempts, ids(), _COUNTS, _COUNTS, *times)


@cache
def mails() -> SearchStrategy[mail.Mail]:
    """A mail of each kind."""
    to = email_addresses()
    return st.one_of(
        st.builds(mail.ActivationMail, to, ids().map(RegistrationId), _LIFETIMES),
        st.builds(mail.ResetMail, to, ids().map(ResetId), _LIFETIMES),
        st.builds(mail.AddressInUseMail, to),
        st.builds(mail.ContractInUseMail, to),
        st.builds(mail.ContractClaimedMail, to),
        st.builds(mail.AccountConfirmedMail, to),
        st.builds(mail.PasswordUpdatedMail, to),
    )


@cache
def queued_mails() -> SearchStrategy[mail.QueuedMail]:
    """A mail of each kind, or a question whose answer may be one."""
    questions = st.builds(mail.ResetQuestion, email_addresses(), ids().map(ResetId), _LIFETIMES)
    return mails() | questions


@frozen
class OneOfEach:
    """A record of every class; the reset and the session are the account's."""

    account: Account
    registration: Registration
    reset: Reset
    session: Session
    counter: HourlyCounter
    failed_attempts: FailedAttempts

    @property
    def all(self) -> tuple[Record, ...]:
        """In an order in which they can be saved: what belongs to the account comes after it."""
        return (self.account, *self.expiring)

    @property
    def expiring(self) -> tuple[ExpiringRecord, ...]:
        belonging = (self.registration, self.reset, self.session)
        return (*belonging, self.counter, self.failed_attempts)

    def named(self, name: str) -> "OneOfEach":
        """Return records that are all known by one name."""
        owner = AccountId(name)
        return OneOfEach(
            evolve(self.account, id=owner),
            evolve(self.registration, id=RegistrationId(name)),
            evolve(self.reset, id=ResetId(name), account=owner),
            evolve(self.session, id=SessionId(name), account=owner),
            evolve(self.counter, key=name),
            evolve(self.failed_attempts, key=name),
        )

    @property
    def marks(self) -> set[object]:
        """What nobody else's records share when they have nothing in common."""
        with_id = (self.account, self.registration, self.reset, self.session)
        of_somebody = (self.account, self.registration)
        return {
            *(record.id for record in with_id),
            *(record.key for record in (self.counter, self.failed_attempts)),
            *(record.email.key for record in of_somebody),
            *(record.subscription.contract for record in of_somebody),
        }


@cache
def one_of_each() -> SearchStrategy[OneOfEach]:
    def belonging(drawn: OneOfEach) -> OneOfEach:
        owner = drawn.account.id
        reset, session = evolve(drawn.reset, account=owner), evolve(drawn.session, account=owner)
        return evolve(drawn, reset=reset, session=session)

    drawn = (accounts(), registrations(), resets(), sessions())
    return st.builds(OneOfEach, *drawn, hourly_counters(), failed_attempts()).map(belonging)


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
