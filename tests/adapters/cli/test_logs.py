"""What ``serve`` and ``relay`` log and count, as processes of their own."""

import json
import re
import signal
import urllib.request
from pathlib import Path

import httpx
import pytest

from tests.adapters.cli.commands import read_until, run, running
from tests.adapters.cli.test_commands import COMMUNES, empty_database, free_port, serving


@pytest.fixture
def communes(tmp_path: Path) -> Path:
    file = tmp_path / "communes.csv"
    file.write_text(COMMUNES, "utf-8")
    return file


def get(port: int, path: str) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as page:
        text: str = page.read().decode()
    return text


def ask_for_reset_links(address: str, times: int) -> None:
    with httpx.Client() as browser:
        form = re.search(r'name="csrf" value="([^"]+)"', browser.get(address).text)
        assert form
        for _ in range(times):
            browser.post(address, data={"email": "jeanne@exemple.fr", "csrf": form[1]})


def test_serving_logs_json_folds_a_flood_and_tells_its_health_and_numbers(
    tmp_path: Path, communes: Path
) -> None:
    numbers = free_port()
    lines = ("--log-format", "json", "--log-level", "warning")
    command = ("serve", "--metrics-port", str(numbers))
    with running(*lines, *command, **serving(tmp_path, communes)) as process:
        port = int(read_until(process, "Serving").rpartition(" ")[2])
        ask_for_reset_links(f"http://127.0.0.1:{port}/espace/mot-de-passe-oublie", 20)
        assert json.loads(get(port, "/espace/healthz"))["status"] == "ok"
        assert 'espaceclient_requests_total{page="health",status="2xx"} 1.0' in get(numbers, "/")
        process.send_signal(signal.SIGTERM)
        assert process.stdout is not None
        printed = process.stdout.read().splitlines()
    (flood,) = (json.loads(line) for line in printed if line.startswith("{"))
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", flood.pop("time"))
    assert flood == {
        "level": "WARNING",
        "logger": "espaceclient.use_cases.log",
        "message": "a limit was reached: a reset link was requested",
        "answer": "ResetRequested",
    }


def test_a_relay_serves_its_own_numbers(tmp_path: Path, communes: Path) -> None:
    settings = serving(tmp_path, communes) | {
        "smtp_host": "127.0.0.1",
        "mail_from": "ne-pas-repondre@exemple.fr",
    }
    numbers = free_port()
    with running("serve", **settings) as serve:
        read_until(serve, "Serving")
        with running("relay", "--metrics-port", str(numbers), **settings) as process:
            read_until(process, "Sending")
            assert 'espaceclient_mails{state="dead"} 0.0' in get(numbers, "/metrics")


def test_a_level_can_be_chosen_by_name(tmp_path: Path) -> None:
    assert run("--log-level", "loud", "purge").returncode == 2
    data = empty_database(tmp_path / "data")
    assert run("--log-level", "info", "purge", data=data).stderr == ""
    (line,) = run("--log-level", "debug", "purge", data=data).stderr.splitlines()
    assert line.partition(" ")[2] == (
        "DEBUG espaceclient.use_cases.log: expired records were deleted answer=Purged"
    )
