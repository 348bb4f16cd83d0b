"""A mail whose link has expired misleads; every other one is worth sending, however late."""

from datetime import timedelta

import pytest

from espaceclient.domain.mail import (
    AccountConfirmedMail,
    ActivationMail,
    Mail,
    ResetMail,
    link_has_expired,
)
from tests.domain.world import JEANNE, NOON, REGISTRATION, RESET, SECOND

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("mail", "lifetime"),
    [
        (ActivationMail(JEANNE, REGISTRATION.id, 48 * HOUR), 48 * HOUR),
        (ResetMail(JEANNE, RESET.id, HOUR), HOUR),
    ],
    ids=["activation", "reset"],
)
def test_a_link_expires_when_its_time_is_over(mail: Mail, lifetime: timedelta) -> None:
    assert not link_has_expired(mail, NOON, NOON + lifetime - SECOND)
    assert link_has_expired(mail, NOON, NOON + lifetime)


def test_a_mail_whose_link_does_not_expire_is_never_too_late() -> None:
    assert not link_has_expired(AccountConfirmedMail(JEANNE), NOON, NOON + 9999 * HOUR)
