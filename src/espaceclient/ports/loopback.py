"""Loopback addresses: the only destinations for which an unencrypted connection is accepted."""

import re
from ipaddress import ip_address
from urllib.parse import urlsplit


def is_loopback(host: str) -> bool:
    """Return whether ``host`` is this machine (RFC 1122, RFC 4291, RFC 6761).

    ``host`` is a name or an IP address; an IPv6 address is given without brackets. No name is
    resolved: only ``localhost`` and names below it count.
    """
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost" or host.lower().endswith(".localhost")


def require_web_address(url: str) -> None:
    """Raise ``ValueError``, which does not quote ``url``, unless it is an acceptable base URL.

    It must be an absolute ``https`` URL, or an ``http`` one whose host is this machine, and have
    neither a user, nor a query, nor a fragment, nor white space.
    """
    try:
        parts = urlsplit(url)
        valid = parts.scheme in {"http", "https"} and parts.hostname and (parts.port or 1)
    except ValueError:
        valid = False
    if not valid or "@" in parts.netloc or re.search(r"[?#\s]", url):
        raise ValueError("must be a web address such as https://client.exemple.fr")
    if parts.scheme != "https" and not is_loopback(parts.hostname or ""):
        raise ValueError("must begin with https:// (http:// is for this machine only)")


def web_address(_instance: object, _attribute: object, url: str) -> None:
    """Validate an attrs field as ``require_web_address`` does."""
    require_web_address(url)
