"""Mails that did not leave at the first try: what is counted, what is kept, and what stays as it was."""

from collections.abc import Callable

from espaceclient.ports.outbox import Envelope, Outbox
from espaceclient.testing.laws.difference import expect_same, same
from espaceclient.testing.laws.law import expect, law, opened
from espaceclient.testing.laws.outbox.holding import LATER, LEASE, MINUTE, NOW, TICK, lease_one, mail_to, only, queue
from espaceclient.testing.laws.storage.records import A_MAIL, MakeStorage

ERRORS = (
    "450 4.2.0 <jérôme@exemple.fr>: « réessayez » 'plus tard' \"SVP\"; 100 %s -- \\",
    "\U0001f4a7 deux lignes,\r\n\tpuis trois\n",
    "x" * 5000,
    "\U0001f4a7" * 5000,
)


@law
def a_mail_put_off_waits_and_counts(make: MakeStorage) -> None:
    """A mail that was put off is due again at the time said and not before, with one more try counted each time."""
    with opened(make()) as made:
        queue(made, mail_to("one"))
        now = NOW
        for tries in range(1, 21):
            until = now + tries * MINUTE
            held = lease_one(made.outbox, now)
            shown = only(made.outbox).tries
            expect(shown == tries - 1, f"while it was held after {tries - 1} failed tries {shown} were shown")
            made.outbox.put_off(held, until, f"no answer to try {tries}")
            parked = only(made.outbox)
            expect(parked.tries == tries, f"after {tries} failed tries {parked.tries} were counted")
            expect(parked.due_at == until, f"it was due at {parked.due_at} instead of {until}")
            expect(not made.outbox.lease(until - TICK, LEASE, 10), "it was leased a microsecond too early")
            now = until
        told = lease_one(made.outbox, now).tries
        expect(told == 20, f"its next holder was told of {told} tries instead of 20")


@law
def a_released_mail_counts_no_try(make: MakeStorage) -> None:
    """A mail that was given back is due again at the time said, and counts no try and forgets none."""
    with opened(make()) as made:
        queue(made, mail_to("one"))
        now = NOW
        for tries in range(5):
            until = now + MINUTE
            made.outbox.release(lease_one(made.outbox, now), until)
            expect(not made.outbox.lease(until - TICK, LEASE, 10), "it was leased a microsecond too early")
            envelope = lease_one(made.outbox, until)
            expect(envelope.tries == tries, f"given back after {tries} tries it counted {envelope.tries}")
            made.outbox.put_off(envelope, until, "busy")
            now = until


@law
def errors_are_kept_whole(make: MakeStorage) -> None:
    """The last error of a mail, waiting or dead, is shown as it was said, at any length and in any letters."""
    with opened(make()) as made:
        queue(made, mail_to("one"))
        for error in ERRORS:
            made.outbox.put_off(lease_one(made.outbox), NOW, error)
            _expect_shown(made.outbox, error)
            made.outbox.release(lease_one(made.outbox), NOW)
            _expect_shown(made.outbox, error)
        for error in ERRORS:
            dead = lease_one(made.outbox)
            made.outbox.bury(dead, error)
            _expect_shown(made.outbox, error)
            made.outbox.revive(dead.id, NOW)


@law
def a_mail_stays_the_same(make: MakeStorage) -> None:
    """Put off, given back, left by a crashed holder or revived, a mail keeps its id, its age and what it says."""
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


def _revive(outbox: Outbox, envelope: Envelope) -> None:
    outbox.bury(envelope, "no such box")
    outbox.revive(envelope.id, LATER)


_RETURNS: dict[str, Callable[[Outbox, Envelope], None]] = {
    "put off": lambda outbox, envelope: outbox.put_off(envelope, LATER, "busy"),
    "given back": lambda outbox, envelope: outbox.release(envelope, LATER),
    "left": lambda _outbox, _envelope: None,
    "revived": _revive,
}

TRIES_LAWS = (
    a_mail_put_off_waits_and_counts,
    a_released_mail_counts_no_try,
    errors_are_kept_whole,
    a_mail_stays_the_same,
)
