"""The way of a mail in a history: a mailer of changing mood, and a box that a model reads links from."""

from attrs import define, field

from espaceclient.adapters.memory import MemoryMailer
from espaceclient.ports.errors import PortError
from espaceclient.ports.mailer import Message


@define
class MoodyMailer:
    """Raises its next mood if it has one, else delivers into ``box``."""

    box: MemoryMailer = field(factory=lambda: MemoryMailer(keep=100_000))
    moods: list[PortError] = field(factory=list)

    def send(self, message: Message) -> None:
        if self.moods:
            raise self.moods.pop(0)
        self.box.send(message)

    def close(self) -> None:
        self.box.close()

    def links(self, kind: type) -> list[str]:
        """Return the tokens mailed, oldest first; ``PlainWording`` says a mail's kind in its subject."""
        return [mail.text.rpartition("/")[2] for mail in self.box.messages if mail.subject == kind.__name__]
