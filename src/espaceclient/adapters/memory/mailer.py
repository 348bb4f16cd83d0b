"""A mailbox that keeps what it was sent."""

from threading import Lock

from espaceclient.ports.mailer import Message


class MemoryMailer:
    """Keep the ``keep`` newest messages; the same ``message_id`` twice is one mail, as in any
    mailbox.
    """

    def __init__(self, keep: int = 1000) -> None:
        self._keep = keep
        self._lock = Lock()
        self._messages: dict[str, Message] = {}

    @property
    def messages(self) -> tuple[Message, ...]:
        """What came in, oldest first."""
        with self._lock:
            return tuple(self._messages.values())

    def send(self, message: Message) -> None:
        with self._lock:
            self._messages[message.message_id] = message
            while len(self._messages) > self._keep:
                del self._messages[next(iter(self._messages))]

    def close(self) -> None:
        """Nothing is shared between mails."""
