"""A service of breached passwords, asked by the beginning of a hash (k-anonymity)."""

import re
import ssl
from collections.abc import Callable, Mapping
from concurrent.futures import CancelledError, ThreadPoolExecutor
from time import monotonic
from typing import Self

import httpcore

from espaceclient.adapters.breached_passwords.digest import PREFIX, digest
from espaceclient.adapters.http_client import PerProcess
from espaceclient.domain.password import PasswordAttempt
from espaceclient.ports.errors import BreachedPasswordsUnavailable
from espaceclient.ports.loopback import require_web_address

LARGEST_ANSWER = 256 * 1024
"""Bytes; the answer to one prefix has some forty thousand, padding included."""

_CONNECTIONS = 4
_NO_ANSWER = (
    httpcore.TimeoutException,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    OSError,  # a TimeoutError is one
    ValueError,
    CancelledError,
)
_LINE = re.compile(rb"([0-9A-F]{35}):([0-9]+)")
_HEADERS: Mapping[bytes | str, bytes | str] = {
    "Add-Padding": "true",  # so that the size of the answer does not tell the prefix
    "Accept-Encoding": "identity",
    "User-Agent": "espaceclient",
}


class BreachedPasswordsService:
    """The ``BreachedPasswords`` port over a service that answers ``GET {base_url}/range/{prefix}``.

    The prefix is five digits of a SHA-1. The answer lists the other 35 digits of each hash that
    begins so, and how often it was seen; a hash that was seen no time is padding. Thread-safe, also
    after a fork. Use it as a context manager, or call ``close``.
    """

    def __init__(
        self,
        base_url: str,
        *,
        patience: float = 1.5,
        pause: float = 30.0,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        """Prepare the connections; none is made yet.

        A question waits for ``patience`` seconds at most; after one without an answer, the service
        is not asked for ``pause`` seconds. ``clock`` tells monotonic seconds. Raises ``ValueError``
        unless ``base_url`` is https, or http on this machine.
        """
        require_web_address(base_url)
        self._base_url = base_url.rstrip("/")
        self._patience = patience
        self._pause = pause
        self._clock = clock
        self._silent_until = clock()
        trusted = ssl.create_default_context()
        self._connections = PerProcess(
            lambda: httpcore.ConnectionPool(ssl_context=trusted, max_connections=_CONNECTIONS)
        )
        # Nothing else bounds the resolution of a name, or an answer that drips in.
        self._askers = PerProcess(
            lambda: ThreadPoolExecutor(_CONNECTIONS, thread_name_prefix="breached-passwords")
        )

    def contains(self, password: PasswordAttempt) -> bool:
        """Look a password up, as ``BreachedPasswords.contains`` says."""
        if self._clock() < self._silent_until:
            raise BreachedPasswordsUnavailable("the service of breached passwords is left alone")
        whole = digest(password)
        prefix, rest = whole[:PREFIX], whole[PREFIX:].encode()
        try:
            asked = self._askers.own().submit(self._listed, prefix)
        except RuntimeError as error:  # closed
            raise self._unavailable(error) from error
        try:
            return rest in asked.result(self._patience)
        except _NO_ANSWER as error:
            asked.cancel()
            raise self._unavailable(error) from error

    def close(self) -> None:
        """Close all connections; questions in progress and later ones fail."""
        self._askers.own().shutdown(wait=False, cancel_futures=True)
        self._connections.own().close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def _unavailable(self, error: Exception) -> BreachedPasswordsUnavailable:
        self._silent_until = self._clock() + self._pause
        return BreachedPasswordsUnavailable(
            f"the service of breached passwords gave no answer: {type(error).__name__}"
        )

    def _listed(self, prefix: str) -> frozenset[bytes]:
        """Ask for the rest of each hash that begins so; once more when a kept connection ends."""
        try:
            return self._listed_once(prefix)
        except (httpcore.ReadError, httpcore.WriteError, httpcore.RemoteProtocolError):
            return self._listed_once(prefix)

    def _listed_once(self, prefix: str) -> frozenset[bytes]:
        steps = dict.fromkeys(("connect", "read", "write", "pool"), self._patience)
        url = f"{self._base_url}/range/{prefix}"
        with self._connections.own().stream(
            "GET", url, headers=_HEADERS, extensions={"timeout": steps}
        ) as response:
            if response.status != 200:
                raise ValueError("the status is not 200")
            body = bytearray()
            for part in response.iter_stream():
                body += part
                if len(body) > LARGEST_ANSWER:
                    raise ValueError("the answer is too long")
        return _rests(bytes(body))


def _rests(body: bytes) -> frozenset[bytes]:
    lines = [_LINE.fullmatch(line) for line in body.splitlines()]
    if not lines or None in lines:
        raise ValueError("the answer is no list of hashes")
    return frozenset(line[1] for line in lines if line and int(line[2]))
