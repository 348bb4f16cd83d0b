"""Mails that did not leave at the first try: what is counted, what is kept, and what stays as it
was.
"""

from collections.abc import Callable

from espaceclient.ports.outbox import LeasedMail, Outbox
from espaceclient.testing.laws.difference import expect_same, same
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
)
from espaceclient.testing.laws.storage.records import A_MAIL, MakeStorage

ERRORS = (
    "450 4.2.0 <jérôme@exemple.fr>: « réessayez » 'plus tard' \"SVP\"; 100 %s -- \\",
    "\U0001f4a7 deux lignes,\r\n\tpuis trois\n",
    "x" * 5000,
    "\U0001f4a7" * 5000,
)


@law
def a_mail_put_off_waits_and_counts(make: MakeStorage) -> None:
    """A mail that was put off is due again at the time said and not before, with one more try
    counted each time.
    """
    with opened(make()) as made:
        queue(made, mail_to("one"))
        now = NOW
        for attempts in range(1, 21):
            until = now + attempts * MINUTE
            held = lease_one(made.outbox, now)
            shown = only(made.outbox).attempts
            expect(
                shown == attempts - 1,
                f"while it was held after {attempts - 1} failed attempts {shown} were shown",
            )
            made.outbox.defer(held, until, f"no answer to try {attempts}")
            entries = only(made.outbox)
            expect(
                entries.attempts == attempts,
                f"after {attempts} failed attempts {entries.attempts} were counted",
            )
            expect(entries.due_at == until, f"it was due at {entries.due_at} instead of {until}")
            expect(
                not made.outbox.lease(until - TICK, LEASE, 10),
                "it was leased a microsecond too early",
            )
            now = until
        told = lease_one(made.outbox, now).attempts
        expect(told == 20, f"its next holder was told of {told} attempts instead of 20")


@law
def a_released_mail_counts_no_try(make: MakeStorage) -> None:
    """A mail that was given back is due again at the time said, and counts no try and forgets
    none.
    """
    with opened(make()) as made:
        queue(made, mail_to("one"))
        now = NOW
        for attempts in range(5):
            until = now + MINUTE
            made.outbox.release(lease_one(made.outbox, now), until)
            expect(
                not made.outbox.lease(until - TICK, LEASE, 10),
                "it was leased a microsecond too early",
            )
            leased_mail = lease_one(made.outbox, until)
            expect(
                leased_mail.attempts == attempts,
                f"given back after {attempts} attempts it counted {leased_mail.attempts}",
            )
            made.outbox.defer(leased_mail, until, "busy")
            now = until


@law
def errors_are_kept_whole(make: MakeStorage) -> None:
    """The last error of a mail, waiting or dead, is shown as it was said, at any length and in any
    letters.
    """
    with opened(make()) as made:
        queue(made, mail_to("one"))
        for error in ERRORS:
            made.outbox.defer(lease_one(made.outbox), NOW, error)
            _expect_shown(made.outbox, error)
            made.outbox.release(lease_one(made.outbox), NOW)
            _expect_shown(made.outbox, error)
        for error in ERRORS:
            dead = lease_one(made.outbox)
            made.outbox.dead_letter(dead, error)
            _expect_shown(made.outbox, error)
            made.outbox.retry(dead.id, NOW)


@law
def a_mail_stays_the_same(make: MakeStorage) -> None:
    """Put off, given back, left by a crashed holder or revived, a mail keeps its id, its age and
    what it says.
    """
    for name, return_ in _RETURNS.items():
        with opened(make()) as made:
            queue(made, A_MAIL, at=NOW)
            first = lease_one(made.outbox)
            return_(made.outbox, first)
            for seen in (only(made.outbox), lease_one(made.outbox, LATER)):
                for what, now, before in (
                    ("id", seen.id, first.id),
                    ("time of queueing", seen.queued_at, first.queued_at),
                    ("text", seen.mail, first.mail),
                ):
                    expect(same(now, before), f"{name}, it had another {what}")


def _expect_shown(outbox: Outbox, error: str) -> None:
    shown = only(outbox).last_error or ""
    expect(len(shown) == len(error), f"one of {len(error)} characters was shown with {len(shown)}")
    expect_same("whoever looked", shown, error)


def _revive(outbox: Outbox, leased_mail: LeasedMail) -> None:
    outbox.dead_letter(leased_mail, "no such box")
    outbox.retry(leased_mail.id, LATER)


_RETURNS: dict[str, Callable[[Outbox, LeasedMail], None]] = {
    "put off": lambda outbox, leased_mail: outbox.defer(leased_mail, LATER, "busy"),
    "given back": lambda outbox, leased_mail: outbox.release(leased_mail, LATER),
    "left": lambda _outbox, _envelope: None,
    "revived": _revive,
}

TRIES_LAWS = (
    a_mail_put_off_waits_and_counts,
    a_released_mail_counts_no_try,
    errors_are_kept_whole,
    a_mail_stays_the_same,
)
