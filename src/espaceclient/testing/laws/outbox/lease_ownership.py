"""What a lease owner may report of a mail: of this one mail, in time, and once."""

from collections.abc import Callable, Sequence

from espaceclient.ports.outbox import LeasedMail, Outbox, OutboxEntry
from espaceclient.testing.laws.difference import expect_same
from espaceclient.testing.laws.law import expect, law_of_each, law_of_one
from espaceclient.testing.laws.storage.fixture import LATER, LEASE, NOW, StorageAndOutbox
from espaceclient.testing.samples import mail_to

Report = Callable[[Outbox, LeasedMail], object]

_RETURNS: dict[str, Report] = {
    "deferred": lambda outbox, leased_mail: outbox.defer(leased_mail, NOW, "busy"),
    "released": lambda outbox, leased_mail: outbox.release(leased_mail, NOW),
    "dead-lettered": lambda outbox, leased_mail: outbox.dead_letter(leased_mail, "no such box"),
}
_REPORTS: dict[str, Report] = {
    "delivered": lambda outbox, leased_mail: outbox.delivered(leased_mail),
    **_RETURNS,
}


@law_of_each(_REPORTS.items())
def a_late_lease_owner_is_ignored(made: StorageAndOutbox, case: tuple[str, Report]) -> None:
    """What a lease owner reports of a mail that another one has leased since is ignored."""
    name, report = case
    made.queue(mail_to("one"))
    late, owner = made.lease_one(), made.lease_one(LATER)
    before = made.only_entry()
    report(made.outbox, late)
    expect_same(f"after a late {name!r} the list", made.only_entry(), before)
    made.expect_no_lease(LATER, f"a late {name!r} took it from its new lease owner")
    made.outbox.delivered(owner)
    stays = f"after a late {name!r} its new lease owner could not deliver it"
    expect(not made.outbox.entries(), stays)


@law_of_one
def a_delivered_mail_is_gone(made: StorageAndOutbox) -> None:
    """A delivered mail is deleted, and never leased again."""
    made.queue(mail_to("one"), mail_to("two"))
    gone, kept = made.outbox.lease(NOW, LEASE, 10)
    made.outbox.delivered(gone)
    made.outbox.delivered(gone)
    left = [leased_mail.id for leased_mail in made.outbox.lease(LATER, LEASE, 10)]
    expect(left == [kept.id], f"{len(left)} mails were left instead of one")


@law_of_each(_REPORTS.items())
def a_report_changes_no_other_mail(made: StorageAndOutbox, case: tuple[str, Report]) -> None:
    """What a lease owner reports of one mail changes no other, also of those that it has leased in
    the same call.
    """
    name, report = case
    made.queue(*map(mail_to, ("one", "two", "three")))
    reported, *others = made.outbox.lease(NOW, LEASE, 10)
    before = _entries_of(made.outbox, others)
    report(made.outbox, reported)
    after = _entries_of(made.outbox, others)
    vanished = f"one was {name}, and {len(before) - len(after)} others vanished"
    expect(len(after) == len(before), vanished)
    for was, became in zip(before, after, strict=True):
        expect_same(f"one was {name}, and who looked at another", became, was)
    free = {leased_mail.id for leased_mail in made.outbox.lease(NOW, LEASE, 10)}
    taken = len(free & {leased_mail.id for leased_mail in others})
    expect(not taken, f"one was {name}, and {taken} others were taken from their lease owner")
    for other in others:
        made.outbox.delivered(other)
    left = _entries_of(made.outbox, others)
    expect(not left, f"one was {name}, and another could not be delivered any more")


@law_of_each(_RETURNS.items())
def a_lease_owner_reports_once(made: StorageAndOutbox, case: tuple[str, Report]) -> None:
    """Once a lease owner has returned a mail, what it reports further is ignored."""
    first, report = case
    made.queue(mail_to("one"))
    leased_mail = made.lease_one()
    report(made.outbox, leased_mail)
    before = made.only_entry()
    for then, further in _REPORTS.items():
        further(made.outbox, leased_mail)
        now = made.outbox.entries()
        expect(len(now) == 1, f"after {first!r} and then {then!r} it was lost")
        expect_same(f"after {first!r} and then {then!r} the list", now[0], before)


@law_of_one
def a_lost_lease_is_not_renewed(made: StorageAndOutbox) -> None:
    """A lease that another relay has taken over is not renewed for its old owner, whose other
    leases are.
    """
    made.queue(mail_to("one"), mail_to("two"))
    lost, kept = made.outbox.lease(NOW, LEASE, 10)
    made.outbox.renew([kept], LATER + LEASE)
    made.lease_one(LATER)
    before = _entries_of(made.outbox, [lost])
    renewed = [each.id for each in made.outbox.renew([lost, kept], LATER + 9 * LEASE)]
    expect(lost.id not in renewed, "its old owner was told that it had been renewed")
    expect(renewed == [kept.id], f"{len(renewed)} were renewed instead of the one still held")
    after = _entries_of(made.outbox, [lost])
    expect_same("after the old owner had renewed it the list", after, before)


@law_of_each(_REPORTS.items())
def a_lease_that_was_ended_is_not_renewed(made: StorageAndOutbox, case: tuple[str, Report]) -> None:
    """Once a lease owner has reported a mail, its lease cannot be renewed, and trying changes
    nothing.
    """
    name, report = case
    made.queue(mail_to("one"))
    leased_mail = made.lease_one()
    report(made.outbox, leased_mail)
    before = made.outbox.entries()
    renewed = made.outbox.renew([leased_mail], LATER)
    expect(not renewed, f"after {name!r} it was renewed")
    expect_same(f"after {name!r} and renewing the list", made.outbox.entries(), before)


def _entries_of(outbox: Outbox, leased: Sequence[LeasedMail]) -> list[OutboxEntry]:
    """List what there is of these mails, in the order in which they are leased."""
    entries = {entry.id: entry for entry in outbox.entries()}
    return [entries[leased_mail.id] for leased_mail in leased if leased_mail.id in entries]
