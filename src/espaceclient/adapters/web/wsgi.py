"""The pages inside a WSGI host, such as Flask or Django; needs the extra ``wsgi``.

An event loop in a thread of its own serves the pages. Both are made at the first request of a
process, so that a server may load the host first and fork then (``gunicorn --preload``).
"""

import logging
import os
from collections.abc import Iterable
from io import BytesIO
from threading import Lock
from typing import TYPE_CHECKING, Any

from a2wsgi import ASGIMiddleware
from starlette.applications import Starlette
from starlette.types import ASGIApp, Receive, Scope, Send

from espaceclient.adapters.web.base_url import BaseUrl
from espaceclient.adapters.web.mounting import mount

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

LONGEST_READ = 64 * 1024
"""Bytes of a request's body; what takes less refuses one of so many."""

_logger = logging.getLogger(__name__)


class WsgiPages:
    """The pages of ``create_app`` as a WSGI application.

    Thread-safe, also after a fork. A response is passed on once it is complete, which no page keeps
    waiting for. It needs threads that are threads: those of gevent and eventlet are not.
    """

    def __init__(self, pages: ASGIApp) -> None:
        self._pages = pages
        self._bridges: dict[int, ASGIMiddleware] = {}
        self._locks: dict[int, Lock] = {}

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        if not _is_well_formed(environ) or (body := _body(environ)) is None:
            start_response("400 Bad Request", [("Content-Length", "0")])
            return [b""]
        environ |= {"wsgi.input": BytesIO(body), "CONTENT_LENGTH": str(len(body))}
        if environ.get("REMOTE_ADDR"):  # the bridge drops an address that has no port
            environ.setdefault("REMOTE_PORT", "0")
        bridge: Any = self._of_this_process()
        # Taken whole: a visitor who leaves in the middle would leave the page unfinished for ever.
        page = b"".join(bridge(environ, start_response))
        # Gunicorn would send it: the next response on the connection would begin with it.
        return [b"" if environ["REQUEST_METHOD"] == "HEAD" else page]

    def _of_this_process(self) -> ASGIMiddleware:
        """Return the bridge whose thread runs here: a fork copies no thread, and no lock that one
        of them holds can be waited for.
        """
        process = os.getpid()
        with self._locks.setdefault(process, Lock()):
            if process not in self._bridges:
                served: Any = self._served
                self._bridges = {process: ASGIMiddleware(served)}
            return self._bridges[process]

    async def _served(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self._pages(scope, receive, send)
        except Exception:
            _logger.exception("a page failed")
            raise


def mount_wsgi(host: "WSGIApplication", pages: Starlette, base_url: str) -> "WSGIApplication":
    """Return a WSGI application with the pages of ``create_app`` under the path of ``base_url``,
    and all else from ``host``.

    Raises ``ValueError`` for a base URL that ``create_app`` refuses, and for one without a path.
    """
    prefix = BaseUrl.parse(base_url).prefix.encode().decode("latin-1")  # as PEP 3333 has paths
    if not prefix:
        raise ValueError("the base URL needs a path, such as /espace, below which the pages are")
    below = WsgiPages(mount(pages, base_url))

    def either(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        path = environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")
        if path == prefix or path.startswith(f"{prefix}/"):
            return below(environ | {"SCRIPT_NAME": "", "PATH_INFO": path}, start_response)
        return host(environ, start_response)

    return either


def _is_well_formed(environ: "WSGIEnvironment") -> bool:
    """Return whether the bridge can read a request line; servers differ in what they let pass."""
    try:
        path = environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")
        path.encode("latin-1").decode()
        environ.get("QUERY_STRING", "").encode("ascii")
        return int(environ.get("CONTENT_LENGTH") or 0) >= 0
    except ValueError:
        return False


def _body(environ: "WSGIEnvironment") -> bytes | None:
    """Read a request's body, whose end the bridge would wait for if it never came; ``None`` when
    it does not.
    """
    declared = min(int(environ.get("CONTENT_LENGTH") or 0), LONGEST_READ)
    body = bytearray()
    while len(body) < declared:
        part = environ["wsgi.input"].read(declared - len(body))
        if not part:
            return None
        body += part
    return bytes(body)
