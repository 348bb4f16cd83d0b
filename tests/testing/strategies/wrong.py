"""Values that the domain refuses with a ``ValueError``: a right one, and what would be wrong in one
of its fields.

Texts that people type are refused otherwise, with the code of a problem: see ``texts`` and
``wrong_forms``. There is no wrong ``ClientNetwork``, ``Password`` or ``PasswordAttempt``: each
takes any text. There is no wrong command.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from functools import cache
from typing import Any, Generic, TypeVar, cast

from attrs import AttrsInstance, evolve, fields_dict, frozen
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from espaceclient.domain.account import Account
from espaceclient.domain.bounds import Between
from espaceclient.domain.decision import Decision
from espaceclient.domain.email_address import EmailAddress
from espaceclient.domain.instant import require_utc
from espaceclient.domain.lifetimes import Lifetimes, Validity
from espaceclient.domain.password_policy import PasswordPolicy
from espaceclient.domain.session import Session
from espaceclient.domain.throttle import FailedAttempts, HourlyCounter, Limits
from espaceclient.domain.values import Commune, Communes, ContractNumber, MeterNumber, Operator
from espaceclient.ports.keys import SHORTEST_SECRET, Key, KeyRing
from espaceclient.ports.mailer import Message
from espaceclient.ports.outbox import LeasedMail
from espaceclient.ports.storage import Expired
from espaceclient.relay import Links
from espaceclient.testing.samples import LONGEST_ASCII_EMAIL, TICK
from espaceclient.testing.strategies import records, values
from tests.testing.strategies import configuration, outbox, storage

T = TypeVar("T", bound=AttrsInstance)


@frozen
class Spoilt(Generic[T]):
    """``right`` is refused as soon as ``wrong`` stands in its field of this name."""

    right: T
    field: str
    wrong: object

    def make(self) -> T:
        """Put the wrong value in: raises ``ValueError``."""
        right: Any = self.right  # mypy cannot tell which fields any class has
        return cast(T, evolve(right, **{self.field: self.wrong}))


def spoilt(kind: type[T]) -> SearchStrategy[Spoilt[T]]:
    """Spoil values of a class, one field at a time; raises ``KeyError`` for a class that is not in
    ``REFUSING``.
    """
    return cast(SearchStrategy[Spoilt[T]], REFUSING[kind])


@cache
def wrong_instants() -> SearchStrategy[datetime]:
    """Naive ones, and aware ones that are not in UTC."""
    east = st.integers(1, 14 * 60).flatmap(lambda minutes: st.sampled_from((minutes, -minutes)))
    zones = east.map(lambda minutes: timezone(timedelta(minutes=minutes)))
    return st.datetimes() | st.datetimes(timezones=zones)


def _one_wrong(
    right: SearchStrategy[T], **fields: SearchStrategy[Any]
) -> SearchStrategy[Spoilt[T]]:
    return st.one_of(
        *(st.builds(Spoilt, right, st.just(name), wrong) for name, wrong in fields.items())
    )


def _validated(kind: type[T], right: SearchStrategy[T]) -> SearchStrategy[Spoilt[T]]:
    """Spoil the fields that are bounded, and those that hold an instant."""
    outside = {name: _outside(between) for name, between in configuration.bounds(kind).items()}
    attributes = fields_dict(kind).items()
    instants = {
        name: wrong_instants()
        for name, attribute in attributes
        if attribute.validator is require_utc
    }
    return _one_wrong(right, **outside, **instants)


def _outside(between: Between[Any]) -> SearchStrategy[Any]:
    least, most = between.least, between.most
    of_time = isinstance(least, timedelta)
    step, drawn = (TICK, st.timedeltas) if of_time else (1, st.integers)
    return (
        st.sampled_from((least - step, most + step))
        | drawn(max_value=least - step)
        | drawn(min_value=most + step)
    )


def _impatient() -> SearchStrategy[Spoilt[Limits]]:
    """A longest wait shorter than the first one, each of them within its bounds."""
    minute = timedelta(minutes=1)
    right = st.builds(Limits, sign_in_first_wait=st.timedeltas(minute, 60 * minute))
    return _one_wrong(right, sign_in_longest_wait=st.timedeltas(minute / 60, minute - TICK))


def _twice(commune: Commune) -> tuple[Commune, Commune]:
    return (commune, evolve(commune, name="Ailleurs"))


REFUSING: Mapping[type, SearchStrategy[Spoilt[Any]]] = {
    EmailAddress: _one_wrong(
        values.email_addresses(),
        text=st.sampled_from(
            ("x@exemple.fr\r\nBcc: y", "x\0@exemple.fr", "", "x@", LONGEST_ASCII_EMAIL + "r")
        ),
    ),
    Operator: _one_wrong(
        values.operators(),
        name=st.sampled_from(("", " ", "\n\u00a0")),
        code=st.sampled_from(("", " ")),
    ),
    Commune: _one_wrong(
        values.communes(),
        code=st.sampled_from(("", "1300", "130011", "2a004", "1300C", "13001\n", "1300\u0661")),
        name=st.just(""),
    ),
    Communes: _one_wrong(values.several_communes(), communes=values.communes().map(_twice)),
    ContractNumber: _one_wrong(
        values.contract_numbers(),
        digits=st.sampled_from(
            ("", "0" * 21, "ABCDEFG", "a000042", " 000042", "0000-42", "0000042\n", "000004\u0662")
        ),
    ),
    MeterNumber: _one_wrong(
        values.meter_numbers(),
        text=st.sampled_from(("", "12", "1" * 21, "ABC", "a042", "A-042", "A042\n", "A04\u0662")),
    ),
    PasswordPolicy: _validated(PasswordPolicy, configuration.password_policies()),
    Lifetimes: _validated(Lifetimes, configuration.lifetimes()),
    Limits: _validated(Limits, configuration.limits()) | _impatient(),
    Key: _one_wrong(
        configuration.keys(),
        id=st.sampled_from(("", "k" * 33, "a b", "clé", "k\n")),
        secret=st.binary(max_size=SHORTEST_SECRET - 1) | st.just(bytes(SHORTEST_SECRET - 1)),
    ),
    KeyRing: _one_wrong(
        configuration.key_rings(),
        keys=st.just(()) | configuration.keys().map(lambda key: (key, key)),
    ),
    Links: _one_wrong(
        configuration.links(),
        base_url=st.sampled_from(
            ("", "exemple.fr", "http://exemple.fr", "ftp://exemple.fr", "https://exemple.fr?a=b")
        ),
        activation=st.sampled_from(("", "activation", "activation/{}")),
        reset=st.sampled_from(("", "reset", "reset/{lien}")),
        new_address=st.sampled_from(("", "adresse", "adresse/{lien}")),
    ),
    Validity: _validated(Validity, records.validities()),
    Account: _validated(Account, records.accounts()),
    Session: _validated(Session, records.sessions()),
    HourlyCounter: _validated(HourlyCounter, records.hourly_counters()),
    FailedAttempts: _validated(FailedAttempts, records.failed_attempts()),
    Decision: _validated(Decision, storage.decisions()),
    Expired: _validated(Expired, st.builds(Expired, values.instants(), st.integers(1, 500))),
    Message: _validated(Message, outbox.messages()),
    LeasedMail: _validated(LeasedMail, outbox.leased_mails()),
}
"""For each class that refuses anything, right values spoilt in each field that can be wrong."""
