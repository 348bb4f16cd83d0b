"""Nothing that a log may be given shows a secret."""

import logging

import pytest

from espaceclient.adapters.api.operation import Asked, Reply
from espaceclient.adapters.api.refusals import RefusedError
from espaceclient.adapters.api.sessions import Credentials
from espaceclient.adapters.api.tokens import SessionTokens
from espaceclient.domain.language import FRENCH
from espaceclient.domain.token import BrowserToken, SessionToken, WaitingToken
from tests.adapters.api.world import CREDENTIALS, App, Device, become_subscriber
from tests.adapters.web.world import EMAIL, PASSWORD, World

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


def test_a_journey_logs_nothing_personal(
    anybody: Device, world: World, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, "espaceclient"):
        become_subscriber(anybody, world)
        anybody.ask("POST", "session", CREDENTIALS | {"password": "Faux-2026"})
        anybody.ask("POST", "session", CREDENTIALS)
        anybody.ask("POST", "account/closing", {"current_password": PASSWORD})
    kept = anybody.tokens if isinstance(anybody, App) else dict(anybody.http.cookies)
    secrets = {EMAIL, PASSWORD, "Faux-2026", "0123456", *kept.values()}
    assert [secret for secret in secrets if secret in caplog.text] == []
