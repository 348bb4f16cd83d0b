from datetime import UTC, datetime

import pytest

from espaceclient.domain.address_change import AddressChangeId
from espaceclient.domain.registration import RegistrationId
from espaceclient.domain.reset import ResetId
from espaceclient.domain.session import SessionId
from espaceclient.ports.storage import (
    AccountOfAddressChange,
    AccountOfReset,
    AccountOfSession,
    AddressChangeById,
    AnyLookup,
    Expired,
    RegistrationById,
    ResetById,
    SessionById,
)

LOOKUPS: list[AnyLookup] = [
    AccountOfSession(SessionId("signed")),
    SessionById(SessionId("signed")),
    AccountOfReset(ResetId("signed")),
    ResetById(ResetId("signed")),
    AccountOfAddressChange(AddressChangeId("signed")),
    AddressChangeById(AddressChangeId("signed")),
    RegistrationById(RegistrationId("signed")),
]


@pytest.mark.parametrize("lookup", LOOKUPS, ids=lambda lookup: type(lookup).__name__)
def test_a_lookup_does_not_show_the_id_that_a_token_signs(lookup: AnyLookup) -> None:
    assert "signed" not in repr(lookup)


@pytest.mark.parametrize("at_most", [0, -1])
def test_expired_records_are_asked_for_by_at_least_one(at_most: int) -> None:
    with pytest.raises(ValueError, match="at_most"):
        Expired(datetime(2026, 1, 1, tzinfo=UTC), at_most)
