"""Who gets a mail, and when."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from hypothesis import strategies as st

from espaceclient.domain.mail import Mail
from espaceclient.ports.outbox import Envelope, Outbox
from espaceclient.testing.laws.law import expect, for_all, law, opened
from espaceclient.testing.laws.outbox.holding import LATER, LEASE, NOW, TICK, lease_one, mail_to, queue
from espaceclient.testing.laws.race import RIVALS, race
from espaceclient.testing.laws.storage.records import MakeStorage, expect_queued
from espaceclient.testing.strategies.records import mails

MANY = 500


@law
def a_queued_mail_is_leased_as_it_was_queued(make: MakeStorage) -> None:
    """A mail of any kind is leased just as it was queued, untried, with the time at which it was decided."""

    def check(queued: list[Mail]) -> None:
        with opened(make()) as made:
            queue(made, *queued)
            envelopes = made.outbox.lease(NOW, LEASE, 10)
            expect_queued(envelopes, queued)
            for envelope in envelopes:
                expect(envelope.queued_at == NOW, f"it was said to be queued at {envelope.queued_at}")
                expect(envelope.tries == 0, f"it was said to have been tried {envelope.tries} times")
            ids = {envelope.id for envelope in envelopes}
            expect(len(ids) == len(queued), f"{len(queued)} mails shared {len(ids)} ids")

    for_all(st.lists(mails(), min_size=1, max_size=5), check)


@law
def a_leased_mail_is_nobody_elses(make: MakeStorage) -> None:
    """A leased mail is nobody else's until the lease has run out."""
    with opened(make()) as made:
        queue(made, mail_to("one"))
        lease_one(made.outbox)
        for moment in (NOW, LATER - TICK):
            expect(not made.outbox.lease(moment, LEASE, 10), f"a second relay got it after {moment - NOW}")


@law
def rival_relays_never_share_a_mail(make: MakeStorage) -> None:
    """Of eight relays that lease at once, no two get the same mail, and together they get them all."""
    with opened(make()) as made:
        queue(made, *(mail_to(f"n{number}") for number in range(MANY)))
        hauls = race([partial(_lease_in_turns, made.outbox)] * RIVALS)
        got = [envelope.id for haul in hauls for envelope in haul]
        expect(len(got) == len(set(got)), f"{len(got) - len(set(got))} mails were leased twice")
        expect(len(got) == MANY, f"of {MANY} mails {len(got)} were leased")


@law
def a_crashed_holder_loses_no_mail(make: MakeStorage) -> None:
    """A mail whose holder fell silent is free again when its lease has run out, and counts as untried."""
    with opened(make()) as made:
        queue(made, mail_to("one"))
        lost = lease_one(made.outbox)
        again = made.outbox.lease(LATER, LEASE, 10)
        expect([envelope.id for envelope in again] == [lost.id], f"{len(again)} mails were free")
        expect(again[0].tries == 0, f"it counted {again[0].tries} tries")


@law
def those_due_longest_come_first(make: MakeStorage) -> None:
    """Mails are leased in the order in which they came due, as many as are asked for and no more."""
    with opened(make()) as made:
        for minute in (3, 1, 2, 0, 4):
            queue(made, mail_to(f"m{minute}"), at=NOW - timedelta(minutes=minute))
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
        queue(made, mail_to("ahead"), at=NOW)
        expect(not made.outbox.lease(NOW - TICK, LEASE, 10), "it was leased a microsecond too early")
        lease_one(made.outbox, NOW)


def _lease_in_turns(outbox: Outbox) -> Sequence[Envelope]:
    haul: list[Envelope] = []
    while leased := outbox.lease(NOW, LEASE, 3):
        haul += leased
    return haul


LEASES_LAWS = (
    a_queued_mail_is_leased_as_it_was_queued,
    a_leased_mail_is_nobody_elses,
    rival_relays_never_share_a_mail,
    a_crashed_holder_loses_no_mail,
    those_due_longest_come_first,
    nothing_is_leased_before_it_is_queued,
)
