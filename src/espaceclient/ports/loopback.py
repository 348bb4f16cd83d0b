"""Where nothing can listen in between: what goes to this very machine may go in clear."""

from ipaddress import ip_address


def is_loopback(host: str) -> bool:
    """Tell whether a host, a name or an address without brackets, is this machine (RFC 1122, RFC 4291, RFC 6761)."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost" or host.lower().endswith(".localhost")
