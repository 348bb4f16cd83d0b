"""The settings of the host that is told of events."""

from pathlib import Path

from attrs import field, frozen
from attrs.validators import optional

from espaceclient.domain.password import hide
from espaceclient.ports.loopback import web_address
from espaceclient.ports.webhook_secret import WebhookSecret


def _webhook_secrets(_instance: object, _attribute: object, text: str | None) -> None:
    if text is not None:
        WebhookSecret.parse_all(text)


@frozen(slots=False, kw_only=True)  # slots, in several bases, would not go together
class EventSettings:
    """Where the host is told what happened, and what signs it: both, or neither."""

    events_url: str | None = field(default=None, validator=optional(web_address))
    events_secret: str | None = field(default=None, repr=hide, validator=_webhook_secrets)
    events_ca_file: Path | None = None

    def require_both(self) -> None:
        """Raises ``ValueError``, which begins with the name of the setting that is missing."""
        for missing, given in (("events_secret", "events_url"), ("events_url", "events_secret")):
            if getattr(self, given) is not None and getattr(self, missing) is None:
                raise ValueError(f"{missing}: missing, since {given} is given")
