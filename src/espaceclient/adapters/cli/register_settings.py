"""The settings of a register of subscribers that is asked by HTTP."""

from pathlib import Path

from attrs import field, frozen
from attrs.validators import optional

from espaceclient.domain.bounds import Between
from espaceclient.domain.password import hide
from espaceclient.ports.loopback import web_address


@frozen(slots=False, kw_only=True)  # slots, in several bases, would not go together
class RegisterSettings:
    """Where the billing service is that knows the subscribers, and its token: both, or neither.

    Without them the register is the one that was imported.
    """

    subscribers_url: str | None = field(default=None, validator=optional(web_address))
    subscribers_token: str | None = field(default=None, repr=hide)
    subscribers_ca_file: Path | None = None
    subscribers_timeout: int = field(default=6, validator=Between(1, 60))
    subscribers_connections: int = field(default=8, validator=Between(1, 100))

    def require_register(self) -> None:
        """Raises ``ValueError``, which begins with the name of the setting that is missing."""
        pair = ("subscribers_url", "subscribers_token")
        for missing, given in (pair, pair[::-1]):
            if getattr(self, given) is not None and getattr(self, missing) is None:
                raise ValueError(f"{missing}: missing, since {given} is given")
