"""What the holder of a mail may say of it: delivered, put off, given back, once."""

from collections.abc import Callable
from datetime import timedelta

from espaceclient.ports.outbox import Envelope, Outbox
from espaceclient.testing.laws.law import expect, law, opened
from espaceclient.testing.laws.outbox.holding import LATER, LEASE, NOW, TICK, lease_one, mail_to, only, queue
from espaceclient.testing.laws.storage.records import MakeStorage


@law
def a_late_holder_is_ignored(make: MakeStorage) -> None:
    """What a holder says of a mail that another one has leased since is ignored."""
    sayings: tuple[Callable[[Outbox, Envelope], object], ...] = (
        lambda outbox, late: outbox.delivered(late),
        lambda outbox, late: outbox.put_off(late, NOW, "late"),
        lambda outbox, late: outbox.release(late, NOW),
        lambda outbox, late: outbox.bury(late, "late"),
    )
    for saying in sayings:
        with opened(make()) as made:
            queue(made, mail_to("one"))
            late = lease_one(made.outbox)
            holder = lease_one(made.outbox, LATER)
            saying(made.outbox, late)
            parked = only(made.outbox)
            kept = (parked.dead, parked.tries)
            expect(kept == (False, 0), f"dead and tries became {kept}")
            expect(not made.outbox.lease(LATER, LEASE, 10), "it was taken away from its new holder")
            made.outbox.delivered(holder)
            expect(not made.outbox.parked(), "its new holder could not deliver it any more")


@law
def a_delivered_mail_is_forgotten(make: MakeStorage) -> None:
    """A delivered mail is forgotten for good, and no other with it."""
    with opened(make()) as made:
        queue(made, mail_to("one"), mail_to("two"))
        gone, kept = made.outbox.lease(NOW, LEASE, 10)
        made.outbox.delivered(gone)
        made.outbox.delivered(gone)
        left = made.outbox.lease(LATER, LEASE, 10)
        expect([envelope.id for envelope in left] == [kept.id], f"{len(left)} mails were left instead of one")


@law
def a_mail_put_off_waits_and_counts(make: MakeStorage) -> None:
    """A mail that was put off is due again at the time said and not before, with one more try counted."""
    until = NOW + timedelta(hours=3)
    with opened(make()) as made:
        queue(made, mail_to("one"))
        for tries in (1, 2):
            made.outbox.put_off(lease_one(made.outbox, NOW if tries == 1 else until), until, "later é")
            parked = only(made.outbox)
            expect(parked.tries == tries, f"after {tries} failed tries {parked.tries} were counted")
            expect(parked.due_at == until, f"it was due at {parked.due_at} instead of {until}")
            expect(parked.last_error == "later é", f"its error was kept as {parked.last_error!r}")
            expect(not made.outbox.lease(until - TICK, LEASE, 10), "it was leased a microsecond too early")
        expect(lease_one(made.outbox, until).tries == 2, "its next holder was not told of both tries")


@law
def a_released_mail_counts_no_try(make: MakeStorage) -> None:
    """A mail that was given back is due again at the time said, and counts no try."""
    until = NOW + timedelta(minutes=1)
    with opened(make()) as made:
        queue(made, mail_to("one"))
        made.outbox.release(lease_one(made.outbox), until)
        expect(not made.outbox.lease(until - TICK, LEASE, 10), "it was leased a microsecond too early")
        envelope = lease_one(made.outbox, until)
        expect(envelope.tries == 0, f"it counted {envelope.tries} tries")


@law
def a_holder_speaks_once(make: MakeStorage) -> None:
    """Once a holder has given a mail back, what it says further is ignored."""
    with opened(make()) as made:
        queue(made, mail_to("one"))
        envelope = lease_one(made.outbox)
        made.outbox.put_off(envelope, LATER, "first")
        made.outbox.bury(envelope, "second")
        made.outbox.put_off(envelope, NOW, "third")
        made.outbox.delivered(envelope)
        parked = made.outbox.parked()
        expect(len(parked) == 1, "the mail was lost")
        kept = (parked[0].tries, parked[0].dead, parked[0].last_error, parked[0].due_at)
        expect(kept == (1, False, "first", LATER), f"tries, dead, error and due time became {kept}")


HOLDERS_LAWS = (
    a_late_holder_is_ignored,
    a_delivered_mail_is_forgotten,
    a_mail_put_off_waits_and_counts,
    a_released_mail_counts_no_try,
    a_holder_speaks_once,
)
