"""Records of every class with values at their extremes."""

from datetime import datetime

from attrs import evolve

from espaceclient.domain.account import Account, AccountId, Subscription
from espaceclient.domain.address_change import AddressChange, AddressChangeId
from espaceclient.domain.billing_event import AppliedEvent, BillingEventId, EndedContract
from espaceclient.domain.email_address import EmailAddress
from espaceclient.domain.extra_fields import LONGEST_EXTRA, MOST_FIELDS
from espaceclient.domain.holding import EndReason, Holding, HoldingId
from espaceclient.domain.instant import FOREVER
from espaceclient.domain.lifetimes import Validity
from espaceclient.domain.registration import BrowserId, Registration, RegistrationId
from espaceclient.domain.reset import Reset, ResetId
from espaceclient.domain.session import Session, SessionId
from espaceclient.domain.throttle import FailedAttempts, HourlyCounter
from espaceclient.domain.values import Commune, ContractNumber, MeterNumber, Operator
from espaceclient.testing import samples
from espaceclient.testing.samples import EPOCH, HOUR, TICK
from espaceclient.testing.strategies.records import OneOfEach

EXTREME_INSTANTS = (
    EPOCH,
    EPOCH + TICK,
    *samples.CLOCK_CHANGES,
    datetime.fromisoformat("2038-01-19T03:14:08.999999+00:00"),  # more seconds than 31 bits count
    FOREVER,
)
_LONG_AGO = datetime.fromisoformat("0001-01-01T00:00:00.000001+00:00")
"""A contract may have begun before computers count."""


def _extreme(
    now: datetime, address: str, names: tuple[str, str], digits: str, meter: str, count: int
) -> OneOfEach:
    name, email = f"extreme-{digits}".ljust(43, "_"), EmailAddress(address)
    owner, password = AccountId(name), evolve(samples.PASSWORD_HASH, key_id=None)
    commune = Commune("2A004", names[0], Operator(names[1]))
    number, began = ContractNumber(digits), min(now, _LONG_AGO) if count else now
    subscription = Subscription(commune, number, MeterNumber(meter), began, name)
    browser, validity = BrowserId(name), Validity(now, now)
    extra = {f"field_{number}": names[0][:1] * LONGEST_EXTRA for number in range(MOST_FIELDS)}
    return OneOfEach(
        Account(owner, email, password, now, count + 1, now, now, count, now),
        Holding(HoldingId(name), owner, subscription, now, expires_at=now),
        Registration(
            RegistrationId(name), email, password, subscription, browser, validity, extra=extra
        ),
        Reset(ResetId(name), owner, count + 1, validity),
        AddressChange(AddressChangeId(name), owner, count + 1, email, browser, validity),
        Session(SessionId(name), owner, count + 1, now, now, now),
        HourlyCounter(name, count, min(now, FOREVER - HOUR)),
        FailedAttempts(name, count, count, now, now, now),
        AppliedEvent(BillingEventId(name), now),
        EndedContract(name, now, EndReason.CONTRACT_ENDED, now),
    )


_TEXTS = (
    # RFC 5321 allows 254 bytes: there is no address of 255.
    (samples.LONGEST_ASCII_EMAIL, ("Y", "\U0001f4a7"), "0000000", "000", 0),
    (samples.LONGEST_EMAIL, (samples.LONGEST_NAME, "Sources \U0001f4a7"), "0000042", "00123", 1),
    ("\U00010400lice@exemple.fr", ("\U0002070e", "Eaux d'Ici"), "A" * 19 + "1", "0" * 20, 1000),
    ("march@x.fr", ("Y", samples.LONG_OPERATOR), "0000003", "003", 3),
    ("before@x.fr", ("Y", samples.LONG_OPERATOR[:-1]), "0000010", "010", 10),
    ("october@x.fr", ("Y", samples.LONG_OPERATOR[:64]), "0000011", "011", 11),
    ("after@x.fr", ("Y", samples.LONG_OPERATOR[:63]), "0000012", "012", 12),
    ("x@y.fr", ("L'Haÿ-les-Roses", "Ô"), "9999999", "1E5", 2**31 - 2),
)

EXTREMES = tuple(_extreme(now, *texts) for now, texts in zip(EXTREME_INSTANTS, _TEXTS, strict=True))
"""Records of eight accounts that have nothing in common."""
