"""The mail server: its address, how it is trusted, and the user name and password there."""

from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path

import idna
from attrs import Attribute, field, frozen

from espaceclient.domain.password import hide
from espaceclient.ports.loopback import is_loopback

TIMEOUT = 20.0
"""Seconds: more than a server in good health takes for a reply, and few enough that an outage is
noticed soon.
"""


class Tls(StrEnum):
    """``STARTTLS``: negotiated after the greeting (RFC 3207); ``IMPLICIT``: from the first
    byte (RFC 8314).
    """

    STARTTLS = "starttls"
    IMPLICIT = "implicit"
    PLAIN = "plain"


_PORTS = {Tls.IMPLICIT: 465, Tls.STARTTLS: 587, Tls.PLAIN: 25}


def _ascii_host(host: str) -> str:
    try:
        return str(ip_address(host))
    except ValueError:
        pass
    try:
        return idna.encode(host, uts46=True).decode("ascii")
    except idna.IDNAError as error:
        raise ValueError(f"host: {host!r} is no host name") from error


def _port_number(_instance: object, _attribute: object, port: int) -> None:
    if not 1 <= port <= 65535:
        raise ValueError("port: must be from 1 to 65535")


def _bounded(_instance: object, _attribute: object, seconds: float) -> None:
    if not 0 < seconds <= 600:
        raise ValueError("timeout: must be more than 0 and at most 600 seconds")


def _ascii(_instance: object, attribute: "Attribute[str | None]", text: str | None) -> None:
    if text is not None and not text.isascii():
        raise ValueError(f"{attribute.name}: must hold ASCII characters only")


@frozen
class SmtpServer:
    """A mail server, verified by certificate and host name unless ``tls`` is plain.

    ``tls`` is STARTTLS, but plain towards this machine; ``port`` is 587 for STARTTLS, 465 for
    implicit TLS and 25 for plain. ``ca_file`` (PEM) names the only authorities trusted, instead of
    the machine's. ``timeout``: seconds for each reply as a whole. Plain goes to this machine only
    (loopback), or anywhere when ``allow_plain`` says so; a password never leaves this machine
    without TLS.

    Raises ``ValueError``, which begins with the name of the field that is wrong and never quotes
    the password.
    """

    host: str = field(converter=_ascii_host)
    tls: Tls = field(kw_only=True)
    port: int = field(kw_only=True, validator=_port_number)
    user: str | None = field(default=None, kw_only=True, validator=_ascii)
    password: str | None = field(default=None, kw_only=True, validator=_ascii, repr=hide)
    ca_file: Path | None = field(default=None, kw_only=True)
    timeout: float = field(default=TIMEOUT, kw_only=True, validator=_bounded)
    allow_plain: bool = field(default=False, kw_only=True)

    @tls.default
    def _tls_of_host(self) -> Tls:
        return Tls.PLAIN if is_loopback(self.host) else Tls.STARTTLS

    @port.default
    def _port_of_tls(self) -> int:
        return _PORTS[self.tls]

    def __attrs_post_init__(self) -> None:
        if (self.user is None) != (self.password is None):
            missing, given = ("user", "password") if self.user is None else ("password", "user")
            raise ValueError(f"{missing}: missing, since a {given} is given")
        if self.tls is not Tls.PLAIN or is_loopback(self.host):
            return
        if not self.allow_plain:
            raise ValueError(
                f"tls: plain would send mail to {self.host} in clear; allow_plain permits it"
            )
        if self.password is not None:
            raise ValueError(f"tls: plain would send the password to {self.host} in clear")
