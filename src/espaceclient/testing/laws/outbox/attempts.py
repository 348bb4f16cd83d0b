"""Mails that did not leave at the first attempt: what is counted, what is kept, what stays as it
was, what is dead, retried and listed.
"""

from collections.abc import Callable

from espaceclient.ports.outbox import LeasedMail, Outbox
from espaceclient.testing.laws.difference import expect_same, same
from espaceclient.testing.laws.law import expect, law_of_each, law_of_one
from espaceclient.testing.laws.storage.fixture import LATER, LEASE, NOW, StorageAndOutbox
from espaceclient.testing.samples import A_MAIL, DAY, MINUTE, TICK, mail_to, names_of

_EARLY = "it was leased a microsecond too early"
ERRORS = (
    "450 4.2.0 <jérôme@exemple.fr>: « réessayez » 'plus tard' \"SVP\"; 100 %s -- \\",
    "\U0001f4a7 deux lignes,\r\n\tpuis trois\n",
    "x" * 5000,
    "\U0001f4a7" * 5000,
)


@law_of_one
def a_deferred_mail_waits_and_counts(made: StorageAndOutbox) -> None:
    """A mail that was deferred is due again at the time said and not before, with one more attempt
    counted each time.
    """
    made.queue(mail_to("one"))
    now = NOW
    for attempts in range(1, 21):
        until = now + attempts * MINUTE
        leased, shown = made.lease_one(now), made.only_entry().attempts
        leasing = f"while it was leased after {attempts - 1} failed attempts {shown} were shown"
        expect(shown == attempts - 1, leasing)
        made.outbox.defer(leased, until, f"no answer to attempt {attempts}")
        entry = made.only_entry()
        counted = f"after {attempts} failed attempts {entry.attempts} were counted"
        expect(entry.attempts == attempts, counted)
        expect(entry.due_at == until, f"it was due at {entry.due_at} instead of {until}")
        made.expect_no_lease(until - TICK, _EARLY)
        now = until
    told = made.lease_one(now).attempts
    expect(told == 20, f"its next lease owner was told of {told} attempts instead of 20")


@law_of_one
def a_released_mail_counts_no_attempt(made: StorageAndOutbox) -> None:
    """A mail that was released is due again at the time said, and counts no attempt and forgets
    none.
    """
    made.queue(mail_to("one"))
    for attempts in range(5):
        now, until = NOW + attempts * MINUTE, NOW + (attempts + 1) * MINUTE
        made.outbox.release(made.lease_one(now), until)
        made.expect_no_lease(until - TICK, _EARLY)
        leased = made.lease_one(until)
        counted = f"released after {attempts} attempts it counted {leased.attempts}"
        expect(leased.attempts == attempts, counted)
        made.outbox.defer(leased, until, "busy")


@law_of_one
def a_released_mail_says_why(made: StorageAndOutbox) -> None:
    """A mail released with an error shows that error and counts no attempt; released without one,
    it keeps the error that it had.
    """
    made.queue(mail_to("one"))
    for error in ("no connection", "no connection either", *ERRORS):
        made.outbox.release(made.lease_one(), NOW, error)
        _expect_shown(made, error)
        made.outbox.release(made.lease_one(), NOW)
        _expect_shown(made, error)
    attempts = made.only_entry().attempts
    expect(attempts == 0, f"{attempts} attempts were counted")


@law_of_one
def refusals_are_counted_apart(made: StorageAndOutbox) -> None:
    """The next lease owner is told how many attempts were refusals, of all that were counted; a
    retry forgets both.
    """
    made.queue(mail_to("one"))
    counted = []
    for refused in (False, True, False, True, True):
        leased = made.lease_one()
        counted.append((leased.attempts, leased.refusals))
        made.outbox.defer(leased, NOW, "no", refused=refused)
        made.outbox.release(made.lease_one(), NOW)
    dead = made.lease_one()
    counted.append((dead.attempts, dead.refusals))
    wanted = [(0, 0), (1, 0), (2, 1), (3, 1), (4, 2), (5, 3)]
    expect(counted == wanted, f"attempts and refusals were {counted} instead of {wanted}")
    made.outbox.dead_letter(dead, "no such box")
    made.outbox.retry(dead.id, NOW)
    retried = made.lease_one()
    told = (retried.attempts, retried.refusals)
    expect(told == (0, 0), f"after a retry attempts and refusals were {told}")


@law_of_one
def errors_are_kept_whole(made: StorageAndOutbox) -> None:
    """The last error of a mail, waiting or dead, is shown as it was said, at any length and in any
    letters.
    """
    made.queue(mail_to("one"))
    for error in ERRORS:
        made.outbox.defer(made.lease_one(), NOW, error)
        _expect_shown(made, error)
        made.outbox.release(made.lease_one(), NOW)
        _expect_shown(made, error)
    for error in ERRORS:
        dead = made.lease_one()
        made.outbox.dead_letter(dead, error)
        _expect_shown(made, error)
        made.outbox.retry(dead.id, NOW)


def _expect_shown(made: StorageAndOutbox, error: str) -> None:
    shown = made.only_entry().last_error or ""
    expect(len(shown) == len(error), f"one of {len(error)} characters was shown with {len(shown)}")
    expect_same("the list", shown, error)


def _retry(outbox: Outbox, leased_mail: LeasedMail) -> None:
    outbox.dead_letter(leased_mail, "no such box")
    outbox.retry(leased_mail.id, LATER)


_WAYS_BACK: dict[str, Callable[[Outbox, LeasedMail], object]] = {
    "deferred": lambda outbox, leased_mail: outbox.defer(leased_mail, LATER, "busy"),
    "released": lambda outbox, leased_mail: outbox.release(leased_mail, LATER),
    "left by a crashed relay": lambda _outbox, _leased_mail: None,
    "retried": _retry,
}


@law_of_each(_WAYS_BACK.items())
def a_mail_stays_the_same(
    made: StorageAndOutbox, case: tuple[str, Callable[[Outbox, LeasedMail], object]]
) -> None:
    """Deferred, released, left by a crashed relay or retried, a mail keeps its id, its age and what
    it says.
    """
    name, return_ = case
    made.queue(A_MAIL)
    first = made.lease_one()
    return_(made.outbox, first)
    for seen in (made.only_entry(), made.lease_one(LATER)):
        expect(seen.id == first.id, f"{name}, it had another id")
        expect(seen.queued_at == first.queued_at, f"{name}, it had another time of queueing")
        expect(same(seen.mail, first.mail), f"{name}, it had another text")


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
def a_discarded_dead_letter_is_gone(made: StorageAndOutbox) -> None:
    """A dead letter that is discarded is deleted, and no other with it."""
    made.queue(mail_to("given-up"))
    given_up = made.lease_one()
    made.outbox.dead_letter(given_up, "no such box")
    made.queue(mail_to("dead-too"), mail_to("living"), at=NOW + TICK)
    dead_too, _ = made.outbox.lease(NOW + TICK, LEASE, 10)
    made.outbox.dead_letter(dead_too, "no such box")
    expect(made.outbox.discard(given_up.id), "discarding it was answered by False")
    left = [entry.id for entry in made.outbox.entries()]
    expect(given_up.id not in left, "it was still there")
    expect(len(left) == 2, f"{2 - len(left)} others were deleted with it")
    expect(not made.outbox.discard(given_up.id), "it was discarded twice")


@law_of_one
def only_dead_letters_are_discarded(made: StorageAndOutbox) -> None:
    """What is not dead cannot be discarded, and is not changed by trying."""
    expect(not made.outbox.discard("unknown"), "an unknown mail was discarded")
    made.queue(mail_to("one"))
    made.outbox.defer(made.lease_one(), LATER, "busy")
    waiting = made.only_entry()
    expect(not made.outbox.discard(waiting.id), "a mail that waits was discarded")
    expect(made.entries(1) == [waiting], "trying to discard a mail that waits changed it")
    leased = made.lease_one(LATER)
    expect(not made.outbox.discard(leased.id), "a leased mail was discarded")
    made.outbox.defer(leased, LATER, "busy")
    expect(made.lease_one(LATER).attempts == 2, "trying to discard a leased mail ended its lease")


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
