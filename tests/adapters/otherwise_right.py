"""Adapters that do what their port says in another way than ours: the laws have nothing against
them.
"""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

from espaceclient.adapters.bcrypt import BcryptHasher
from espaceclient.adapters.memory import MemoryMailer
from espaceclient.domain.email_address import EmailAddress
from espaceclient.domain.password import PasswordAttempt, PasswordHash
from espaceclient.ports.errors import MailRefused
from espaceclient.ports.keys import Key, PepperKeys
from espaceclient.ports.mailer import Message
from espaceclient.testing import MailerAndMailbox
from tests.adapters.makers import TokensUnder, mailbox_of

_KEY = Key("only", b"k" * 32)


class PrefixedIds(TokensUnder):
    def __init__(self) -> None:
        super().__init__(_KEY)

    def new_id(self) -> str:
        return f"espace-client_{super().new_id()}"


class UuidsAndMore(PrefixedIds):
    """A random UUID holds 122 bits: one byte more, and they are enough."""

    def new_id(self) -> str:
        return f"{uuid4()}-{uuid4().hex[:2]}"


class NoSuchBox(MailRefused):
    """A refusal that says more than the port asks for."""


class RefusesInItsOwnWords(MemoryMailer):
    def __init__(self, refused: EmailAddress) -> None:
        super().__init__()
        self._refused = refused

    def send(self, message: Message) -> None:
        if message.to == self._refused:
            raise NoSuchBox("550 5.1.1")
        super().send(message)


def mailer_with_refusals_of_its_own(refused: EmailAddress) -> MailerAndMailbox:
    return mailbox_of(RefusesInItsOwnWords(refused))


class HasherInAnotherThread(BcryptHasher):
    """Processor time of the caller's thread says nothing about it."""

    threads = ThreadPoolExecutor(2)

    def __init__(self) -> None:
        super().__init__(PepperKeys.of(_KEY), cost=4)

    def verify(self, attempt: PasswordAttempt, stored: PasswordHash | None) -> bool:
        return self.threads.submit(super().verify, attempt, stored).result()
