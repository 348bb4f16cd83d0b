"""What came back otherwise than it was given: the fields that differ, in few words, for a law's
sentence.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice

from attrs import fields, has

from espaceclient.domain.mail import QueuedMail
from espaceclient.ports.outbox import LeasedMail
from espaceclient.testing.laws.law import expect

_MOST = 3
"""Fields that a sentence has room for."""
_LONGEST = 60
"""Characters of a value that a sentence has room for."""


def expect_only(source: str, found: Sequence[object], wanted: object) -> None:
    """``source`` found ``wanted`` and nothing else."""
    expect(len(found) > 0, f"{source} found nothing")
    expect(len(found) == 1, f"{source} found {len(found)} instead of one")
    expect_same(source, found[0], wanted)


def expect_same(source: str, found: object, wanted: object) -> None:
    """``source`` found ``wanted``, the same also in what its equality leaves out, such as an
    address's text.
    """
    differing = " and ".join(islice(_differences(found, wanted, ""), _MOST))
    expect(not differing, f"{source} found {differing}")


def expect_mails(leased_mails: Sequence[LeasedMail], mails: Sequence[QueuedMail]) -> None:
    """Just these mails were leased, each as it was decided, in any order."""
    leased, decided = len(leased_mails), len(mails)
    expect(leased == decided, f"{decided} were decided and {leased} queued")
    for mail in mails:
        found = any(same(leased_mail.mail, mail) for leased_mail in leased_mails)
        expect(found, f"no {type(mail).__name__} was leased as it had been decided")


def same(found: object, wanted: object) -> bool:
    """Tell whether both are the same, also in what their equality leaves out."""
    return not any(_differences(found, wanted, ""))


def _differences(found: object, wanted: object, path: str) -> Iterator[str]:
    kind = type(wanted)
    if has(kind) and type(found) is kind:
        for field in fields(kind):
            inner = f"{path}.{field.name}" if path else field.name
            yield from _differences(getattr(found, field.name), getattr(wanted, field.name), inner)
    elif found != wanted:
        yield f"{path} {_short(found)} instead of {_short(wanted)}".lstrip()


def _short(value: object) -> str:
    """Show a value, if it is long by its two ends."""
    shown = value.isoformat() if isinstance(value, datetime) else repr(value)
    half = _LONGEST // 2
    return shown if len(shown) <= _LONGEST else f"{shown[:half]}…{shown[-half:]}"
