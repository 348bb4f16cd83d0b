"""Histories that happen: over the ports of a host, and anywhere else that actions are performed."""

from collections import Counter
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from attrs import define, evolve, field, frozen

from espaceclient.adapters.memory import ManualClock
from espaceclient.client import EspaceClient
from espaceclient.domain.policy import Policy
from espaceclient.domain.purge import Purged
from espaceclient.ports import errors
from espaceclient.ports.mailer import Mailer, Message
from espaceclient.relay import Relay
from espaceclient.testing import actions
from espaceclient.testing.actions import Action, Call, UseCase
from espaceclient.testing.known_tokens import KnownTokens
from espaceclient.testing.life_actions import RetireAccounts
from espaceclient.testing.ports import MakeClient, MakeRelay, Ports

_OUTAGES = {
    "subscribers.find": errors.SubscribersUnavailable,
    "mailer.send": errors.MailerUnavailable,
}


class Crashed(BaseException):
    """The process is gone: nothing catches this."""


@define
class Interruption:
    """Crash at a call, before or after it is made; let another process act before a call.

    ``committed`` tells whether a commit got through.
    """

    crash: actions.CrashNext | None = None
    other: Callable[[], object] | None = None
    other_before: Call | None = None
    committed: bool = False
    _calls: Counter[str] = field(factory=Counter)

    def __call__(self, name: str, proceed: Callable[[], Any]) -> Any:
        self._calls[name] += 1
        call = name, self._calls[name]
        if call == self.other_before:
            self.let_the_other_act()
        crash = self.crash if self.crash and self.crash.at == call else None
        if crash and not crash.after:
            raise Crashed
        result = proceed()
        self.committed = self.committed or name == "storage.commit"
        if crash:
            raise Crashed
        return result

    def let_the_other_act(self) -> None:
        """Let it act unless it has."""
        other, self.other = self.other, None
        if other is not None:
            other()


@frozen
class _ReadMailer:
    """A mailer whose mails are read once they have left."""

    mailer: Mailer
    mailbox: Mailer

    def send(self, message: Message) -> None:
        self.mailer.send(message)
        self.mailbox.send(message)

    def close(self) -> None:
        self.mailer.close()


@define(kw_only=True)
class Replay:
    """A history as it happens: the tokens that people hold, and what each action came to."""

    ports: Ports
    clock: ManualClock
    make_client: MakeClient = EspaceClient
    make_relay: MakeRelay = Relay
    policy: Policy | None = None
    known: KnownTokens = field(factory=KnownTokens)
    history: list[Action] = field(factory=list)
    answers: list[object] = field(factory=list)
    outages: set[str] = field(factory=set)
    mail_errors: list[str] = field(factory=list)
    overlap: actions.Overlap | None = None
    held: UseCase | None = None
    crash: actions.CrashNext | None = None
    relay_crash: actions.CrashNext | None = None

    def __attrs_post_init__(self) -> None:
        self.ports = evolve(self.ports, mailer=_ReadMailer(self.ports.mailer, self.known.mailbox))

    def perform(self, action: Action) -> None:
        self.history.append(action)
        self.answers.append(self._perform(action))

    def _perform(self, action: Action) -> object:
        match action:
            case actions.Wait(time):
                self.clock.advance(time)
            case actions.Outage(call, over):
                (self.outages.discard if over else self.outages.add)(call)
            case actions.MailErrors(names):
                self.mail_errors = list(names)
            case actions.CrashNext(relay=True):
                self.relay_crash = action
            case actions.CrashNext():
                self.crash = action
            case actions.Overlap():
                self.overlap = action
            case actions.Reconfigure():
                self.reconfigure(action)
            case actions.Deliver():
                return self.deliver()
            case actions.PurgeInBatches(at_most):
                return self.purge_in_batches(at_most)
            case RetireAccounts():
                return self.retire(self.ports)
            case _:
                return self._use_case(action)
        return None

    def _use_case(self, action: UseCase) -> object:
        if self.overlap is not None and self.held is None:
            self.held = action
            return None
        overlap, held, crash = self.overlap, self.held, self.crash
        self.overlap = self.held = self.crash = None
        interruption = Interruption(crash)
        if overlap and held:
            interruption.other = partial(self._act_meanwhile, held)
            interruption.other_before = overlap.before
        answer = self.ask(action, interruption)
        interruption.let_the_other_act()
        return answer

    def _act_meanwhile(self, held: UseCase) -> None:
        """Act as another process does, on a storage that it has opened for itself."""
        self.open_again()
        self.answers.append(self.ask(held, Interruption()))

    def ask(self, action: UseCase, interruption: Interruption) -> object:
        client = self.interrupted(interruption).client(self.make_client, self.policy)
        try:
            answer = action.ask(client, self.known)
        except Crashed as crashed:
            self.open_again()
            return crashed
        self.known.learn(answer)
        return answer

    def interrupted(self, interruption: Interruption) -> Ports:
        return self.ports.intercepted(self._unless_failing).intercepted(interruption)

    def _unless_failing(self, call: str, proceed: Callable[[], Any]) -> Any:
        if call in self.outages:
            raise _OUTAGES[call](f"{call} is silent")
        if call == "mailer.send" and self.mail_errors:
            raise getattr(errors, self.mail_errors.pop(0))("as the history has it")
        return proceed()

    def deliver(self) -> object:
        crash, self.relay_crash = self.relay_crash, None
        relay: Relay = self.interrupted(Interruption(crash)).relay(self.make_relay)
        try:
            return relay.deliver_due()
        except Crashed as crashed:
            self.open_again()
            return crashed

    def purge_in_batches(self, at_most: int) -> Purged:
        client, count = self.ports.client(self.make_client, self.policy), 0
        while batch := client.purge(at_most=at_most).count:
            count += batch
        return Purged(count)

    def retire(self, ports: Ports) -> object:
        return ports.client(self.make_client, self.policy).retire_accounts()

    def open_again(self) -> None:
        """Go on as another process would: over ports that are given, with these ports."""

    def reconfigure(self, change: actions.Reconfigure) -> None:
        """Ports that are given keep the keys that they have."""


def replay(history: Iterable[Action], ports: Ports) -> Replay:
    """Let it all happen over the ports, of which the clock must be a ``ManualClock``; look at them
    afterwards.

    The mails are read that ``ports.wording`` words as ``PlainWording`` does.
    """
    if not isinstance(ports.clock, ManualClock):
        raise TypeError("in a history time passes: the ports need a ManualClock")
    replayed = Replay(ports=ports, clock=ports.clock)
    for action in history:
        replayed.perform(action)
    return replayed
