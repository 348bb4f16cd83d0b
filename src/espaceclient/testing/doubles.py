"""Ports for tests: some that fail when told to, one that words plainly, and whatever stands between
a port and its caller.
"""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeVar, cast

from espaceclient.adapters.memory import MemoryMailer, MemorySubscribers
from espaceclient.domain.language import FRENCH, Language
from espaceclient.domain.mail import Mail
from espaceclient.domain.problem import Problem
from espaceclient.domain.values import Contract, Subscriber
from espaceclient.ports.errors import MailerUnavailable, SubscribersUnavailable
from espaceclient.ports.mailer import Message
from espaceclient.ports.wording import MailContent
from espaceclient.testing.samples import REGISTER

P = TypeVar("P")

Around = Callable[[str, Callable[[], Any]], Any]
"""Called with a name such as ``storage.commit`` and the call itself, which it makes or not; returns
its result.
"""


def intercept(port: P, name: str, around: Around) -> P:
    """Return a port that does as ``port`` does, each call of a method going through ``around``."""
    return cast(P, _Intercepted(port, name, around))


class _Intercepted:
    def __init__(self, port: object, name: str, around: Around) -> None:
        self._port, self._name, self._around = port, name, around

    def __getattr__(self, attribute: str) -> Any:
        method = getattr(self._port, attribute)
        if not callable(method):
            return method
        if attribute == "exclusively":  # no call by itself: those within are
            return partial(self._within, method)

        def call(*args: Any, **kwargs: Any) -> Any:
            return self._around(f"{self._name}.{attribute}", partial(method, *args, **kwargs))

        return call

    @contextmanager
    def _within(self, enter: Callable[..., AbstractContextManager[Any]], *args: Any) -> Any:
        with enter(*args) as port:
            yield intercept(port, self._name, self._around)


class FailingSubscribers(MemorySubscribers):
    """A register of ``lines``; while ``answers`` is ``False`` it is out of reach."""

    answers = True

    def __init__(self, lines: Iterable[Subscriber] = REGISTER) -> None:
        super().__init__(lines)

    def find(self, contract: Contract) -> Subscriber | None:
        if not self.answers:
            raise SubscribersUnavailable("the register is silent")
        return super().find(contract)


class FailingMailer(MemoryMailer):
    """A mailer and its mailbox; while ``answers`` is ``False`` no mail can leave."""

    answers = True

    def send(self, message: Message) -> None:
        if not self.answers:
            raise MailerUnavailable("the mailer is silent")
        super().send(message)


class PlainWording:
    """Says which mail it is, and its link, and nothing else."""

    def __init__(self, language: Language = FRENCH) -> None:
        self.language = language

    def text(self, key: str) -> str:
        return key

    def duration(self, time: timedelta) -> str:
        return str(time)

    def day(self, instant: datetime) -> str:
        return f"{instant:%Y-%m-%d}"

    def moment(self, instant: datetime) -> str:
        return f"{instant:%Y-%m-%d %H:%M}"

    def last_day(self, until: datetime) -> str:
        return f"before {until:%Y-%m-%d}"

    def problem(self, problem: Problem) -> str:
        return problem.code

    def compose(self, mail: Mail, link: str, _queued_at: datetime) -> MailContent:
        return MailContent(type(mail).__name__, link, link)
