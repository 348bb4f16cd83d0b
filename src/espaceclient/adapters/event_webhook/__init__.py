"""A sink over HTTP: each event is posted to the host, signed after Standard Webhooks 1.0.

A request is ``POST {url}`` with JSON, in UTF-8::

    {"id": …, "type": "account_opened", "timestamp": "2026-03-02T12:00:00+00:00", "data": {…}}

``id`` is the event's own, ``type`` the stable name of what happened, ``timestamp`` when it did and
``data`` all of its fields. The headers are those of https://www.standardwebhooks.com:
``webhook-id`` is the event's id, ``webhook-timestamp`` the time of this attempt, and
``webhook-signature`` has a signature ``v1`` (HMAC-SHA256) for each secret.

====================== ==========================================================
the host answers       the event is
====================== ==========================================================
2xx                    taken
400, 409, 413, 422     refused: ``EventRefused``
anything else, nothing not taken, as would be any other: ``SinkUnavailable``
====================== ==========================================================

It needs the extra ``http``.
"""

from espaceclient.adapters.event_webhook.endpoint import Endpoint
from espaceclient.adapters.event_webhook.sink import Webhook

__all__ = ["Endpoint", "Webhook"]
