"""The security headers of every answer of the API."""

from starlette.datastructures import MutableHeaders

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Vary": "Accept-Language",
}
"""Of the pages' headers, those that mean something for JSON. ``Cross-Origin-Resource-Policy`` would
keep out the other origins that a host allows by CORS, and HSTS is the host's.
"""


def add_headers(headers: MutableHeaders) -> None:
    """Add the headers that a host has not set itself."""
    for name, value in HEADERS.items():
        headers.setdefault(name, value)
