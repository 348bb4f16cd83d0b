"""The laws of an outbox. ``make`` gives a new, empty storage and the outbox that it queues into."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial

from hypothesis import strategies as st

from espaceclient.domain.mail import AccountConfirmedMail, Mail
from espaceclient.ports.outbox import Envelope, Outbox, Parked
from espaceclient.testing.laws.law import expect, for_all, law, opened
from espaceclient.testing.laws.race import RIVALS, race
from espaceclient.testing.laws.storage.records import (
    NOTHING_SEEN,
    MakeStorage,
    StorageAndOutbox,
    saving,
    whole,
)
from espaceclient.testing.strategies.records import mails
from espaceclient.testing.strategies.values import email_address

NOW = datetime.fromisoformat("2026-03-01T08:00:00.000001+00:00")
LEASE = timedelta(minutes=10)
LATER = NOW + LEASE
TICK = timedelta(microseconds=1)
MANY = 500


@law
def a_queued_mail_is_leased_as_it_was_queued(make: MakeStorage) -> None:
    """A mail of any kind is leased just as it was queued, untried, with the time at which it was decided."""

    def check(queued: list[Mail]) -> None:
        with opened(make()) as made:
            _queue(made, *queued)
            envelopes = made.outbox.lease(NOW, LEASE, 10)
            found, wanted = [whole(envelope.mail) for envelope in envelopes], [whole(mail) for mail in queued]
            expect(len(found) == len(wanted), f"{len(wanted)} were queued and {len(found)} leased")
            expect(all(mail in found for mail in wanted), f"{queued} were queued and {envelopes} leased")
            for envelope in envelopes:
                expect((envelope.queued_at, envelope.tries) == (NOW, 0), f"it was leased as {envelope}")
            ids = {envelope.id for envelope in envelopes}
            expect(len(ids) == len(queued), f"{len(queued)} mails shared {len(ids)} ids")

    for_all(st.lists(mails(), min_size=1, max_size=5), check)


@law
def a_leased_mail_is_nobody_elses(make: MakeStorage) -> None:
    """A leased mail is nobody else's until the lease has run out."""
    with opened(make()) as made:
        _queue(made, _mail("one"))
        _lease_one(made.outbox)
        for moment in (NOW, LATER - TICK):
            expect(not made.outbox.lease(moment, LEASE, 10), f"a second relay got it after {moment - NOW}")


@law
def rival_relays_never_share_a_mail(make: MakeStorage) -> None:
    """Of eight relays that lease at once, no two get the same mail, and together they get them all."""
    with opened(make()) as made:
        _queue(made, *(_mail(f"n{number}") for number in range(MANY)))
        hauls = race([partial(_lease_in_turns, made.outbox)] * RIVALS)
        got = [envelope.id for haul in hauls for envelope in haul]
        expect(len(got) == len(set(got)), f"{len(got) - len(set(got))} mails were leased twice")
        expect(len(got) == MANY, f"of {MANY} mails {len(got)} were leased")


@law
def a_crashed_holder_loses_no_mail(make: MakeStorage) -> None:
    """A mail whose holder fell silent is free again when its lease has run out, and counts as untried."""
    with opened(make()) as made:
        _queue(made, _mail("one"))
        lost = _lease_one(made.outbox)
        again = made.outbox.lease(LATER, LEASE, 10)
        expect([envelope.id for envelope in again] == [lost.id], f"{len(again)} mails were free")
        expect(again[0].tries == 0, f"it counted {again[0].tries} tries")


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
            _queue(made, _mail("one"))
            late = _lease_one(made.outbox)
            holder = _lease_one(made.outbox, LATER)
            saying(made.outbox, late)
            parked = _only(made.outbox)
            expect(not parked.dead and parked.tries == 0, f"it was changed into {parked}")
            expect(not made.outbox.lease(LATER, LEASE, 10), "it was taken away from its new holder")
            made.outbox.delivered(holder)
            expect(not made.outbox.parked(), "its new holder could not deliver it any more")


@law
def a_delivered_mail_is_forgotten(make: MakeStorage) -> None:
    """A delivered mail is forgotten for good, and no other with it."""
    with opened(make()) as made:
        _queue(made, _mail("one"), _mail("two"))
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
        _queue(made, _mail("one"))
        for tries in (1, 2):
            made.outbox.put_off(_lease_one(made.outbox, NOW if tries == 1 else until), until, "later é")
            parked = _only(made.outbox)
            expect(parked.tries == tries, f"after {tries} failed tries {parked.tries} were counted")
            expect(parked.due_at == until, f"it was due at {parked.due_at} instead of {until}")
            expect(parked.last_error == "later é", f"its error was kept as {parked.last_error!r}")
            expect(not made.outbox.lease(until - TICK, LEASE, 10), "it was leased a microsecond too early")
        expect(_lease_one(made.outbox, until).tries == 2, "its next holder was not told of both tries")


@law
def a_released_mail_counts_no_try(make: MakeStorage) -> None:
    """A mail that was given back is due again at the time said, and counts no try."""
    until = NOW + timedelta(minutes=1)
    with opened(make()) as made:
        _queue(made, _mail("one"))
        made.outbox.release(_lease_one(made.outbox), until)
        expect(not made.outbox.lease(until - TICK, LEASE, 10), "it was leased a microsecond too early")
        envelope = _lease_one(made.outbox, until)
        expect(envelope.tries == 0, f"it counted {envelope.tries} tries")


@law
def a_holder_speaks_once(make: MakeStorage) -> None:
    """Once a holder has given a mail back, what it says further is ignored."""
    with opened(make()) as made:
        _queue(made, _mail("one"))
        envelope = _lease_one(made.outbox)
        made.outbox.put_off(envelope, LATER, "first")
        made.outbox.bury(envelope, "second")
        made.outbox.put_off(envelope, NOW, "third")
        made.outbox.delivered(envelope)
        parked = made.outbox.parked()
        expect(len(parked) == 1, "the mail was lost")
        kept = (parked[0].tries, parked[0].dead, parked[0].last_error, parked[0].due_at)
        expect(kept == (1, False, "first", LATER), f"tries, dead, error and due time became {kept}")


@law
def a_dead_mail_blocks_nobody(make: MakeStorage) -> None:
    """A dead mail is never leased, stays to be seen with its error, and blocks no other."""
    with opened(make()) as made:
        _queue(made, _mail("dead"))
        made.outbox.bury(_lease_one(made.outbox), "no such box")
        _queue(made, _mail("living"))
        for moment in (NOW, LATER, NOW + timedelta(days=365)):
            leased = [envelope.mail.to.text for envelope in made.outbox.lease(moment, LEASE, 1)]
            expect(leased == ["living@exemple.fr"], f"beside it, {leased} was leased")
        seen = [(parked.dead, parked.tries, parked.last_error) for parked in made.outbox.parked() if parked.dead]
        expect(seen == [(True, 1, "no such box")], f"dead, tries and error were shown as {seen}")


@law
def a_revived_mail_starts_anew(make: MakeStorage) -> None:
    """A dead mail that is revived is due at once, its tries forgotten."""
    with opened(make()) as made:
        _queue(made, _mail("dead"))
        made.outbox.put_off(_lease_one(made.outbox), NOW, "once")
        dead = _lease_one(made.outbox)
        made.outbox.bury(dead, "twice")
        expect(made.outbox.revive(dead.id, LATER), "reviving it was answered by False")
        parked = _only(made.outbox)
        expect((parked.dead, parked.tries, parked.due_at) == (False, 0, LATER), f"it was shown as {parked}")
        made.outbox.delivered(dead)
        expect(not made.outbox.lease(LATER - TICK, LEASE, 10), "it was leased before it was due")
        expect(_lease_one(made.outbox, LATER).tries == 0, "its tries were not forgotten")


@law
def only_the_dead_are_revived(make: MakeStorage) -> None:
    """What is not dead cannot be revived, and is not changed by trying."""
    with opened(make()) as made:
        expect(not made.outbox.revive("unknown", NOW), "an unknown mail was revived")
        _queue(made, _mail("one"))
        envelope = _lease_one(made.outbox)
        expect(not made.outbox.revive(envelope.id, NOW), "a leased mail was revived")
        expect(not made.outbox.lease(NOW, LEASE, 10), "trying to revive a leased mail took it from its holder")
        made.outbox.delivered(envelope)
        expect(not made.outbox.revive(envelope.id, NOW), "a delivered mail was revived")


@law
def those_due_longest_come_first(make: MakeStorage) -> None:
    """Mails are leased in the order in which they came due, as many as are asked for and no more."""
    with opened(make()) as made:
        for minute in (3, 1, 2, 0, 4):
            _queue(made, _mail(f"m{minute}"), at=NOW - timedelta(minutes=minute))
        leased = [
            [envelope.mail.to.text.partition("@")[0] for envelope in made.outbox.lease(NOW, LEASE, 2)]
            for _ in range(3)
        ]
        flat = [name for batch in leased for name in sorted(batch, reverse=True)]
        expect([len(batch) for batch in leased] == [2, 2, 1], f"of five, two at a time, it leased {leased}")
        expect(flat == ["m4", "m3", "m2", "m1", "m0"], f"due since 4, 3, 2, 1 and 0 minutes, it leased {leased}")


@law
def nothing_is_leased_before_it_is_queued(make: MakeStorage) -> None:
    """A mail decided by a clock that is ahead is not due before that time."""
    with opened(make()) as made:
        _queue(made, _mail("ahead"), at=NOW)
        expect(not made.outbox.lease(NOW - TICK, LEASE, 10), "it was leased a microsecond too early")
        _lease_one(made.outbox, NOW)


@law
def parked_shows_all_that_is_there(make: MakeStorage) -> None:
    """Whoever lists the outbox sees each mail that waits, is leased or is dead, oldest first, up to the bound."""
    with opened(make()) as made:
        for minute in (2, 4, 1, 3):
            _queue(made, _mail(f"m{minute}"), at=NOW - timedelta(minutes=minute))
        oldest, second = made.outbox.lease(NOW, LEASE, 2)
        made.outbox.bury(oldest, "dead")
        names = [parked.mail.to.text.partition("@")[0] for parked in made.outbox.parked()]
        expect(names == ["m4", "m3", "m2", "m1"], f"it showed {names}")
        times = [parked.queued_at for parked in made.outbox.parked()]
        expect(times == [NOW - timedelta(minutes=minute) for minute in (4, 3, 2, 1)], f"queued times were {times}")
        few = [parked.mail.to.text.partition("@")[0] for parked in made.outbox.parked(at_most=3)]
        expect(few == ["m4", "m3", "m2"], f"asked for three at most it showed {few}")
        made.outbox.delivered(second)
        left = [parked.dead for parked in made.outbox.parked()]
        expect(left == [True, False, False], f"one dead and two that wait were shown as {left}")


def _mail(name: str) -> Mail:
    return AccountConfirmedMail(email_address(f"{name}@exemple.fr"))


def _queue(made: StorageAndOutbox, *queued: Mail, at: datetime = NOW) -> None:
    made.storage.commit(saving(queue=queued, at=at), NOTHING_SEEN)


def _lease_one(outbox: Outbox, now: datetime = NOW) -> Envelope:
    leased = outbox.lease(now, LEASE, 10)
    expect(len(leased) == 1, f"one mail was due and {len(leased)} were leased")
    return leased[0]


def _lease_in_turns(outbox: Outbox) -> Sequence[Envelope]:
    haul: list[Envelope] = []
    while leased := outbox.lease(NOW, LEASE, 3):
        haul += leased
    return haul


def _only(outbox: Outbox) -> Parked:
    parked = outbox.parked()
    expect(len(parked) == 1, f"one mail was there and {len(parked)} were shown")
    return parked[0]


OUTBOX_LAWS = (
    a_queued_mail_is_leased_as_it_was_queued,
    a_leased_mail_is_nobody_elses,
    rival_relays_never_share_a_mail,
    a_crashed_holder_loses_no_mail,
    a_late_holder_is_ignored,
    a_delivered_mail_is_forgotten,
    a_mail_put_off_waits_and_counts,
    a_released_mail_counts_no_try,
    a_holder_speaks_once,
    a_dead_mail_blocks_nobody,
    a_revived_mail_starts_anew,
    only_the_dead_are_revived,
    those_due_longest_come_first,
    nothing_is_leased_before_it_is_queued,
    parked_shows_all_that_is_there,
)
