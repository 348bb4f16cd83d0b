"""What the holder of a mail may say of it: of this one mail, in time, and once."""

from collections.abc import Callable, Sequence

from espaceclient.ports.outbox import LeasedMail, Outbox, OutboxEntry
from espaceclient.testing.laws.difference import expect_same
from espaceclient.testing.laws.law import expect, law, opened
from espaceclient.testing.laws.outbox.samples import (
    LATER,
    LEASE,
    NOW,
    lease_one,
    mail_to,
    only,
    queue,
)
from espaceclient.testing.laws.storage.records import MakeStorage

Saying = Callable[[Outbox, LeasedMail], object]


def _delivered(outbox: Outbox, leased_mail: LeasedMail) -> None:
    outbox.delivered(leased_mail)


def _put_off(outbox: Outbox, leased_mail: LeasedMail) -> None:
    outbox.defer(leased_mail, NOW, "put off")


def _released(outbox: Outbox, leased_mail: LeasedMail) -> None:
    outbox.release(leased_mail, NOW)


def _buried(outbox: Outbox, leased_mail: LeasedMail) -> None:
    outbox.dead_letter(leased_mail, "dead_lettered")


_GIVING_BACK: dict[str, Saying] = {
    "put off": _put_off,
    "released": _released,
    "dead_lettered": _buried,
}
_SAYINGS: dict[str, Saying] = {"delivered": _delivered, **_GIVING_BACK}


@law
def a_late_holder_is_ignored(make: MakeStorage) -> None:
    """What a holder says of a mail that another one has leased since is ignored."""
    for name, saying in _SAYINGS.items():
        with opened(make()) as made:
            queue(made, mail_to("one"))
            late = lease_one(made.outbox)
            holder = lease_one(made.outbox, LATER)
            before = only(made.outbox)
            saying(made.outbox, late)
            expect_same(f"after a late {name!r} whoever looked", only(made.outbox), before)
            expect(
                not made.outbox.lease(LATER, LEASE, 10),
                f"a late {name!r} took it from its new holder",
            )
            made.outbox.delivered(holder)
            expect(
                not made.outbox.entries(),
                f"after a late {name!r} its new holder could not deliver it",
            )


@law
def a_delivered_mail_is_forgotten(make: MakeStorage) -> None:
    """A delivered mail is forgotten for good."""
    with opened(make()) as made:
        queue(made, mail_to("one"), mail_to("two"))
        gone, kept = made.outbox.lease(NOW, LEASE, 10)
        made.outbox.delivered(gone)
        made.outbox.delivered(gone)
        left = made.outbox.lease(LATER, LEASE, 10)
        expect(
            [leased_mail.id for leased_mail in left] == [kept.id],
            f"{len(left)} mails were left instead of one",
        )


@law
def what_is_said_of_one_mail_changes_no_other(make: MakeStorage) -> None:
    """What a holder says of one mail changes no other, also of those that it has leased in the same
    call.
    """
    for name, saying in _SAYINGS.items():
        with opened(make()) as made:
            queue(made, *map(mail_to, ("one", "two", "three")))
            said, *others = made.outbox.lease(NOW, LEASE, 10)
            before = _shown(made.outbox, others)
            saying(made.outbox, said)
            after = _shown(made.outbox, others)
            expect(
                len(after) == len(before),
                f"one was {name}, and {len(before) - len(after)} others vanished",
            )
            for was, became in zip(before, after, strict=True):
                expect_same(f"one was {name}, and who looked at another", became, was)
            free = {leased_mail.id for leased_mail in made.outbox.lease(NOW, LEASE, 10)}
            taken = free & {leased_mail.id for leased_mail in others}
            expect(
                not taken, f"one was {name}, and {len(taken)} others were taken from their holder"
            )
            for other in others:
                made.outbox.delivered(other)
            expect(
                not _shown(made.outbox, others),
                f"one was {name}, and another could not be delivered any more",
            )


@law
def a_holder_speaks_once(make: MakeStorage) -> None:
    """Once a holder has given a mail back, what it says further is ignored."""
    for first, saying in _GIVING_BACK.items():
        with opened(make()) as made:
            queue(made, mail_to("one"))
            leased_mail = lease_one(made.outbox)
            saying(made.outbox, leased_mail)
            before = only(made.outbox)
            for then, further in _SAYINGS.items():
                further(made.outbox, leased_mail)
                now = made.outbox.entries()
                expect(len(now) == 1, f"after {first!r} and then {then!r} it was lost")
                expect_same(f"after {first!r} and then {then!r} whoever looked", now[0], before)


def _shown(outbox: Outbox, held: Sequence[LeasedMail]) -> list[OutboxEntry]:
    """List what there is of these mails, in the order in which they are held."""
    shown = {entries.id: entries for entries in outbox.entries()}
    return [shown[leased_mail.id] for leased_mail in held if leased_mail.id in shown]


HOLDERS_LAWS = (
    a_late_holder_is_ignored,
    a_delivered_mail_is_forgotten,
    what_is_said_of_one_mail_changes_no_other,
    a_holder_speaks_once,
)
