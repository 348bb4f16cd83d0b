"""Time, level and fields in every line; nothing of what a person typed in a traceback."""

import json
import logging
import sys

import pytest

from espaceclient.adapters.logs import TextLines
from espaceclient.adapters.logs.json_lines import JsonLines
from espaceclient.ports.errors import StorageUnavailable

TYPED = "jeanne@exemple.fr"
NOON = 1772452800.25  # 2026-03-02T12:00:00.250Z


def record(text: str = "somebody signed in", **fields: object) -> logging.LogRecord:
    made = logging.LogRecord("espaceclient.log", logging.INFO, "", 0, text, (), None)
    made.created = NOON
    vars(made).update(fields)
    return made


def failed(error: Exception) -> logging.LogRecord:
    """Log an error that another one led to."""
    try:
        try:
            raise KeyError(TYPED)
        except KeyError as cause:
            raise error from cause
    except Exception:  # noqa: BLE001 - whatever the test gives
        return record("it broke", exc_info=sys.exc_info())


def test_a_line_of_text_has_time_level_logger_message_and_fields() -> None:
    assert TextLines().format(record(account="3f9a", answer="SignedIn")) == (
        "2026-03-02T12:00:00.250Z INFO espaceclient.log: somebody signed in "
        "account=3f9a answer=SignedIn"
    )


def test_a_line_of_json_is_one_object() -> None:
    assert json.loads(JsonLines().format(record(account="3f9a", color_message="\x1b[1m"))) == {
        "time": "2026-03-02T12:00:00.250Z",
        "level": "INFO",
        "logger": "espaceclient.log",
        "message": "somebody signed in",
        "account": "3f9a",
    }


@pytest.mark.parametrize("lines", [TextLines(), JsonLines()])
def test_nobody_forges_a_line(lines: logging.Formatter) -> None:
    forged = record("locked\n2026-03-02T12:00:00.250Z INFO forged", path="a\r\nb\x1b[31m")
    assert lines.format(forged).isprintable()


@pytest.mark.parametrize("lines", [TextLines(), JsonLines()])
def test_a_traceback_shows_where_and_what_but_not_what_was_typed(lines: logging.Formatter) -> None:
    told = lines.format(failed(ValueError("Secret1!")))
    assert "KeyError" in told
    assert "ValueError" in told
    assert "test_formats.py" in told
    assert TYPED not in told
    assert "Secret1!" not in told


def test_the_message_of_a_port_is_shown() -> None:
    assert "StorageUnavailable: the disk is full" in TextLines().format(
        failed(StorageUnavailable("the disk is full"))
    )


def test_each_error_of_a_group_is_shown() -> None:
    group = ExceptionGroup("two at once", [ValueError("Secret1!"), TypeError("Secret1!")])
    told = TextLines().format(failed(group))
    assert "ValueError" in told
    assert "TypeError" in told
    assert "ExceptionGroup" in told
    assert "Secret1!" not in told


def test_an_error_that_was_caused_by_itself_ends() -> None:
    error = ValueError()
    error.__cause__ = error
    made = record("it broke", exc_info=(ValueError, error, None))
    assert TextLines().format(made).endswith("it broke\nValueError")


@pytest.mark.parametrize("lines", [TextLines(), JsonLines()])
def test_a_traceback_that_another_handler_wrote_is_not_taken_over(
    lines: logging.Formatter,
) -> None:
    made = failed(ValueError(TYPED))
    assert TYPED in logging.Formatter().format(made)
    assert TYPED not in lines.format(made)
