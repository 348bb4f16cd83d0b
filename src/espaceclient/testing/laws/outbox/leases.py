"""Which relay gets a mail, and when."""

from datetime import datetime, timedelta
from functools import partial

from hypothesis import strategies as st

from espaceclient.domain.instant import FOREVER
from espaceclient.domain.mail import QueuedMail
from espaceclient.ports.outbox import LeasedMail, Outbox
from espaceclient.testing.laws.concurrent import CALLERS, MEETINGS, MOST_PASSES, at_once
from espaceclient.testing.laws.difference import expect_mails
from espaceclient.testing.laws.law import (
    expect,
    law_for_all,
    law_of_each,
    law_of_one,
    until_nothing_is_left,
)
from espaceclient.testing.laws.storage.fixture import LATER, LEASE, NOW, StorageAndOutbox
from espaceclient.testing.samples import DAY, MINUTE, TICK, mail_to, names_of
from espaceclient.testing.strategies.records import queued_mails
from espaceclient.testing.strategies.values import instants

MANY = 500
DURATIONS = (MINUTE, LEASE, DAY)


@law_for_all(st.lists(queued_mails(), min_size=1, max_size=5), instants(latest=FOREVER - LEASE))
def a_queued_mail_is_leased_as_it_was_queued(
    made: StorageAndOutbox, queued: list[QueuedMail], at: datetime
) -> None:
    """A mail is leased just as it was queued and as often, untried, with the time at which it was
    decided.
    """
    made.queue(*queued, at=at)
    made.queue(queued[0], at=at)
    leased = made.outbox.lease(at, LEASE, 10)
    expect_mails(leased, [queued[0], *queued])
    for each in leased:
        instead = f"it was said to be queued at {each.queued_at} instead of {at}"
        expect(each.queued_at == at, instead)
        expect(each.attempts == 0, f"it was said to have been tried {each.attempts} times")
    ids = {each.id for each in leased}
    expect(len(ids) == len(leased), f"{len(leased)} mails shared {len(ids)} ids")


@law_of_each(DURATIONS)
def a_leased_mail_is_nobody_elses(made: StorageAndOutbox, duration: timedelta) -> None:
    """A leased mail is nobody else's until the lease has expired."""
    made.queue(mail_to("one"))
    expect(len(made.outbox.lease(NOW, duration, 10)) == 1, "it was not leased at all")
    for after in (timedelta(0), duration / 2, duration - TICK):
        made.expect_no_lease(NOW + after, f"a second relay got it after {after}")


@law_of_one
def concurrent_relays_never_share_a_mail(made: StorageAndOutbox) -> None:
    """Of eight relays that lease at once, no two get the same mail, and together they get them
    all.
    """
    made.queue(*(mail_to(f"n{number}") for number in range(MANY)))
    met = 0
    for lapse in range(MOST_PASSES):  # at first, and when all the lease owners have fallen silent
        now = NOW + lapse * LEASE
        batches = at_once([partial(_lease_all, made.outbox, now)] * CALLERS)
        met += max(map(len, batches)) < MANY
        batches.append(_lease_all(made.outbox, now))  # they may have seen fewer than there were
        got = [leased_mail.id for batch in batches for leased_mail in batch]
        expect(len(got) == len(set(got)), f"{len(got) - len(set(got))} mails were leased twice")
        expect(len(got) == MANY, f"of {MANY} mails {len(got)} were leased")
        if met == MEETINGS:
            return


@law_of_each(DURATIONS)
def a_crashed_relay_loses_no_mail(made: StorageAndOutbox, duration: timedelta) -> None:
    """A mail whose lease owner fell silent is free again when its lease has expired, and counts no
    attempt, however often.
    """
    made.queue(mail_to("one"))
    for lapse in range(14):
        leased = made.outbox.lease(NOW + lapse * duration, duration, 10)
        free = f"{len(leased)} mails were free after {lapse} leases of {duration}"
        expect(len(leased) == 1, free)
        failed, counted = (lapse > 9) + (lapse > 11), leased[0].attempts
        expect(counted == failed, f"{counted} attempts were counted after {failed} failed ones")
        if lapse in (9, 11):  # one that failed before has silent lease owners too
            made.outbox.defer(leased[0], NOW + (lapse + 1) * duration, "busy")


@law_of_each(DURATIONS)
def a_renewed_lease_lasts(made: StorageAndOutbox, duration: timedelta) -> None:
    """A lease that is renewed, even after it has expired, lasts until the time said, and its owner
    can still report.
    """
    made.queue(mail_to("one"))
    (held,) = made.outbox.lease(NOW, LEASE, 10)
    for until in (LATER + duration, LATER + 2 * duration):
        renewed = made.outbox.renew([held], until)
        told = f"renewing the lease answered {len(renewed)} mails instead of the one held"
        expect(list(renewed) == [held], told)
        made.expect_no_lease(until - TICK, "another relay got it before the renewed lease expired")
    made.outbox.renew([held], LATER + 3 * duration)
    made.outbox.defer(held, LATER, "busy")
    expect(made.only_entry().attempts == 1, "its owner's report did not count any more")
    made.lease_one(LATER)


@law_of_one
def a_renewal_concerns_its_mails_alone(made: StorageAndOutbox) -> None:
    """Renewing some leases leaves the others of the same call as they were, and gives back what is
    renewed in order.
    """
    made.queue(*map(mail_to, ("one", "two", "three")))
    first, second, third = made.outbox.lease(NOW, LEASE, 10)
    renewed = list(made.outbox.renew([third, first], LATER + MINUTE))
    expect(renewed == [third, first], f"{names_of(renewed)} were said to be renewed")
    free = [leased_mail.id for leased_mail in made.outbox.lease(LATER, LEASE, 10)]
    expect(free == [second.id], f"{len(free)} mails were free instead of the one not renewed")


@law_of_one
def those_due_longest_come_first(made: StorageAndOutbox) -> None:
    """Mails are leased in the order in which they came due, as many as are asked for and no
    more.
    """
    for minute in (3, 1, 2, 0, 4):
        made.queue(mail_to(f"m{minute}"), at=NOW - minute * MINUTE)
    leased = [names_of(made.outbox.lease(NOW, LEASE, 2)) for _ in range(3)]
    expect(list(map(len, leased)) == [2, 2, 1], f"of five, two at a time, it leased {leased}")
    flat = [name for batch in leased for name in sorted(batch, reverse=True)]
    wrong = f"due since 4, 3, 2, 1 and 0 minutes, it leased {leased}"
    expect(flat == ["m4", "m3", "m2", "m1", "m0"], wrong)


@law_of_one
def a_mail_that_comes_back_takes_its_turn(made: StorageAndOutbox) -> None:
    """A mail deferred, released or retried takes its turn by the time at which it is due again, not
    by its age.
    """
    for minute, name in enumerate(("deferred", "released", "retried")):
        made.queue(mail_to(name), at=NOW + minute * TICK)
    deferred, released, retried = (_lease_next(made.outbox) for _ in range(3))
    made.outbox.defer(deferred, LATER + 3 * MINUTE, "busy")
    made.outbox.release(released, LATER + MINUTE)
    made.outbox.dead_letter(retried, "no such box")
    made.outbox.retry(retried.id, LATER + 2 * MINUTE)
    for minute in (0, 4):
        made.queue(mail_to(f"new-{minute}"), at=LATER + minute * MINUTE)
    turns = names_of(_lease_next(made.outbox, LATER + 5 * MINUTE) for _ in range(5))
    wanted = ["new-0", "released", "retried", "deferred", "new-4"]
    expect(turns == wanted, f"the turns were {turns}")


@law_of_one
def what_is_not_due_holds_nobody_up(made: StorageAndOutbox) -> None:
    """A mail that is due is leased at once, however many older ones are dead, leased or
    deferred.
    """
    each = 150
    made.queue(*(mail_to(f"old{number}") for number in range(3 * each)))
    for leased_mail in made.outbox.lease(NOW, LEASE, each):
        made.outbox.dead_letter(leased_mail, "no such box")
    for leased_mail in made.outbox.lease(NOW, LEASE, each):
        made.outbox.defer(leased_mail, NOW + DAY, "busy")
    made.outbox.lease(NOW, DAY, each)
    made.queue(mail_to("due"), at=LATER + TICK)
    leased = names_of(made.outbox.lease(LATER + TICK, LEASE, 1))
    expect(leased == ["due"], f"behind {each} of each kind, {leased or 'nothing'} was leased")


@law_of_one
def nothing_is_leased_before_it_is_queued(made: StorageAndOutbox) -> None:
    """A mail decided by a clock that is ahead is not due before that time."""
    made.queue(mail_to("ahead"), at=NOW)
    made.expect_no_lease(NOW - TICK, "it was leased a microsecond too early")
    made.lease_one(NOW)


def _lease_next(outbox: Outbox, now: datetime = LATER) -> LeasedMail:
    """Lease the one that is due longest."""
    leased = outbox.lease(now, LEASE, 1)
    expect(len(leased) == 1, f"asked for one of those that are due it leased {len(leased)}")
    return leased[0]


def _lease_all(outbox: Outbox, now: datetime) -> list[LeasedMail]:
    """Lease a few at a time until nothing is left."""
    return list(until_nothing_is_left(lambda: outbox.lease(now, LEASE, 3), MANY))
