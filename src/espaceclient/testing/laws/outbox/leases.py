"""Who gets a mail, and when."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from hypothesis import strategies as st

from espaceclient.domain.instant import FOREVER
from espaceclient.domain.mail import Mail
from espaceclient.ports.outbox import LeasedMail, Outbox
from espaceclient.testing.laws.law import expect, for_all, law, opened
from espaceclient.testing.laws.outbox.samples import (
    LATER,
    LEASE,
    MINUTE,
    NOW,
    TICK,
    lease_one,
    mail_to,
    queue,
    to,
)
from espaceclient.testing.laws.race import RIVALS, race
from espaceclient.testing.laws.storage.records import MakeStorage, expect_queued
from espaceclient.testing.strategies.records import mails
from espaceclient.testing.strategies.values import instants

MANY = 500
DURATIONS = (MINUTE, LEASE, timedelta(days=1))


@law
def a_queued_mail_is_leased_as_it_was_queued(make: MakeStorage) -> None:
    """A mail is leased just as it was queued and as often, untried, with the time at which it was
    decided.
    """

    def check(drawn: tuple[list[Mail], datetime]) -> None:
        (first, *others), at = drawn
        with opened(make()) as made:
            queue(made, first, *others, at=at)
            queue(made, first, at=at)
            leased_mails = made.outbox.lease(at, LEASE, 10)
            expect_queued(leased_mails, [first, first, *others])
            for leased_mail in leased_mails:
                expect(
                    leased_mail.queued_at == at,
                    f"it was said to be queued at {leased_mail.queued_at} instead of {at}",
                )
                expect(
                    leased_mail.attempts == 0,
                    f"it was said to have been tried {leased_mail.attempts} times",
                )
            ids = {leased_mail.id for leased_mail in leased_mails}
            expect(
                len(ids) == len(leased_mails), f"{len(leased_mails)} mails shared {len(ids)} ids"
            )

    for_all(
        st.tuples(st.lists(mails(), min_size=1, max_size=5), instants(latest=FOREVER - LEASE)),
        check,
    )


@law
def a_leased_mail_is_nobody_elses(make: MakeStorage) -> None:
    """A leased mail is nobody else's until the lease has run out."""
    for duration in DURATIONS:
        with opened(make()) as made:
            queue(made, mail_to("one"))
            expect(len(made.outbox.lease(NOW, duration, 10)) == 1, "it was not leased at all")
            for after in (timedelta(0), duration / 2, duration - TICK):
                expect(
                    not made.outbox.lease(NOW + after, LEASE, 10),
                    f"a second relay got it after {after}",
                )


@law
def rival_relays_never_share_a_mail(make: MakeStorage) -> None:
    """Of eight relays that lease at once, no two get the same mail, and together they get them
    all.
    """
    with opened(make()) as made:
        queue(made, *(mail_to(f"n{number}") for number in range(MANY)))
        for now in (NOW, LATER):  # at first, and when all their holders have fallen silent
            hauls = race([partial(_lease_in_turns, made.outbox, now)] * RIVALS)
            hauls.append(
                _lease_in_turns(made.outbox, now)
            )  # rivals may have seen fewer than there were
            got = [leased_mail.id for haul in hauls for leased_mail in haul]
            expect(len(got) == len(set(got)), f"{len(got) - len(set(got))} mails were leased twice")
            expect(len(got) == MANY, f"of {MANY} mails {len(got)} were leased")


@law
def a_crashed_holder_loses_no_mail(make: MakeStorage) -> None:
    """A mail whose holder fell silent is free again when its lease has run out, and counts no try,
    however often.
    """
    for duration in DURATIONS:
        with opened(make()) as made:
            queue(made, mail_to("one"))
            for lapse in range(14):
                leased = made.outbox.lease(NOW + lapse * duration, duration, 10)
                expect(
                    len(leased) == 1,
                    f"{len(leased)} mails were free after {lapse} leases of {duration}",
                )
                failed = (lapse > 9) + (lapse > 11)
                expect(
                    leased[0].attempts == failed,
                    f"{leased[0].attempts} attempts were counted after {failed} failed ones",
                )
                if lapse in (9, 11):  # one that failed before has silent holders too
                    made.outbox.defer(leased[0], NOW + (lapse + 1) * duration, "busy")


@law
def those_due_longest_come_first(make: MakeStorage) -> None:
    """Mails are leased in the order in which they came due, as many as are asked for and no
    more.
    """
    with opened(make()) as made:
        for minute in (3, 1, 2, 0, 4):
            queue(made, mail_to(f"m{minute}"), at=NOW - minute * MINUTE)
        leased = [list(map(to, made.outbox.lease(NOW, LEASE, 2))) for _ in range(3)]
        flat = [name for batch in leased for name in sorted(batch, reverse=True)]
        expect(
            [len(batch) for batch in leased] == [2, 2, 1],
            f"of five, two at a time, it leased {leased}",
        )
        expect(
            flat == ["m4", "m3", "m2", "m1", "m0"],
            f"due since 4, 3, 2, 1 and 0 minutes, it leased {leased}",
        )


@law
def a_mail_that_comes_back_takes_its_turn(make: MakeStorage) -> None:
    """A mail put off, given back or revived takes its turn by the time at which it is due again,
    not by its age.
    """
    with opened(make()) as made:
        for minute, name in enumerate(("put off", "given back", "revived")):
            queue(made, mail_to(name.replace(" ", "-")), at=NOW + minute * TICK)
        defer, given_back, revived = (_lease_next(made.outbox) for _ in range(3))
        made.outbox.defer(defer, LATER + 3 * MINUTE, "busy")
        made.outbox.release(given_back, LATER + MINUTE)
        made.outbox.dead_letter(revived, "no such box")
        made.outbox.retry(revived.id, LATER + 2 * MINUTE)
        for minute in (0, 4):
            queue(made, mail_to(f"new-{minute}"), at=LATER + minute * MINUTE)
        turns = [to(_lease_next(made.outbox, LATER + 5 * MINUTE)) for _ in range(5)]
        expect(
            turns == ["new-0", "given-back", "revived", "put-off", "new-4"],
            f"the turns were {turns}",
        )


@law
def what_is_not_due_holds_nobody_up(make: MakeStorage) -> None:
    """A mail that is due is leased at once, however many older ones are dead, leased or put off."""
    each = 150
    with opened(make()) as made:
        queue(made, *(mail_to(f"old{number}") for number in range(3 * each)))
        for leased_mail in made.outbox.lease(NOW, LEASE, each):
            made.outbox.dead_letter(leased_mail, "no such box")
        for leased_mail in made.outbox.lease(NOW, LEASE, each):
            made.outbox.defer(leased_mail, NOW + timedelta(days=1), "busy")
        made.outbox.lease(NOW, timedelta(days=1), each)
        queue(made, mail_to("due"), at=LATER + TICK)
        leased = list(map(to, made.outbox.lease(LATER + TICK, LEASE, 1)))
        expect(leased == ["due"], f"behind {each} of each kind, {leased or 'nothing'} was leased")


@law
def nothing_is_leased_before_it_is_queued(make: MakeStorage) -> None:
    """A mail decided by a clock that is ahead is not due before that time."""
    with opened(make()) as made:
        queue(made, mail_to("ahead"), at=NOW)
        expect(
            not made.outbox.lease(NOW - TICK, LEASE, 10), "it was leased a microsecond too early"
        )
        lease_one(made.outbox, NOW)


def _lease_next(outbox: Outbox, now: datetime = LATER) -> LeasedMail:
    """Lease the one that is due longest."""
    leased = outbox.lease(now, LEASE, 1)
    expect(len(leased) == 1, f"asked for one of those that are due it leased {len(leased)}")
    return leased[0]


def _lease_in_turns(outbox: Outbox, now: datetime) -> Sequence[LeasedMail]:
    """Lease until nothing is left."""
    haul: list[LeasedMail] = []
    while leased := outbox.lease(now, LEASE, 3):
        haul += leased
    return haul


LEASES_LAWS = (
    a_queued_mail_is_leased_as_it_was_queued,
    a_leased_mail_is_nobody_elses,
    rival_relays_never_share_a_mail,
    a_crashed_holder_loses_no_mail,
    those_due_longest_come_first,
    a_mail_that_comes_back_takes_its_turn,
    what_is_not_due_holds_nobody_up,
    nothing_is_leased_before_it_is_queued,
)
