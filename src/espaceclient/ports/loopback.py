"""Where nothing can listen in between: what goes to this very machine may go in clear."""

import re
from ipaddress import ip_address
from urllib.parse import urlsplit


def is_loopback(host: str) -> bool:
    """Tell whether a host, a name or an address without brackets, is this machine (RFC 1122, RFC
    4291, RFC 6761).
    """
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost" or host.lower().endswith(".localhost")


def require_web_address(url: str) -> None:
    """Raise ``ValueError`` unless ``url`` is https, or http on this machine, without query or
    fragment.
    """
    try:
        parts = urlsplit(url)
        valid = parts.scheme in {"http", "https"} and parts.hostname and (parts.port or 1)
    except ValueError:
        valid = False
    if not valid or parts.query or parts.fragment or re.search(r"\s", url):
        raise ValueError("must be a web address such as https://client.exemple.fr")
    if parts.scheme != "https" and not is_loopback(parts.hostname or ""):
        raise ValueError("must begin with https:// (http:// is for this machine only)")
