"""Records and mails: what a storage keeps and an outbox carries."""

from datetime import datetime, timedelta
from functools import cache

from attrs import evolve, frozen
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from espaceclient.domain.account import Account, AccountId, Subscription
from espaceclient.domain.decision import Record
from espaceclient.domain.instant import FOREVER
from espaceclient.domain.lifetimes import Validity
from espaceclient.domain.mail import (
    AccountConfirmedMail,
    ActivationMail,
    AddressInUseMail,
    ContractClaimedMail,
    ContractInUseMail,
    Mail,
    PasswordUpdatedMail,
    ResetMail,
)
from espaceclient.domain.registration import BrowserId, Registration, RegistrationId
from espaceclient.domain.reset import Reset, ResetId
from espaceclient.domain.session import Session, SessionId
from espaceclient.domain.throttle import FailedAttempts, HourlyCounter
from espaceclient.testing.strategies.values import (
    communes,
    contract_numbers,
    email_addresses,
    ids,
    instants,
    meter_numbers,
    password_hashes,
)

_LAST_TALLY = FOREVER - timedelta(days=1)
_CREDENTIALS = st.integers(1, 2**31 - 1) | st.sampled_from((1, 2**31 - 1))
_COUNTS = st.integers(0, 1000) | st.sampled_from((0, 1000))


@cache
def validities() -> SearchStrategy[Validity]:
    def starting(since: datetime, lifetime: timedelta) -> Validity:
        return Validity(since, min(since, FOREVER - lifetime) + lifetime)

    return st.builds(starting, instants(), st.timedeltas(timedelta(minutes=1), timedelta(hours=48)))


@cache
def subscriptions() -> SearchStrategy[Subscription]:
    return st.builds(Subscription, communes(), contract_numbers(), meter_numbers())


@cache
def accounts() -> SearchStrategy[Account]:
    return st.builds(
        Account,
        ids().map(AccountId),
        email_addresses(),
        password_hashes(),
        subscriptions(),
        instants(),
        _CREDENTIALS,
    )


@cache
def registrations() -> SearchStrategy[Registration]:
    return st.builds(
        Registration,
        ids().map(RegistrationId),
        email_addresses(),
        password_hashes(),
        subscriptions(),
        ids().map(BrowserId),
        validities(),
    )


@cache
def resets() -> SearchStrategy[Reset]:
    """Resets; a storage may want to hold the account of one before it holds the reset."""
    return st.builds(Reset, ids().map(ResetId), ids().map(AccountId), _CREDENTIALS, validities())


@cache
def sessions() -> SearchStrategy[Session]:
    """Sessions; a storage may want to hold the account of one before it holds the session."""
    owner = ids().map(AccountId)
    return st.builds(
        Session, ids().map(SessionId), owner, _CREDENTIALS, instants(), instants(), instants()
    )


@cache
def hourly_counters() -> SearchStrategy[HourlyCounter]:
    return st.builds(HourlyCounter, ids(), _COUNTS, instants(latest=_LAST_TALLY))


@cache
def failed_attempts() -> SearchStrategy[FailedAttempts]:
    """Failed proofs; some never run out."""
    return st.builds(
        FailedAttempts,
        ids(),
        _COUNTS,
        _COUNTS,
        instants(),
        instants(),
        instants() | st.just(FOREVER),
    )


@cache
def mails() -> SearchStrategy[Mail]:
    """A mail of each kind."""
    to = email_addresses()
    valid_for = st.timedeltas(timedelta(minutes=1), timedelta(hours=48))
    return st.one_of(
        st.builds(ActivationMail, to, ids().map(RegistrationId), valid_for),
        st.builds(ResetMail, to, ids().map(ResetId), valid_for),
        st.builds(AddressInUseMail, to),
        st.builds(ContractInUseMail, to),
        st.builds(ContractClaimedMail, to),
        st.builds(AccountConfirmedMail, to),
        st.builds(PasswordUpdatedMail, to),
    )


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
        return (
            self.account,
            self.registration,
            self.reset,
            self.session,
            self.counter,
            self.failed_attempts,
        )


@cache
def one_of_each() -> SearchStrategy[OneOfEach]:
    def belonging(drawn: OneOfEach) -> OneOfEach:
        owner = drawn.account.id
        return evolve(
            drawn,
            reset=evolve(drawn.reset, account=owner),
            session=evolve(drawn.session, account=owner),
        )

    drawn = st.builds(
        OneOfEach,
        accounts(),
        registrations(),
        resets(),
        sessions(),
        hourly_counters(),
        failed_attempts(),
    )
    return drawn.map(belonging)


@cache
def two_of_each() -> SearchStrategy[tuple[OneOfEach, OneOfEach]]:
    """Two households with nothing in common: no id, no key, no address, no contract."""
    return st.tuples(one_of_each(), one_of_each()).filter(
        lambda two: _marks(two[0]).isdisjoint(_marks(two[1]))
    )


@cache
def two_accounts() -> SearchStrategy[tuple[Account, Account]]:
    """Two accounts with nothing in common."""
    return two_of_each().map(lambda two: (two[0].account, two[1].account))


def _marks(records: OneOfEach) -> set[object]:
    account, registration = records.account, records.registration
    return {
        *(record.id for record in (account, registration, records.reset, records.session)),
        *(record.key for record in (records.counter, records.failed_attempts)),
        *(record.email.key for record in (account, registration)),
        *(record.subscription.contract for record in (account, registration)),
    }
