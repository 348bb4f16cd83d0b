"""The mail server: where it is, how it is trusted, and who we are to it."""

from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path

import idna
from attrs import field, frozen
from attrs.validators import and_, ge, gt, le

from espaceclient.ports.loopback import is_loopback

TIMEOUT = 20.0
"""Seconds. A round of the relay, 20 mails on a server that has fallen silent, ends within its
lease.
"""


class Tls(StrEnum):
    """``STARTTLS``: agreed on after the greeting (RFC 3207); ``IMPLICIT``: from the first byte (RFC
    8314).
    """

    STARTTLS = "starttls"
    IMPLICIT = "implicit"
    PLAIN = "plain"


def _ascii_host(host: str) -> str:
    try:
        return str(ip_address(host))
    except ValueError:
        pass
    try:
        return idna.encode(host, uts46=True).decode("ascii")
    except idna.IDNAError as error:
        raise ValueError(f"{host!r} is no host name") from error


def _hidden(password: str | None) -> str:
    return "None" if password is None else "***"


@frozen
class SmtpServer:
    """A mail server, verified by certificate and host name unless ``tls`` is plain.

    ``ca_file`` (PEM) names the only authorities trusted, in place of the machine's. ``timeout``:
    seconds for each step. Plain goes to this machine only (loopback), or anywhere when
    ``allow_plain`` says so; a password never leaves this machine without TLS. Raises
    ``ValueError``, never with the password.
    """

    host: str = field(converter=_ascii_host)
    port: int = field(validator=and_(ge(1), le(65535)))
    tls: Tls = Tls.STARTTLS
    user: str | None = None
    password: str | None = field(default=None, repr=_hidden)
    ca_file: Path | None = None
    timeout: float = field(default=TIMEOUT, validator=and_(gt(0), le(600)))
    allow_plain: bool = False

    def __attrs_post_init__(self) -> None:
        if (self.user is None) != (self.password is None):
            raise ValueError("a user and a password go together")
        if not f"{self.user}{self.password}".isascii():
            raise ValueError("user and password hold ASCII characters only")
        if self.tls is not Tls.PLAIN or is_loopback(self.host):
            return
        if not self.allow_plain:
            raise ValueError(
                f"mail to {self.host} would leave this machine without TLS, which is not allowed"
            )
        if self.user is not None:
            raise ValueError(f"the password would go to {self.host} without TLS")
