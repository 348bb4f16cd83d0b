"""Mails that are dead, retried, and listed."""

from espaceclient.testing.laws.law import expect, law_of_one
from espaceclient.testing.laws.outbox.names import names_of
from espaceclient.testing.laws.storage.fixture import LATER, LEASE, NOW, StorageAndOutbox
from espaceclient.testing.samples import DAY, MINUTE, TICK, mail_to


@law_of_one
def a_dead_letter_blocks_nobody(made: StorageAndOutbox) -> None:
    """A dead letter is never leased, stays in the list with its attempts and its error, and blocks
    no other mail.
    """
    made.queue(mail_to("dead"))
    made.outbox.defer(made.lease_one(), NOW, "busy")
    made.outbox.dead_letter(made.lease_one(), "no such box")
    made.queue(mail_to("living"))
    for moment in (NOW, LATER, NOW + 365 * DAY):
        leased = names_of(made.outbox.lease(moment, LEASE, 1))
        expect(leased == ["living"], f"beside it, {leased} was leased")
    dead = [one for one in made.outbox.entries() if one.dead]
    seen = [(one.dead, one.attempts, one.last_error) for one in dead]
    expect(seen == [(True, 2, "no such box")], f"dead, attempts and error were shown as {seen}")


@law_of_one
def a_retried_mail_starts_anew(made: StorageAndOutbox) -> None:
    """A dead letter that is retried by its id is due at the time said, its attempts forgotten, and
    no other with it.
    """
    made.queue(mail_to("dead"))
    made.outbox.defer(made.lease_one(), NOW, "once")
    dead = made.lease_one()
    made.outbox.dead_letter(dead, "twice")
    made.queue(mail_to("dead-too"), at=NOW + TICK)
    made.outbox.dead_letter(made.lease_one(NOW + TICK), "once")
    retried = made.outbox.retry(made.outbox.entries()[0].id, LATER)
    expect(retried, "retrying what was shown was answered by False")
    first, second = made.entries(2)
    shown = (first.id, first.dead, first.attempts)
    expect(shown == (dead.id, False, 0), f"id, dead and attempts were shown as {shown}")
    other = (second.dead, second.attempts)
    expect(other == (True, 1), f"another one's dead and attempts were shown as {other}")
    expect(first.due_at == LATER, f"it was due at {first.due_at} instead of {LATER}")
    made.outbox.delivered(dead)
    made.expect_no_lease(LATER - TICK, "it was leased before it was due")
    expect(made.lease_one(LATER).attempts == 0, "its attempts were not forgotten")


@law_of_one
def only_dead_letters_are_retried(made: StorageAndOutbox) -> None:
    """What is not dead cannot be retried, and is not changed by trying."""
    expect(not made.outbox.retry("unknown", NOW), "an unknown mail was retried")
    made.queue(mail_to("one"))
    made.outbox.defer(made.lease_one(), LATER, "busy")
    waiting = made.only_entry()
    expect(not made.outbox.retry(waiting.id, NOW), "a mail that waits was retried")
    expect(made.only_entry() == waiting, "trying to retry a mail that waits changed it")
    leased = made.lease_one(LATER)
    expect(not made.outbox.retry(leased.id, LATER), "a leased mail was retried")
    made.expect_no_lease(LATER, "trying to retry a leased mail took it from its lease owner")
    made.outbox.delivered(leased)
    expect(not made.outbox.retry(leased.id, NOW), "a delivered mail was retried")


@law_of_one
def entries_list_all_that_is_there(made: StorageAndOutbox) -> None:
    """Whoever lists the outbox sees each mail that waits, is leased or is dead, oldest first, up to
    the bound.
    """
    for minute in range(1, 61):
        made.queue(mail_to(f"m{minute}"), at=NOW - minute * MINUTE)
    oldest, second = made.outbox.lease(NOW, LEASE, 2)
    made.outbox.dead_letter(oldest, "dead")
    wanted = [f"m{minute}" for minute in range(60, 0, -1)]
    for bound in (1000, 60, 3):
        names = names_of(made.outbox.entries(bound))
        shown = f"{len(names)} from {names[0]} to {names[-1]}" if names else "none"
        asked = f"of m60 to m1, asked for {bound} at most, it showed {shown}"
        expect(names == wanted[:bound], asked)
    times = [entry.queued_at for entry in made.outbox.entries(3)]
    oldest_first = [NOW - minute * MINUTE for minute in (60, 59, 58)]
    expect(times == oldest_first, f"queued times were {times}")
    made.outbox.delivered(second)
    left = [entry.dead for entry in made.outbox.entries()]
    expect(left == [True, *[False] * 58], f"one dead and 58 that wait were shown as {left}")


DEAD_LETTERS_LAWS = (
    a_dead_letter_blocks_nobody,
    a_retried_mail_starts_anew,
    only_dead_letters_are_retried,
    entries_list_all_that_is_there,
)
