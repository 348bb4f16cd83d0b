"""A flood of the same warning is one line a minute, which says how many there were."""

import logging

from espaceclient.adapters.logs.repeats import FoldRepeats


def record(second: float, text: str = "refused", level: int = logging.WARNING) -> logging.LogRecord:
    made = logging.LogRecord("espaceclient", level, "", 0, text, (), None)
    made.created = second
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


def test_what_is_below_a_warning_always_passes() -> None:
    lines = [record(0, "somebody signed in", logging.INFO) for _ in range(3)]
    assert passed(*lines) == ["somebody signed in"] * 3


def test_a_clock_that_was_set_back_silences_nothing() -> None:
    assert passed(record(3600), record(0)) == ["refused", "refused"]
