"""The page about logs, health and metrics shows what there is."""

import json
import logging
import re
from pathlib import Path

from starlette.testclient import TestClient

from espaceclient.adapters.logs import TextLines
from espaceclient.adapters.logs.json_lines import JsonLines
from espaceclient.adapters.memory import MemoryEventFeed, MemoryStorage
from espaceclient.adapters.metrics import Metrics
from espaceclient.relay import DeliveryReport
from espaceclient.use_cases.log import FAILED, HAPPENED, LOOKED
from tests.adapters.web.world import World
from tests.docs.page import DOCS, Examples

PAGE = (DOCS / "observability.md").read_text("utf-8")


def test_the_lines_shown_are_those_that_are_logged() -> None:
    record = logging.LogRecord(
        "espaceclient.use_cases.log", logging.INFO, "", 0, "somebody signed in", (), None
    )
    record.created = 1772452800.25
    vars(record).update(answer="SignedIn", account="9f1c2ab47de05f36")
    assert f"```\n{TextLines().format(record)}\n```" in PAGE
    assert f"```json\n{JsonLines().format(record)}\n```" in PAGE


def test_every_sentence_about_a_decision_is_in_the_table_at_its_level() -> None:
    rows = dict(re.findall(r"^\| `(INFO|DEBUG)` \| (.*) \|$", PAGE, re.MULTILINE))
    happened = {*HAPPENED.values(), *FAILED.values()}
    assert set(re.findall(r'"([^"]+)"', rows["INFO"])) == happened
    assert set(re.findall(r'"([^"]+)"', rows["DEBUG"])) == set(LOOKED.values())


def test_the_health_shown_is_what_a_site_that_is_well_answers() -> None:
    answer = TestClient(World().app, base_url="http://localhost").get("/healthz")
    assert json.dumps(answer.json()) in PAGE


def test_the_table_of_metrics_is_complete() -> None:
    metrics = Metrics()
    world = World(metrics=metrics)
    metrics.watch_outbox(world.outbox, world.clock)
    metrics.watch_events(MemoryEventFeed(MemoryStorage().trail), world.clock)
    metrics.delivered(DeliveryReport())
    metrics.events_delivered(DeliveryReport())
    TestClient(world.app, base_url="http://localhost").get("/")
    told = {
        (f"{family.name}_total" if family.type == "counter" else family.name, family.documentation)
        for family in metrics.registry.collect()
        if family.name.startswith("espaceclient_")
    }
    rows = re.findall(r"^\| `(espaceclient_\w+)` \| [^|]* ?\| (.*) \|$", PAGE, re.MULTILINE)
    assert set(rows) == told


def test_the_example_for_hosts_runs(tmp_path: Path) -> None:
    assert Examples.of("observability.md").printed_in(tmp_path) == ""
