"""What an outbox promises of a mail that it cannot read: one that is damaged, or that a newer
release wrote.
"""

from collections.abc import Callable, Sequence

from attrs import evolve, frozen

from espaceclient.ports.outbox import OutboxEntry
from espaceclient.testing.laws.difference import expect_same
from espaceclient.testing.laws.law import Fixture, expect, law, opened
from espaceclient.testing.laws.outbox.samples import (
    LATER,
    LEASE,
    NOW,
    TICK,
    lease_one,
    mail_to,
    queue,
    to,
)
from espaceclient.testing.laws.storage.records import StorageAndOutbox


@frozen
class SpoilableOutbox(StorageAndOutbox):
    """A storage and its outbox; ``spoil`` damages the queued mail of an id, so that it cannot be
    read.
    """

    spoil: Callable[[str], object]


MakeSpoilable = Callable[[], Fixture[SpoilableOutbox]]


@law
def an_unreadable_mail_holds_nobody_up(make: MakeSpoilable) -> None:
    """A mail that cannot be read holds no other up: whoever asks for mails gets as many as are due
    beside it.
    """
    with opened(make()) as made:
        _queue_spoiled(made, "one", "two")
        for minute, name in enumerate(("three", "four", "five"), 1):
            queue(made, mail_to(name), at=NOW + minute * TICK)
        for at_most, wanted in ((1, {"three"}), (5, {"four", "five"}), (5, set())):
            leased = {to(leased_mail) for leased_mail in made.outbox.lease(LATER, LEASE, at_most)}
            expect(leased == wanted, f"of {wanted or 'none'} it leased {leased or 'none'}")


@law
def an_unreadable_mail_is_set_apart(make: MakeSpoilable) -> None:
    """A mail that cannot be read is set apart as dead when it comes to be leased, with an error,
    and no other is.
    """
    with opened(make()) as made:
        _queue_spoiled(made, "spoiled")
        queue(made, mail_to("sound"), at=LATER)
        made.outbox.lease(LATER, LEASE, 10)
        spoiled, sound = _shown(made, 2)
        expect(spoiled.dead, "it was not shown as dead")
        expect(bool(spoiled.last_error), "it was shown with no error")
        expect(not sound.dead, "another one was shown as dead")


@law
def an_unreadable_mail_waits_for_its_turn(make: MakeSpoilable) -> None:
    """Before its turn a mail that cannot be read waits as any other, to be seen without what it
    says.
    """
    with opened(make()) as made:
        queue(made, mail_to("spoiled"), at=LATER)
        before = made.outbox.entries()[0]
        made.spoil(before.id)
        made.outbox.lease(LATER - TICK, LEASE, 10)
        (after,) = _shown(made, 1)
        expect_same("whoever looked", after, evolve(before, mail=None))


@law
def an_unreadable_mail_is_revived_as_any_other(make: MakeSpoilable) -> None:
    """A mail that was set apart unread can be revived, and is set apart again if it still cannot be
    read.
    """
    with opened(make()) as made:
        _queue_spoiled(made, "spoiled")
        made.outbox.lease(NOW, LEASE, 10)
        (dead,) = _shown(made, 1)
        expect(made.outbox.retry(dead.id, LATER), "reviving it was answered by False")
        (revived,) = _shown(made, 1)
        shown = (revived.dead, revived.attempts, revived.due_at)
        expect(shown == (False, 0, LATER), f"dead, attempts and due time were shown as {shown}")
        queue(made, mail_to("sound"), at=LATER)
        lease_one(made.outbox, LATER)
        again, _ = _shown(made, 2)
        expect(again.dead, "it was not set apart again")


def _queue_spoiled(made: SpoilableOutbox, *names: str) -> None:
    queue(made, *map(mail_to, names))
    for entries in made.outbox.entries():
        made.spoil(entries.id)


def _shown(made: SpoilableOutbox, there: int) -> Sequence[OutboxEntry]:
    entries = made.outbox.entries()
    expect(len(entries) == there, f"of {there} mails {len(entries)} were shown")
    return entries


UNREADABLE_MAIL_LAWS = (
    an_unreadable_mail_holds_nobody_up,
    an_unreadable_mail_is_set_apart,
    an_unreadable_mail_waits_for_its_turn,
    an_unreadable_mail_is_revived_as_any_other,
)
