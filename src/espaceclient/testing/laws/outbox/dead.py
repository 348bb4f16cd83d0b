"""Mails that are dead, revived, and seen."""

from datetime import timedelta

from espaceclient.ports.outbox import Parked
from espaceclient.testing.laws.law import expect, law, opened
from espaceclient.testing.laws.outbox.holding import LATER, LEASE, NOW, TICK, lease_one, mail_to, only, queue
from espaceclient.testing.laws.storage.records import MakeStorage


@law
def a_dead_mail_blocks_nobody(make: MakeStorage) -> None:
    """A dead mail is never leased, stays to be seen with its error, and blocks no other."""
    with opened(make()) as made:
        queue(made, mail_to("dead"))
        made.outbox.bury(lease_one(made.outbox), "no such box")
        queue(made, mail_to("living"))
        for moment in (NOW, LATER, NOW + timedelta(days=365)):
            leased = [envelope.mail.to.text for envelope in made.outbox.lease(moment, LEASE, 1)]
            expect(leased == ["living@exemple.fr"], f"beside it, {leased} was leased")
        seen = [(parked.dead, parked.tries, parked.last_error) for parked in made.outbox.parked() if parked.dead]
        expect(seen == [(True, 1, "no such box")], f"dead, tries and error were shown as {seen}")


@law
def a_revived_mail_starts_anew(make: MakeStorage) -> None:
    """A dead mail that is revived is due at once, its tries forgotten."""
    with opened(make()) as made:
        queue(made, mail_to("dead"))
        made.outbox.put_off(lease_one(made.outbox), NOW, "once")
        dead = lease_one(made.outbox)
        made.outbox.bury(dead, "twice")
        expect(made.outbox.revive(dead.id, LATER), "reviving it was answered by False")
        parked = only(made.outbox)
        shown = (parked.dead, parked.tries, parked.due_at)
        expect(shown == (False, 0, LATER), f"dead, tries and due time were shown as {shown}")
        made.outbox.delivered(dead)
        expect(not made.outbox.lease(LATER - TICK, LEASE, 10), "it was leased before it was due")
        expect(lease_one(made.outbox, LATER).tries == 0, "its tries were not forgotten")


@law
def only_the_dead_are_revived(make: MakeStorage) -> None:
    """What is not dead cannot be revived, and is not changed by trying."""
    with opened(make()) as made:
        expect(not made.outbox.revive("unknown", NOW), "an unknown mail was revived")
        queue(made, mail_to("one"))
        envelope = lease_one(made.outbox)
        expect(not made.outbox.revive(envelope.id, NOW), "a leased mail was revived")
        expect(not made.outbox.lease(NOW, LEASE, 10), "trying to revive a leased mail took it from its holder")
        made.outbox.delivered(envelope)
        expect(not made.outbox.revive(envelope.id, NOW), "a delivered mail was revived")


@law
def parked_shows_all_that_is_there(make: MakeStorage) -> None:
    """Whoever lists the outbox sees each mail that waits, is leased or is dead, oldest first, up to the bound."""
    with opened(make()) as made:
        for minute in (2, 4, 1, 3):
            queue(made, mail_to(f"m{minute}"), at=NOW - timedelta(minutes=minute))
        oldest, second = made.outbox.lease(NOW, LEASE, 2)
        made.outbox.bury(oldest, "dead")
        names = [_name(parked) for parked in made.outbox.parked()]
        expect(names == ["m4", "m3", "m2", "m1"], f"it showed {names}")
        times = [parked.queued_at for parked in made.outbox.parked()]
        expect(times == [NOW - timedelta(minutes=minute) for minute in (4, 3, 2, 1)], f"queued times were {times}")
        few = [_name(parked) for parked in made.outbox.parked(at_most=3)]
        expect(few == ["m4", "m3", "m2"], f"asked for three at most it showed {few}")
        made.outbox.delivered(second)
        left = [parked.dead for parked in made.outbox.parked()]
        expect(left == [True, False, False], f"one dead and two that wait were shown as {left}")


def _name(parked: Parked) -> str:
    return parked.mail.to.text.partition("@")[0] if parked.mail else "unreadable"


DEAD_LAWS = (
    a_dead_mail_blocks_nobody,
    a_revived_mail_starts_anew,
    only_the_dead_are_revived,
    parked_shows_all_that_is_there,
)
