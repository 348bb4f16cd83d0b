import pytest

from espaceclient.domain.registration import RegistrationId
from espaceclient.domain.reset import ResetId
from espaceclient.domain.session import SessionId
from espaceclient.ports.storage import (
    AccountOfReset,
    AccountOfSession,
    AnyLookup,
    RegistrationById,
    ResetById,
    SessionById,
)

LOOKUPS: list[AnyLookup] = [
    AccountOfSession(SessionId("signed")),
    SessionById(SessionId("signed")),
    AccountOfReset(ResetId("signed")),
    ResetById(ResetId("signed")),
    RegistrationById(RegistrationId("signed")),
]


@pytest.mark.parametrize("lookup", LOOKUPS, ids=lambda lookup: type(lookup).__name__)
def test_a_lookup_does_not_show_the_id_that_a_token_signs(lookup: AnyLookup) -> None:
    assert "signed" not in repr(lookup)
