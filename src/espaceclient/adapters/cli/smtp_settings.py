"""The settings of the mail server."""

from pathlib import Path
from typing import Any

from attrs import field, fields, frozen

from espaceclient.adapters.smtp import SmtpServer, Tls
from espaceclient.domain.password import hide


@frozen(slots=False, kw_only=True)  # slots, in several bases, would not go together
class SmtpSettings:
    """The mail server, as ``SmtpServer`` describes it: ``smtp_port`` is its ``port``."""

    smtp_host: str | None = None
    smtp_tls: Tls | None = None
    smtp_port: int | None = None
    smtp_user: str | None = None
    smtp_password: str | None = field(default=None, repr=hide)
    smtp_ca_file: Path | None = None
    smtp_timeout: float | None = None
    smtp_allow_plain: bool | None = None

    def __attrs_post_init__(self) -> None:
        if self._given:
            _ = self.smtp_server

    @property
    def smtp_server(self) -> SmtpServer:
        """Raises ``ValueError``, which begins with the name of the setting that is wrong."""
        if self.smtp_host is None:
            raise ValueError("smtp_host: missing, since other smtp_… settings are given")
        try:
            return SmtpServer(**self._given)
        except ValueError as error:
            named = str(error).replace("; allow_plain", "; smtp_allow_plain")
            raise ValueError(f"smtp_{named}") from error

    @property
    def _given(self) -> dict[str, Any]:
        names = [attribute.name for attribute in fields(SmtpServer)]
        said = {name: getattr(self, f"smtp_{name}") for name in names}
        return {name: value for name, value in said.items() if value is not None}
