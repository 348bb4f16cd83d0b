"""The reverse proxies whose word on visitors' addresses is taken."""

import logging
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from threading import Lock

from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

_logger = logging.getLogger(__name__)

Network = IPv4Network | IPv6Network


def parse_proxies(text: str) -> tuple[Network, ...]:
    """Read addresses and networks, separated by commas; raises ``ValueError`` for anything else.

    Everybody (``*``, ``0.0.0.0/0``, ``::/0``) is refused: any visitor could then choose an address,
    and a new one for every try, so that no limit by network would hold.
    """
    return tuple(_parse_network(each.strip()) for each in text.split(",") if each.strip())


def _parse_network(text: str) -> Network:
    try:
        network = ip_network("0.0.0.0/0" if text == "*" else text)
    except ValueError:
        raise ValueError(f"{text!r} is neither an address nor a network") from None
    if network.prefixlen == 0:
        raise ValueError(
            f"{text} would let every visitor choose the address that the limits count; "
            "name the reverse proxy's address or network"
        )
    return network


class TrustedProxies:
    """Takes visitors' addresses from the named proxies, and from nobody else.

    The first ``X-Forwarded-For`` of another peer is logged as a warning. It may be from a proxy
    that nobody has named: then all its visitors count as one, and lock each other out.
    """

    def __init__(self, app: ASGIApp, trusted: str) -> None:
        """``trusted`` is what ``parse_proxies`` reads."""
        self._strangers = app
        self._networks = parse_proxies(trusted)
        # uvicorn's types of the interface are narrower than Starlette's.
        self._proxied = ProxyHeadersMiddleware(app, [str(each) for each in self._networks])  # type: ignore[arg-type]  # as the line above says
        self._unwarned = Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope = _unmapped(scope)
        if self._trusts(scope):
            await self._proxied(scope, receive, send)  # type: ignore[arg-type]  # as above
            return
        if _forwarded(scope) and self._unwarned.acquire(blocking=False):
            _logger.warning(
                "An X-Forwarded-For came from an address that trusted_proxies does not name, and "
                "was ignored. If that is your reverse proxy, all its visitors count as one and "
                "lock each other out: name it in ESPACECLIENT_TRUSTED_PROXIES."
            )
        await self._strangers(scope, receive, send)

    def _trusts(self, scope: Scope) -> bool:
        address = _peer(scope)
        return address is not None and any(address in each for each in self._networks)


def _peer(scope: Scope) -> IPv4Address | IPv6Address | None:
    """Return who is connected; ``None`` for a peer that has no IP address."""
    try:
        address = ip_address((scope.get("client") or ("", 0))[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def _unmapped(scope: Scope) -> Scope:
    """Say an IPv4 peer of an IPv6 socket (``::ffff:127.0.0.1``) by its IPv4 address."""
    address = _peer(scope)
    return scope if address is None else {**scope, "client": (str(address), scope["client"][1])}


def _forwarded(scope: Scope) -> bool:
    return any(name == b"x-forwarded-for" for name, _ in scope.get("headers", ()))
