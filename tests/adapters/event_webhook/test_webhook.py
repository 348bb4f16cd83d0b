"""Events over HTTP: what is posted, how it is signed, and what each answer means."""

import json
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme
from standardwebhooks import Webhook as Verifier
from standardwebhooks import WebhookVerificationError

from espaceclient.adapters.event_webhook import Endpoint, Webhook
from espaceclient.adapters.memory import ManualClock
from espaceclient.adapters.system import SystemClock
from espaceclient.domain.account import AccountId
from espaceclient.domain.event import AccountOpened, RecordedEvent, SignedIn
from espaceclient.domain.values import Contract, ContractNumber, Operator
from espaceclient.ports.clock import Clock
from espaceclient.ports.errors import EventRefused, PortError, SinkUnavailable
from espaceclient.ports.webhook_secret import WebhookSecret
from tests.adapters.event_webhook.host import SECRET, Inbox, Posted, running
from tests.adapters.subscribers_http.billing import nobody, saying, silent

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
CLOCK = ManualClock(NOON)
HELD = Contract(Operator("Eaux d'Ici"), ContractNumber("0000042"))
OPENED = RecordedEvent(
    "0b5f",
    NOON - timedelta(minutes=5, microseconds=-250_000),
    AccountOpened(
        AccountId("a-1"),
        Contract(Operator("Eaux d'Ici"), ContractNumber("0000042")),
        "192.0.2.0/24",
    ),
)
SIGNED_IN = RecordedEvent("77aa", NOON, SignedIn(AccountId("a-1")))
OTHER_SECRET = WebhookSecret(b"another secret of the host's: 24")


@contextmanager
def posting(
    url: str,
    *secrets: WebhookSecret,
    clock: Clock = CLOCK,
    timeout: float = 5.0,
    ca_file: Path | None = None,
) -> Iterator[Webhook]:
    endpoint = Endpoint(url, secrets or (SECRET,), timeout, ca_file)
    with Webhook(endpoint, clock) as webhook:
        yield webhook


def posted(*secrets: WebhookSecret, clock: Clock = CLOCK) -> Posted:
    """Deliver an event to a host that takes it; return what came in."""
    with running(lambda _: 204) as host, posting(host.url, *secrets, clock=clock) as webhook:
        webhook.deliver(OPENED)
    [request] = host.posted
    return request


def failure(url: str, timeout: float = 5.0) -> PortError:
    """Deliver an event to no avail; return what was raised."""
    with posting(url, timeout=timeout) as webhook, pytest.raises(PortError) as raised:
        webhook.deliver(OPENED)
    return raised.value


def failure_at(status: int) -> PortError:
    with running(lambda _: status) as host:
        return failure(host.url)


# What is posted


def test_an_event_is_posted_as_json_with_its_id_its_kind_its_instant_and_all_its_fields() -> None:
    request = posted()
    assert (request.method, request.path) == ("POST", "/evenements")
    assert request.headers["content-type"] == "application/json"
    assert json.loads(request.body) == {
        "id": "0b5f",
        "type": "account_opened",
        "timestamp": "2026-03-02T11:55:00.250000+00:00",
        "data": {
            "account": "a-1",
            "contract": {"operator": "Eaux d'Ici", "number": "0000042"},
            "network": "192.0.2.0/24",
            "extra": None,
        },
    }


def test_the_headers_say_which_event_it_is_and_when_it_was_posted() -> None:
    request = posted()
    assert (request.id, request.headers["webhook-timestamp"]) == ("0b5f", "1772452800")


def test_the_standard_verifier_accepts_the_signature_and_not_one_of_another_body() -> None:
    request = posted(clock=SystemClock())
    verifier = Verifier(SECRET.text)
    assert verifier.verify(request.body, dict(request.headers))["id"] == "0b5f"
    with pytest.raises(WebhookVerificationError):
        verifier.verify(request.body.replace(b"a-1", b"a-2"), dict(request.headers))


def test_while_a_secret_is_changed_either_one_verifies() -> None:
    request = posted(SECRET, OTHER_SECRET)
    third = WebhookSecret(b"a secret that nobody has told us")
    verified = [request.is_signed_with(each) for each in (SECRET, OTHER_SECRET, third)]
    assert verified == [True, True, False]


def test_an_attempt_that_is_repeated_has_the_same_id_and_body_and_a_new_time() -> None:
    clock = ManualClock(NOON)
    answers = [503, 204]
    with (
        running(lambda _: answers.pop(0)) as host,
        posting(host.url, clock=clock) as webhook,
    ):
        with pytest.raises(SinkUnavailable):
            webhook.deliver(OPENED)
        clock.advance(timedelta(minutes=1))
        webhook.deliver(OPENED)
    first, second = host.posted
    assert (first.id, first.body) == (second.id, second.body)
    assert [each.headers["webhook-timestamp"] for each in host.posted] == [
        "1772452800",
        "1772452860",
    ]
    assert second.is_signed_with(SECRET)


def test_events_share_a_connection() -> None:
    with running(Inbox()) as host, posting(host.url) as webhook:
        for event in (OPENED, SIGNED_IN, OPENED):
            webhook.deliver(event)
    assert len(host.posted) == 3
    assert len({each.connection for each in host.posted}) == 1


def test_a_connection_that_ended_without_an_answer_is_tried_once_more() -> None:
    answers = [204, None, 204]
    with running(lambda _: answers.pop(0)) as host, posting(host.url) as webhook:
        webhook.deliver(OPENED)
        webhook.deliver(SIGNED_IN)
    assert [each.id for each in host.posted] == ["0b5f", "77aa", "77aa"]


def test_https_is_verified_against_the_authorities_that_are_named(tmp_path: Path) -> None:
    authority = trustme.CA()
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(tls)
    ca_file = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(ca_file))
    with running(lambda _: 204, tls=tls) as host:
        with posting(host.url, ca_file=ca_file) as webhook:
            webhook.deliver(OPENED)
        with posting(host.url) as webhook, pytest.raises(SinkUnavailable):
            webhook.deliver(OPENED)
    assert len(host.posted) == 1


# What the answers mean


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_any_2xx_takes_the_event(status: int) -> None:
    with running(lambda _: status) as host, posting(host.url) as webhook:
        webhook.deliver(OPENED)
    assert len(host.posted) == 1


@pytest.mark.parametrize("status", [400, 409, 413, 422])
def test_an_answer_that_speaks_of_the_event_refuses_it(status: int) -> None:
    raised = failure_at(status)
    assert isinstance(raised, EventRefused)
    assert str(raised) == f"the host answered with status {status}"


@pytest.mark.parametrize("status", [401, 403, 404, 405, 408, 418, 429, 500, 502, 503, 504])
def test_an_answer_that_would_meet_every_event_is_an_outage(status: int) -> None:
    raised = failure_at(status)
    assert isinstance(raised, SinkUnavailable)
    assert str(raised) == f"the host answered with status {status}"


def test_a_host_that_is_gone_is_told_as_such() -> None:
    raised = failure_at(410)
    assert isinstance(raised, SinkUnavailable)
    assert str(raised) == "the host answered with status 410: it wants no events any more"


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_no_redirect_is_followed(status: int) -> None:
    with (
        running(lambda _: 204) as elsewhere,
        running(lambda _: status, headers={"Location": elsewhere.url}) as host,
    ):
        raised = failure(host.url)
    assert isinstance(raised, SinkUnavailable)
    assert elsewhere.posted == []


def test_a_host_that_hangs_up_each_time_is_an_outage() -> None:
    with running(lambda _: None) as host:
        assert isinstance(failure(host.url), SinkUnavailable)
    assert len(host.posted) == 2


def test_nobody_at_the_address_is_an_outage() -> None:
    assert str(failure(nobody())) == "the host gave no answer: ConnectError"


def test_a_host_that_says_nothing_is_left_after_the_time_out() -> None:
    with silent() as url:
        assert isinstance(failure(url, timeout=0.2), SinkUnavailable)


def test_a_host_that_drips_its_answer_is_left_after_the_time_out() -> None:
    drops = [b"HTTP/1.1 200 OK\r\n"] + [b"X-Drop: 1\r\n"] * 100
    with saying(drops, pause=0.05) as url:
        assert str(failure(url, timeout=0.4)) == "the host gave no answer: TimeoutError"


def test_an_answer_without_an_end_is_not_read_to_it() -> None:
    with running(lambda _: 200, body=b"x" * 1_000_000) as host, posting(host.url) as webhook:
        webhook.deliver(OPENED)
        webhook.deliver(SIGNED_IN)
    assert len(host.posted) == 2


def test_after_closing_nothing_is_delivered() -> None:
    with running(lambda _: 204) as host:
        with posting(host.url) as webhook:
            pass
        with pytest.raises(SinkUnavailable, match="closed"):
            webhook.deliver(OPENED)
    assert host.posted == []


# The endpoint


@pytest.mark.parametrize(
    "url", ["http://example.fr/hook", "ftp://example.fr", "https://u:p@example.fr", "hook", ""]
)
def test_an_address_is_https_or_of_this_machine(url: str) -> None:
    with pytest.raises(ValueError, match="must be"):
        Endpoint(url, (SECRET,))


def test_at_least_one_secret_signs() -> None:
    with pytest.raises(ValueError, match="secrets"):
        Endpoint("https://example.fr", ())


@pytest.mark.parametrize("timeout", [0.0, -1.0, 60.1, float("nan"), float("inf")])
def test_a_time_out_is_shorter_than_a_lease(timeout: float) -> None:
    with pytest.raises(ValueError, match="timeout must be more than 0 and at most 60 seconds"):
        Endpoint("https://example.fr", (SECRET,), timeout)


def test_a_secret_is_read_as_it_is_written() -> None:
    assert WebhookSecret.parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").value == bytes.fromhex(
        "31f290f6bf06298aab4f08d43c3f082cf648a362da2da4b0"
    )
    assert WebhookSecret.parse(SECRET.text) == SECRET
    assert WebhookSecret.parse_all(f"{SECRET.text}, {OTHER_SECRET.text}") == (SECRET, OTHER_SECRET)


@pytest.mark.parametrize(
    "text",
    ["", "whsec_", "c2VjcmV0", "whsec_not base64", "whsec_MfKQ9r8G", f"whsec_{'QUFB' * 30}"],
)
def test_what_is_no_secret_of_24_to_64_bytes_is_refused_and_not_quoted(text: str) -> None:
    with pytest.raises(ValueError, match="must") as raised:
        WebhookSecret.parse(text)
    assert not text or text not in str(raised.value)


def test_a_secret_is_not_shown() -> None:
    shown = repr(Endpoint("https://example.fr", (SECRET,)))
    assert SECRET.text not in shown
    assert "secret of the host" not in shown


def test_a_drawn_secret_has_32_bytes() -> None:
    drawn = WebhookSecret.generate().text
    assert re.fullmatch(r"whsec_[A-Za-z0-9+/]{43}=", drawn)
    assert WebhookSecret.generate().text != drawn
