"""The standard library's SMTP client, with a deadline for each reply as a whole.

It bounds each read: a server that sends a byte now and then would be read for ever.
"""

import io
import smtplib
import socket
from time import monotonic

from espaceclient.adapters.smtp.verdict import Reply


class _Replies(io.RawIOBase):
    """What comes in, until a deadline in monotonic seconds."""

    deadline = 0.0

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._timeout = connection.gettimeout()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # a BufferedReader gives no other buffer
        left = self.deadline - monotonic()
        if left <= 0:
            raise TimeoutError("timed out")
        self._connection.settimeout(left)
        try:
            return self._connection.recv_into(buffer)
        finally:
            self._connection.settimeout(self._timeout)


class Session(smtplib.SMTP):
    """``timeout``: seconds for each reply, and for connecting and sending."""

    _replies: _Replies

    def getreply(self) -> Reply:
        if self.file is None and self.sock is not None:  # at first, and again under TLS
            self._replies = _Replies(self.sock)
            self.file = io.BufferedReader(self._replies)
        self._replies.deadline = monotonic() + self.timeout
        return super().getreply()


class TlsSession(Session, smtplib.SMTP_SSL):
    """Over TLS from the first byte."""
