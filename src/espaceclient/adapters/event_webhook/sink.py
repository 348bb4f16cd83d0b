"""Events as signed requests, bounded in time."""

import json
import ssl
from concurrent.futures import CancelledError, ThreadPoolExecutor
from pathlib import Path
from typing import Self

import httpx
from standardwebhooks import Webhook as Signer

from espaceclient.adapters.event_webhook.endpoint import Endpoint
from espaceclient.adapters.http_client import PerProcess
from espaceclient.domain.event import RecordedEvent
from espaceclient.domain.event_fields import as_fields, kind_of
from espaceclient.ports.clock import Clock
from espaceclient.ports.errors import EventRefused, SinkUnavailable

REFUSALS = frozenset({400, 409, 413, 422})
"""Statuses that speak of what was posted; 401, 404, 410 and 429 would meet every event."""

CONNECTIONS = 8
LARGEST_ANSWER = 64 * 1024
"""Bytes that are read, so that the connection can be kept; nobody looks at them."""

_ENDED_WITHOUT_AN_ANSWER = (httpx.ReadError, httpx.WriteError, httpx.RemoteProtocolError)


class Webhook:
    """The ``EventSink`` port over HTTP; see the package for what is posted, and what it means.

    Thread-safe, also after a fork; connections are kept for further events until ``close``. Use it
    as a context manager, or call ``close``. There are no redirects, no cookies, no proxies or
    passwords from the environment.
    """

    def __init__(self, endpoint: Endpoint, clock: Clock) -> None:
        """Prepare the connections; none is made yet. ``clock`` tells the time of each attempt.

        Raises ``OSError`` when the endpoint's ``ca_file`` cannot be read.
        """
        self._endpoint = endpoint
        self._clock = clock
        self._signers = [Signer(secret.value) for secret in endpoint.secrets]
        trusted = _trusted(endpoint.url, endpoint.ca_file)
        self._client = PerProcess(
            lambda: httpx.Client(
                verify=trusted,
                timeout=endpoint.timeout,
                limits=httpx.Limits(max_connections=CONNECTIONS),
                follow_redirects=False,
                trust_env=False,
            )
        )
        # Nothing else bounds the resolution of a name, or an answer that drips in.
        self._posters = PerProcess(
            lambda: ThreadPoolExecutor(CONNECTIONS, thread_name_prefix="webhook")
        )

    def deliver(self, event: RecordedEvent) -> None:
        """Post an event, as ``EventSink.deliver`` says, within ``Endpoint.timeout`` seconds."""
        status = self._status_for(event)
        if 200 <= status < 300:
            return
        if status in REFUSALS:
            raise EventRefused(f"the host answered with status {status}")
        gone = ": it wants no events any more" if status == httpx.codes.GONE else ""
        raise SinkUnavailable(f"the host answered with status {status}{gone}")

    def close(self) -> None:
        """Close all connections; deliveries in progress and later ones fail."""
        self._posters.own().shutdown(wait=False, cancel_futures=True)
        self._client.own().close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def _status_for(self, event: RecordedEvent) -> int:
        try:
            posted = self._posters.own().submit(self._post, event)
        except RuntimeError as error:
            raise SinkUnavailable("the connection to the host is closed") from error
        try:
            return posted.result(self._endpoint.timeout)
        except (httpx.HTTPError, OSError, RuntimeError, CancelledError) as error:
            posted.cancel()  # a TimeoutError is an OSError
            raise SinkUnavailable(f"the host gave no answer: {type(error).__name__}") from error

    def _post(self, event: RecordedEvent) -> int:
        """Post an event, once more when a kept connection ends without an answer: it has an id."""
        body = _body(event)
        headers = self._signed(event.id, body)
        try:
            return self._post_once(body, headers)
        except _ENDED_WITHOUT_AN_ANSWER:
            return self._post_once(body, headers)

    def _post_once(self, body: str, headers: dict[str, str]) -> int:
        with self._client.own().stream(
            "POST", self._endpoint.url, content=body.encode(), headers=headers
        ) as response:
            read = 0
            for part in response.iter_raw():
                read += len(part)
                if read > LARGEST_ANSWER:
                    break
            return response.status_code

    def _signed(self, event_id: str, body: str) -> dict[str, str]:
        now = self._clock.now()
        signatures = [signer.sign(event_id, now, body) for signer in self._signers]
        return {
            "webhook-id": event_id,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": " ".join(signatures),
            "Content-Type": "application/json",
            "Accept-Encoding": "identity",
            "User-Agent": "espaceclient",
        }


def _body(recorded: RecordedEvent) -> str:
    told = {
        "id": recorded.id,
        "type": kind_of(recorded.event),
        "timestamp": recorded.at.isoformat(),
        "data": as_fields(recorded.event),
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def _trusted(url: str, ca_file: Path | None) -> ssl.SSLContext:
    if url.startswith("http:"):
        return ssl.SSLContext(
            ssl.PROTOCOL_TLS_CLIENT
        )  # trusts no authority: loading them takes 50 ms
    return ssl.create_default_context(cafile=ca_file)
