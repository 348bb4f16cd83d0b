"""Mails told by the names that ``mail_to`` gave them."""

from collections.abc import Iterable

from espaceclient.ports.outbox import LeasedMail, OutboxEntry


def name_of(one: LeasedMail | OutboxEntry) -> str:
    return one.mail.to.text.partition("@")[0] if one.mail else "unreadable"


def names_of(several: Iterable[LeasedMail | OutboxEntry]) -> list[str]:
    return list(map(name_of, several))
