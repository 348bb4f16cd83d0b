"""A mailbox that may be out of reach."""

from espaceclient.adapters.memory import MemoryMailer
from espaceclient.ports.errors import MailerUnavailable
from espaceclient.ports.mailer import Message


class FailingMailer(MemoryMailer):
    """Set ``answers`` to ``False`` and no mail can leave."""

    answers = True

    def send(self, message: Message) -> None:
        if not self.answers:
            raise MailerUnavailable("the mailer is silent")
        super().send(message)
