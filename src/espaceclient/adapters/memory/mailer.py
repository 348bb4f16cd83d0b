"""A mailer that keeps what it was given."""

from threading import Lock

from espaceclient.ports.mailer import Message


class MemoryMailer:
    """Keeps the ``keep`` newest messages in memory.

    A message sent twice under one ``message_id`` is kept once, as most mail programs show it.
    """

    def __init__(self, keep: int = 1000) -> None:
        self._keep = keep
        self._lock = Lock()
        self._messages: dict[str, Message] = {}

    @property
    def messages(self) -> tuple[Message, ...]:
        """The messages kept, the oldest first."""
        with self._lock:
            return tuple(self._messages.values())

    def send(self, message: Message) -> None:
        with self._lock:
            self._messages[message.message_id] = message
            while len(self._messages) > self._keep:
                del self._messages[next(iter(self._messages))]

    def close(self) -> None:
        """Do nothing: no resource is shared between mails."""
