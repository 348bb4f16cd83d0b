"""Mails that are dead, revived, and seen."""

from datetime import timedelta

from espaceclient.testing.laws.law import expect, law, opened
from espaceclient.testing.laws.outbox.samples import (
    LATER,
    LEASE,
    MINUTE,
    NOW,
    TICK,
    lease_one,
    mail_to,
    only,
    queue,
    to,
)
from espaceclient.testing.laws.storage.records import MakeStorage


@law
def a_dead_mail_blocks_nobody(make: MakeStorage) -> None:
    """A dead mail is never leased, stays to be seen with its attempts and its error, and blocks no
    other.
    """
    with opened(make()) as made:
        queue(made, mail_to("dead"))
        made.outbox.defer(lease_one(made.outbox), NOW, "busy")
        made.outbox.dead_letter(lease_one(made.outbox), "no such box")
        queue(made, mail_to("living"))
        for moment in (NOW, LATER, NOW + timedelta(days=365)):
            leased = list(map(to, made.outbox.lease(moment, LEASE, 1)))
            expect(leased == ["living"], f"beside it, {leased} was leased")
        seen = [
            (entries.dead, entries.attempts, entries.last_error)
            for entries in made.outbox.entries()
            if entries.dead
        ]
        expect(seen == [(True, 2, "no such box")], f"dead, attempts and error were shown as {seen}")


@law
def a_revived_mail_starts_anew(make: MakeStorage) -> None:
    """A dead mail that is revived by its id is due at once, its attempts forgotten, and no other
    with it.
    """
    with opened(make()) as made:
        queue(made, mail_to("dead"))
        made.outbox.defer(lease_one(made.outbox), NOW, "once")
        dead = lease_one(made.outbox)
        made.outbox.dead_letter(dead, "twice")
        queue(made, mail_to("dead_lettered-too"), at=NOW + TICK)
        made.outbox.dead_letter(lease_one(made.outbox, NOW + TICK), "once")
        expect(
            made.outbox.retry(made.outbox.entries()[0].id, LATER),
            "reviving what was shown was answered by False",
        )
        shown = [(entries.id, entries.dead, entries.attempts) for entries in made.outbox.entries()]
        expect(shown[0] == (dead.id, False, 0), f"id, dead and attempts were shown as {shown[0]}")
        expect(
            shown[1][1:] == (True, 1),
            f"another one's dead and attempts were shown as {shown[1][1:]}",
        )
        due = made.outbox.entries()[0].due_at
        expect(due == LATER, f"it was due at {due} instead of {LATER}")
        made.outbox.delivered(dead)
        expect(not made.outbox.lease(LATER - TICK, LEASE, 10), "it was leased before it was due")
        expect(lease_one(made.outbox, LATER).attempts == 0, "its attempts were not forgotten")


@law
def only_the_dead_are_revived(make: MakeStorage) -> None:
    """What is not dead cannot be revived, and is not changed by trying."""
    with opened(make()) as made:
        expect(not made.outbox.retry("unknown", NOW), "an unknown mail was revived")
        queue(made, mail_to("one"))
        made.outbox.defer(lease_one(made.outbox), LATER, "busy")
        waiting = only(made.outbox)
        expect(not made.outbox.retry(waiting.id, NOW), "a mail that waits was revived")
        expect(only(made.outbox) == waiting, "trying to retry a mail that waits changed it")
        leased_mail = lease_one(made.outbox, LATER)
        expect(not made.outbox.retry(leased_mail.id, LATER), "a leased mail was revived")
        expect(
            not made.outbox.lease(LATER, LEASE, 10),
            "trying to retry a leased mail took it from its holder",
        )
        made.outbox.delivered(leased_mail)
        expect(not made.outbox.retry(leased_mail.id, NOW), "a delivered mail was revived")


@law
def parked_shows_all_that_is_there(make: MakeStorage) -> None:
    """Whoever lists the outbox sees each mail that waits, is leased or is dead, oldest first, up to
    the bound.
    """
    with opened(make()) as made:
        for minute in range(1, 61):
            queue(made, mail_to(f"m{minute}"), at=NOW - minute * MINUTE)
        oldest, second = made.outbox.lease(NOW, LEASE, 2)
        made.outbox.dead_letter(oldest, "dead")
        wanted = [f"m{minute}" for minute in range(60, 0, -1)]
        for bound in (1000, 60, 3):
            names = list(map(to, made.outbox.entries(bound)))
            shown = f"{len(names)} from {names[0]} to {names[-1]}" if names else "none"
            expect(
                names == wanted[:bound],
                f"of m60 to m1, asked for {bound} at most, it showed {shown}",
            )
        times = [entries.queued_at for entries in made.outbox.entries(3)]
        expect(
            times == [NOW - minute * MINUTE for minute in (60, 59, 58)],
            f"queued times were {times}",
        )
        made.outbox.delivered(second)
        left = [entries.dead for entries in made.outbox.entries()]
        expect(left == [True, *[False] * 58], f"one dead and 58 that wait were shown as {left}")


DEAD_LAWS = (
    a_dead_mail_blocks_nobody,
    a_revived_mail_starts_anew,
    only_the_dead_are_revived,
    parked_shows_all_that_is_there,
)
