"""Nothing that a log may be given shows a secret."""

import pytest

from espaceclient.adapters.api.operation import Asked, Reply
from espaceclient.adapters.api.refusals import RefusedError
from espaceclient.adapters.api.sessions import Credentials
from espaceclient.adapters.api.tokens import SessionTokens
from espaceclient.domain.language import FRENCH
from espaceclient.domain.token import BrowserToken, SessionToken, WaitingToken

SECRET = "un-secret"
TOKENS = SessionTokens(session=SECRET, browser=SECRET)


def test_no_repr_shows_a_secret() -> None:
    asked = Asked(
        texts={"password": SECRET},
        path={},
        client_address=None,
        session=SessionToken(SECRET),
        browser=BrowserToken(SECRET),
        waiting=WaitingToken(SECRET),
        label=None,
        language=FRENCH,
        csrf=SECRET,
    )
    shown = [asked, Reply(201, TOKENS), TOKENS, Credentials(email="a", password=SECRET)]
    assert SECRET not in repr(shown)


def test_no_error_shows_what_was_sent() -> None:
    with pytest.raises(RefusedError) as refused:
        Credentials.of({"password": {"a": SECRET}, "email": [SECRET]})
    assert SECRET not in f"{refused.value} {refused.value.__cause__}"
