"""Where the billing service is and who we are to it: right, or refused."""

import math
from pathlib import Path

import pytest

from espaceclient.adapters.subscribers_http import (
    BillingService,
    CircuitBreaker,
    HttpSubscribers,
    TimeOuts,
)

TOKEN = "s3cret-t0ken"


@pytest.mark.parametrize(
    "base_url",
    [
        "https://facturation.exemple.fr",
        "https://facturation.exemple.fr:8443/api/v1/",
        "https://éà.exemple.fr",
        "http://127.0.0.1:8000",
        "http://127.1.2.3",
        "http://[::1]:8000/api",
        "http://localhost:8000",
    ],
)
def test_https_or_this_machine_is_accepted(base_url: str) -> None:
    assert BillingService(base_url, TOKEN).base_url == base_url.rstrip("/")


@pytest.mark.parametrize(
    "base_url",
    [
        "http://facturation.exemple.fr",
        "http://10.0.0.1",
        "http://localhost.exemple.fr",
        "http://127.0.0.1.exemple.fr",
        "http://2130706433",
        "ftp://127.0.0.1",
        "facturation.exemple.fr",
        "//facturation.exemple.fr",
        "https://",
        "https:///api",
        "https://user:s3cret@facturation.exemple.fr",
        "https://facturation.exemple.fr?token=s3cret",
        "https://facturation.exemple.fr#s3cret",
        "https://user:s3cret@facturation.exemple.fr:port",
        "https://facturation.exemple.fr\r\nX: s3cret",
        "",
    ],
)
def test_any_other_address_is_refused_and_not_quoted(base_url: str) -> None:
    with pytest.raises(ValueError, match="the billing service's base URL") as raised:
        BillingService(base_url, TOKEN)
    assert "s3cret" not in str(raised.value)
    assert raised.value.__cause__ is None


@pytest.mark.parametrize(
    "token", ["", "s3cret t0ken", "s3cret\r\nX: y", "s3crét", "s3cret\n", "=s3cret"]
)
def test_a_token_that_cannot_be_one_is_refused_and_not_quoted(token: str) -> None:
    with pytest.raises(ValueError, match="is not a bearer token") as raised:
        BillingService("https://facturation.exemple.fr", token)
    assert "s3cr" not in str(raised.value)


def test_the_token_is_not_shown() -> None:
    service = BillingService("https://facturation.exemple.fr", TOKEN)
    assert "token=***" in repr(service)
    with HttpSubscribers(service) as subscribers:
        assert TOKEN not in repr(service) + repr(subscribers)


@pytest.mark.parametrize("step", ["connect", "read", "write", "total"])
@pytest.mark.parametrize("seconds", [0, -1, math.inf, math.nan])
def test_nothing_waits_for_ever(step: str, seconds: float) -> None:
    with pytest.raises(
        ValueError, match=f"the time-out {step} must be a positive number of seconds"
    ):
        TimeOuts(**{step: seconds})


@pytest.mark.parametrize("seconds", [0, -1, math.inf, math.nan])
def test_the_pause_of_the_circuit_breaker_ends(seconds: float) -> None:
    with pytest.raises(
        ValueError, match="the circuit breaker's pause must be a positive number of seconds"
    ):
        CircuitBreaker(pause=seconds)


def test_the_circuit_breaker_needs_a_failure() -> None:
    with pytest.raises(ValueError, match="failures"):
        CircuitBreaker(failures=0)


def test_there_is_at_least_one_connection() -> None:
    with pytest.raises(ValueError, match="connections"):
        BillingService("https://facturation.exemple.fr", TOKEN, connections=0)


def test_an_authority_that_cannot_be_read_is_told_at_once(tmp_path: Path) -> None:
    service = BillingService("https://facturation.exemple.fr", TOKEN, tmp_path / "absent.pem")
    with pytest.raises(FileNotFoundError):
        HttpSubscribers(service)
