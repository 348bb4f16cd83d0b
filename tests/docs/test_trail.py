"""The page of the trail has every event with its fields, and explains in the words of the texts."""

import re
from zoneinfo import ZoneInfo

import attrs

from espaceclient.adapters.wording import TrailWording
from espaceclient.domain.event_fields import KINDS
from tests.docs.page import DOCS

PAGE = (DOCS / "trail.md").read_text("utf-8")
ROW = re.compile(r"^\| `(\w+)` \| [^|]+ \| ((?:`\w+`(?:, )?)+) \|$", re.MULTILINE)


def test_the_table_has_every_event_with_its_fields() -> None:
    told = {kind: re.findall(r"`(\w+)`", fields) for kind, fields in ROW.findall(PAGE)}
    there = {kind: [field.name for field in attrs.fields(event)] for kind, event in KINDS.items()}
    assert told == there


def test_what_is_explained_is_said_in_the_words_of_the_texts() -> None:
    texts = TrailWording.french(ZoneInfo("UTC")).texts
    words = "|".join(re.sub(r"\\\{.*?\\\}", ".+?", re.escape(text)) for text in texts.values())
    blocks = re.findall(r"```text\n(.*?)```", PAGE, re.DOTALL)
    lines = [line.partition("\u00a0: ")[2] or line for text in blocks for line in text.splitlines()]
    assert len(blocks) == 6
    assert [line for line in lines if not re.fullmatch(f"(?:(?:{words}) ?)+", line)] == []
