"""A flood of the same line is one a minute, which says how many there were; what is told once is
told.
"""

import logging
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime

import pytest

from espaceclient.adapters.logs.repeats import FoldRepeats
from espaceclient.ports.errors import StorageUnavailable
from espaceclient.relay.journal import Journal
from espaceclient.use_cases.outage import Outage

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def record(second: float, text: str = "refused", *, repeats: bool = True) -> logging.LogRecord:
    made = logging.LogRecord("espaceclient", logging.WARNING, "", 0, text, (), None)
    made.created = second
    if repeats:
        vars(made).update(repeats=True)
    return made


def passed(*records: logging.LogRecord) -> list[str]:
    fold = FoldRepeats()
    return [each.getMessage() for each in records if fold.filter(each)]


def test_a_flood_is_one_line_a_minute_with_its_number() -> None:
    flood = [record(second / 500) for second in range(65_000)]  # 500 a second, for 130 s
    assert passed(*flood) == [
        "refused",
        "refused (29,999 more since the last such line)",
        "refused (29,999 more since the last such line)",
    ]


def test_the_number_is_a_field_too() -> None:
    fold = FoldRepeats()
    fold.filter(record(0))
    fold.filter(record(1))
    last = record(60)
    assert fold.filter(last)
    assert last.__dict__["repeated"] == 1


def test_what_comes_less_often_than_once_a_minute_is_left_as_it_is() -> None:
    assert passed(record(0), record(60), record(120)) == ["refused"] * 3


def test_another_text_is_not_held_back() -> None:
    assert passed(record(0), record(0, "damaged"), record(1)) == ["refused", "damaged"]


def test_what_is_not_marked_always_passes() -> None:
    lines = [record(0, "mail 1 is a dead letter", repeats=False) for _ in range(3)]
    assert passed(*lines) == ["mail 1 is a dead letter"] * 3


def test_a_clock_that_was_set_back_silences_nothing() -> None:
    assert passed(record(3600), record(0)) == ["refused", "refused"]


class Printed(logging.Handler):
    """What a handler with the filter prints."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.addFilter(FoldRepeats())

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


@pytest.fixture
def printed() -> Iterator[Printed]:
    handler = Printed()
    logging.getLogger("espaceclient").addHandler(handler)
    yield handler
    logging.getLogger("espaceclient").removeHandler(handler)


def call(outage: Outage, *, fails: bool) -> None:
    with outage.watching(StorageUnavailable):
        if fails:
            raise StorageUnavailable("the disk is full")


def test_an_outage_that_begins_again_within_a_minute_is_told_again(printed: Printed) -> None:
    storage = Outage("The storage cannot be written", "The storage can be written again")
    for fails in (True, False, True):
        with suppress(StorageUnavailable):
            call(storage, fails=fails)
    assert printed.lines == [
        "The storage cannot be written: the disk is full",
        "The storage can be written again",
        "The storage cannot be written: the disk is full",
    ]


def test_an_outage_of_the_mail_server_that_begins_again_is_told_again(printed: Printed) -> None:
    mails = Journal("mail", "sent")
    mails.outage_lasts(NOON, "no route", [])
    mails.outage_over(NOON)
    mails.outage_lasts(NOON, "timed out", [])
    assert [line for line in printed.lines if line.startswith("no mail")] == [
        "no mail can be sent: no route",
        "no mail can be sent: timed out",
    ]
