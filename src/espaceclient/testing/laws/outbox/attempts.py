"""Mails that did not leave at the first attempt: what is counted, what is kept, and what stays as
it was.
"""

from collections.abc import Callable

from espaceclient.ports.outbox import LeasedMail, Outbox
from espaceclient.testing.laws.difference import expect_same, same
from espaceclient.testing.laws.law import expect, law_of_each, law_of_one
from espaceclient.testing.laws.storage.fixture import LATER, NOW, StorageAndOutbox
from espaceclient.testing.samples import A_MAIL, MINUTE, TICK, mail_to

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


ATTEMPTS_LAWS = (
    a_deferred_mail_waits_and_counts,
    a_released_mail_counts_no_attempt,
    errors_are_kept_whole,
    a_mail_stays_the_same,
)
