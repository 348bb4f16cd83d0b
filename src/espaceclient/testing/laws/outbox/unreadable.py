"""What an outbox promises of a mail that it cannot read: one that is damaged, or that a newer
release wrote.
"""

from collections.abc import Callable

from attrs import evolve, frozen

from espaceclient.testing.laws.difference import expect_same
from espaceclient.testing.laws.law import expect, law_of_one
from espaceclient.testing.laws.storage.fixture import LATER, LEASE, NOW, StorageAndOutbox
from espaceclient.testing.samples import TICK, mail_to, names_of


@frozen
class SpoilableOutbox(StorageAndOutbox):
    """A storage and its outbox; ``spoil`` damages the queued mail of an id, so that it cannot be
    read.
    """

    spoil: Callable[[str], object]

    def queue_spoiled(self, *names: str) -> None:
        self.queue(*map(mail_to, names))
        for entry in self.outbox.entries():
            self.spoil(entry.id)


@law_of_one
def an_unreadable_mail_holds_nobody_up(made: SpoilableOutbox) -> None:
    """A mail that cannot be read holds no other up: whoever asks for mails gets as many as are due
    beside it.
    """
    made.queue_spoiled("one", "two")
    for minute, name in enumerate(("three", "four", "five"), 1):
        made.queue(mail_to(name), at=NOW + minute * TICK)
    for at_most, wanted in ((1, {"three"}), (5, {"four", "five"}), (5, set())):
        leased = set(names_of(made.outbox.lease(LATER, LEASE, at_most)))
        expect(leased == wanted, f"of {wanted or 'none'} it leased {leased or 'none'}")


@law_of_one
def an_unreadable_mail_is_dead_lettered(made: SpoilableOutbox) -> None:
    """A mail that cannot be read is dead-lettered when it comes to be leased, with an error, and no
    other is.
    """
    made.queue_spoiled("spoiled")
    made.queue(mail_to("sound"), at=LATER)
    made.outbox.lease(LATER, LEASE, 10)
    spoiled, sound = made.entries(2)
    expect(spoiled.dead, "it was not shown as dead")
    expect(bool(spoiled.last_error), "it was shown with no error")
    expect(not sound.dead, "another one was shown as dead")


@law_of_one
def an_unreadable_mail_waits_for_its_turn(made: SpoilableOutbox) -> None:
    """Before its turn a mail that cannot be read waits as any other, listed without what it
    says.
    """
    made.queue(mail_to("spoiled"), at=LATER)
    before = made.only_entry()
    made.spoil(before.id)
    made.outbox.lease(LATER - TICK, LEASE, 10)
    expect_same("the list", made.only_entry(), evolve(before, mail=None))


@law_of_one
def an_unreadable_mail_is_retried_like_any_other(made: SpoilableOutbox) -> None:
    """A mail that was dead-lettered unread can be retried, and is dead-lettered again if it still
    cannot be read.
    """
    made.queue_spoiled("spoiled")
    made.outbox.lease(NOW, LEASE, 10)
    dead = made.only_entry()
    expect(made.outbox.retry(dead.id, LATER), "retrying it was answered by False")
    retried = made.only_entry()
    shown = (retried.dead, retried.attempts, retried.due_at)
    expect(shown == (False, 0, LATER), f"dead, attempts and due time were shown as {shown}")
    made.queue(mail_to("sound"), at=LATER)
    made.lease_one(LATER)
    expect(made.entries(2)[0].dead, "it was not dead-lettered again")
