"""A mail server in one line: ``smtps://user:password@mail.example.fr``."""

from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from espaceclient.adapters.smtp.server import TIMEOUT, SmtpServer, Tls
from espaceclient.ports.loopback import is_loopback

_OPTIONS = ("tls", "ca_file", "timeout", "allow_plain")
_MALFORMED = "the SMTP URL is malformed: user and password must be percent-encoded"


def smtp_from_url(url: str) -> SmtpServer:
    """Read ``smtp[s]://[user:password@]host[:port][?option=value&…]``.

    ``smtps://`` is implicit TLS (port 465). ``smtp://`` is STARTTLS (port 587), but plain towards
    this machine (``localhost``, ``127.0.0.1``, ``::1``), unless ``tls=starttls``, ``implicit`` or
    ``plain`` says otherwise; port 25 is plain's own. Further options: ``ca_file=PATH``,
    ``timeout=SECONDS``, ``allow_plain=yes``. User and password are percent-decoded as UTF-8.

    Raises ``ValueError`` that tells what is wrong and never quotes the password.
    """
    parts, port = _split(url)
    options = _options(parts.query)
    tls = _tls(parts, options.get("tls"))
    return SmtpServer(
        host=parts.hostname or "",
        port=port or {Tls.IMPLICIT: 465, Tls.STARTTLS: 587, Tls.PLAIN: 25}[tls],
        tls=tls,
        user=_decoded(parts.username),
        password=_decoded(parts.password),
        ca_file=Path(options["ca_file"]) if "ca_file" in options else None,
        timeout=_seconds(options.get("timeout")),
        allow_plain=_yes("allow_plain", options.get("allow_plain", "no")),
    )


def _split(url: str) -> tuple[SplitResult, int | None]:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        # The error quotes a part of the URL, which may be one of the password.
        raise ValueError(_MALFORMED) from None
    if parts.scheme not in ("smtp", "smtps"):
        raise ValueError("an SMTP URL begins with smtp:// or smtps://")
    if parts.path not in ("", "/") or parts.fragment:
        raise ValueError(_MALFORMED)
    if not parts.hostname:
        raise ValueError("the SMTP URL names no host")
    if port == 0:
        raise ValueError("the SMTP URL's port is 1 to 65535")
    return parts, port


def _options(query: str) -> dict[str, str]:
    pairs = parse_qsl(query, keep_blank_values=True)
    options = dict(pairs)
    if not set(options) <= set(_OPTIONS):
        # An unknown name is not quoted: it may be the end of a password with a bare "?".
        raise ValueError(f"the SMTP URL's options are {', '.join(_OPTIONS)}; another one is given")
    if len(options) != len(pairs):
        raise ValueError("an option of the SMTP URL stands twice")
    return options


def _tls(parts: SplitResult, said: str | None) -> Tls:
    if said is not None and said not in tuple(Tls):
        raise ValueError("the SMTP URL's tls is starttls, implicit or plain")
    if parts.scheme == "smtps":
        if said not in (None, Tls.IMPLICIT):
            raise ValueError("smtps:// means tls=implicit; write smtp:// for another")
        return Tls.IMPLICIT
    if said is not None:
        return Tls(said)
    return Tls.PLAIN if is_loopback(parts.hostname or "") else Tls.STARTTLS


def _decoded(text: str | None) -> str | None:
    try:
        return None if text is None else unquote(text, errors="strict")
    except UnicodeDecodeError:
        raise ValueError("the SMTP URL's user and password are UTF-8, percent-encoded") from None


def _seconds(said: str | None) -> float:
    try:
        return TIMEOUT if said is None else float(said)
    except ValueError:
        raise ValueError("the SMTP URL's timeout is a number of seconds") from None


def _yes(name: str, said: str) -> bool:
    if said not in ("yes", "no"):
        raise ValueError(f"the SMTP URL's {name} is yes or no")
    return said == "yes"
