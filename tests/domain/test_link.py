"""What opens a browser's or a link's door is not shown, nor the id that it seals."""

import pytest

from tests.domain.world import REGISTRATION, RESET, SESSION, SESSION_TOKEN


@pytest.mark.parametrize(
    "holder",
    [SESSION_TOKEN, REGISTRATION, SESSION, RESET],
    ids=lambda holder: type(holder).__name__,
)
def test_an_id_that_is_sealed_does_not_show_itself(holder: object) -> None:
    assert not any(sealed in repr(holder) for sealed in ("registration-1", "session-1", "reset-1"))
