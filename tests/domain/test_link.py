"""What opens a browser's or a link's door is not shown, nor the id that it signs."""

import pytest

from tests.domain.world import REGISTRATION, RESET, SESSION, SESSION_TOKEN


@pytest.mark.parametrize(
    "holder",
    [SESSION_TOKEN, REGISTRATION, SESSION, RESET],
    ids=lambda holder: type(holder).__name__,
)
def test_an_id_that_is_signed_does_not_show_itself(holder: object) -> None:
    assert not any(signed in repr(holder) for signed in ("registration-1", "session-1", "reset-1"))
