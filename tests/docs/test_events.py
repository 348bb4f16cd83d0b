"""The page about events prints what it shows, and lists every event."""

import re
from pathlib import Path

from espaceclient.domain.event_fields import KINDS
from tests.docs.page import DOCS, Examples


def test_the_page_prints_what_it_shows(tmp_path: Path) -> None:
    examples = Examples.of("events.md")
    assert examples.printed_in(tmp_path) == examples.shown


def test_the_table_has_every_kind_of_event_and_its_class() -> None:
    page = (DOCS / "events.md").read_text("utf-8")
    table = page.partition("| `type` |")[2].partition("\n\n")[0]
    rows = [line.split(" | ")[:2] for line in table.splitlines()[2:]]
    kinds = [kind for row in rows for kind in re.findall(r"`(\w+)`", row[0])]
    classes = [each for row in rows for each in re.findall(r"`(\w+)`", row[1])]
    listed = dict(zip(kinds, classes, strict=True))
    assert listed == {kind: event.__name__ for kind, event in KINDS.items()}
