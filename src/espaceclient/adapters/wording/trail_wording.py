"""What support reads of the audit trail: sentences, in the order in which things happened."""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from importlib.resources import files
from typing import Any, Self
from zoneinfo import ZoneInfo

from attrs import asdict, frozen

from espaceclient.adapters.wording.flat import flatten
from espaceclient.domain.email_address import EmailAddress
from espaceclient.domain.event import Event, RecordedEvent
from espaceclient.domain.event_fields import kind_of, subject_of
from espaceclient.domain.instant import FOREVER
from espaceclient.domain.support import Found, SupportedAccount
from espaceclient.domain.values import Contract
from espaceclient.ports.outbox import OutboxEntry
from espaceclient.use_cases.explain import Explanation


@frozen
class TrailWording:
    """``texts`` holds each sentence by its dotted key; times are told in ``zone``."""

    texts: Mapping[str, str]
    zone: ZoneInfo

    @classmethod
    def french(cls, zone: ZoneInfo) -> Self:
        """Return the wording of the French texts that the package ships."""
        folder = files("espaceclient.adapters.wording") / "texts"
        source = (folder / "trail.fr.toml").read_text("utf-8")
        return cls(dict(flatten(tomllib.loads(source))), zone)

    def about_address(
        self, email: EmailAddress, told: Explanation, mails: tuple[OutboxEntry, ...] = ()
    ) -> Iterator[str]:
        """Yield the lines about an address; ``mails`` are those to it that wait or are dead."""
        yield self._say("title.address", email=email.text)
        if told.account:
            yield self._say("now.account", when=self._when(told.account.opened_at))
        else:
            yield self._say("now.no_account")
        yield from self._waiting(told)
        for mail in mails:
            key = "now.mail_dead" if mail.dead else "now.mail_waits"
            yield self._say(key, when=self._when(mail.queued_at))
        yield from self._happened(told)

    def about_contract(self, contract: Contract, told: Explanation) -> Iterator[str]:
        """Yield the lines about a contract."""
        named = {"contract": contract.number.digits, "operator": contract.operator.code}
        yield self._say("title.contract", **named)
        yield self._held(told)
        yield from self._waiting(told)
        yield from self._happened(told)

    def about_account(self, found: Found) -> Iterator[str]:
        """Yield the lines about what the support found; the address is masked."""
        if found.account:
            yield from self._account(found.account)
        else:
            yield self._say("now.none")
        for each in found.waiting:
            yield self._say("now.waiting", when=self._when(each.until))
        for recorded in found.events:
            yield self._line(recorded, [])

    def _account(self, account: SupportedAccount) -> Iterator[str]:
        yield self._say("title.account", id=account.id, email=account.masked_email)
        yield self._say("now.opened", when=self._when(account.opened_at))
        yield self._say("now.seen", when=self._when(account.last_seen_at))
        if account.closes_at:
            yield self._say("now.closes", when=self._when(account.closes_at))
        for held in account.holdings:
            number, operator = held.contract.number.digits, held.contract.operator.name
            key, when = (
                ("holding", held.since) if held.until is None else ("held_up_to", held.until)
            )
            yield self._say(f"now.{key}", contract=number, operator=operator, when=self._when(when))
        for seen in account.sessions:
            yield self._say("now.session", when=self._when(seen))

    def _held(self, told: Explanation) -> str:
        endless = [each.since for each in told.holdings if each.until is None]
        if endless:
            return self._say("now.held", when=self._when(endless[0]))
        ended = [each.until for each in told.holdings if each.until is not None]
        if ended:
            key = "now.held_until" if max(ended) > told.at else "now.ended"
            return self._say(key, when=self._when(max(ended)))
        return self._say("now.not_held")

    def _waiting(self, told: Explanation) -> Iterator[str]:
        for each in told.waiting:
            yield self._say("now.waiting", when=self._when(each.expires_at))
        if told.link_was_not_used:
            yield self._say("now.unused")

    def _happened(self, told: Explanation) -> Iterator[str]:
        subjects = list(dict.fromkeys(filter(None, map(_subject, told.events))))
        for each in told.events:
            yield self._line(each, subjects if len(subjects) > 1 else [])
        if not told.events:
            yield self._say("now.nothing")

    def _line(self, recorded: RecordedEvent, subjects: list[str]) -> str:
        sentence, when = " ".join(self.sentences(recorded.event)), self._when(recorded.at)
        subject = subject_of(recorded.event)
        if subject in subjects:
            number = subjects.index(subject) + 1
            return self._say("line_of_one", when=when, number=number, sentence=sentence)
        return self._say("line", when=when, sentence=sentence)

    def sentences(self, event: Event) -> Iterator[str]:
        """Yield what an event says, who of the support did it, and until when it blocks what comes
        after it.
        """
        told = asdict(event, recurse=False)
        code = next((each for each in told.values() if isinstance(each, StrEnum)), None)
        key = f"event.{kind_of(event)}" + (f".{code}" if code else "")
        yield self._say(key, **{name: self._plain(value) for name, value in told.items()})
        if told.get("actor") is not None:
            yield self._say("support.case", actor=told["actor"], reason=told["reason"])
        until = told.get("blocked_until")
        if until == FOREVER:
            yield self._say("blocked.forever")
        elif until is not None:
            yield self._say("blocked.until", until=self._when(until))

    def _plain(self, value: object) -> object:
        match value:
            case Contract(_, number):
                return number.digits
            case datetime():
                return self._say("day", value.astimezone(self.zone)) if value < FOREVER else ""
            case _:
                return value

    def _when(self, instant: datetime) -> str:
        return self._say("when", instant.astimezone(self.zone))

    def _say(self, key: str, *values: Any, **named: Any) -> str:
        return self.texts[key].format(*values, **named)


def _subject(recorded: RecordedEvent) -> str | None:
    return subject_of(recorded.event)
