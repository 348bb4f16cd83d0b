"""Records of every class with values at their extremes."""

from datetime import datetime

from espaceclient.domain.account import Account, AccountId, Subscription
from espaceclient.domain.instant import FOREVER
from espaceclient.domain.lifetimes import Validity
from espaceclient.domain.password import PasswordHash
from espaceclient.domain.registration import BrowserId, Registration, RegistrationId
from espaceclient.domain.reset import Reset, ResetId
from espaceclient.domain.session import Session, SessionId
from espaceclient.domain.throttle import HOUR, FailedAttempts, HourlyCounter
from espaceclient.domain.values import Commune, ContractNumber, MeterNumber, Operator
from espaceclient.testing.laws.storage.mutations import TICK
from espaceclient.testing.strategies.records import OneOfEach
from espaceclient.testing.strategies.values import (
    EPOCH,
    LONGEST_ASCII_EMAIL,
    LONGEST_EMAIL,
    email_address,
)

EXTREME_INSTANTS = (
    EPOCH,
    EPOCH + TICK,
    datetime.fromisoformat("2038-01-19T03:14:08.999999+00:00"),  # more seconds than 31 bits count
    FOREVER,
)

_LONGEST_NAME = "Saint-Remy-en-Bouzemont-Saint-Genest-et-Isson"


def _extreme(
    now: datetime, address: str, names: tuple[str, str], digits: str, meter: str, count: int
) -> OneOfEach:
    name = f"extreme-{digits}"
    owner, email, password = (
        AccountId(name),
        email_address(address),
        PasswordHash("$2b$04$" + "." * 53, None),
    )
    commune = Commune("2A004", names[0], Operator(names[1]))
    subscription = Subscription(commune, ContractNumber(digits), MeterNumber(meter))
    validity = Validity(now, now)
    return OneOfEach(
        Account(owner, email, password, subscription, now, count + 1),
        Registration(
            RegistrationId(name), email, password, subscription, BrowserId(name), validity
        ),
        Reset(ResetId(name), owner, count + 1, validity),
        Session(SessionId(name), owner, count + 1, now, now, now),
        HourlyCounter(name, count, min(now, FOREVER - HOUR)),
        FailedAttempts(name, count, count, now, now, now),
    )


_TEXTS = (
    # RFC 5321 allows 254 bytes: there is no address of 255.
    (LONGEST_ASCII_EMAIL, ("Y", "\U0001f4a7"), "0000000", "000", 0),
    (LONGEST_EMAIL, (_LONGEST_NAME, "Sources \U0001f4a7"), "0000042", "00123", 1),
    ("\U00010400lice@exemple.fr", ("\U0002070e", "Eaux d'Ici"), "0420000", "0" * 20, 1000),
    ("x@y.fr", ("L'Haÿ-les-Roses", "Ô"), "9999999", "1E5", 2**31 - 2),
)

EXTREMES = tuple(_extreme(now, *texts) for now, texts in zip(EXTREME_INSTANTS, _TEXTS, strict=True))
"""Households with nothing in common."""
