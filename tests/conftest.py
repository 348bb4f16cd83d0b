"""Hypothesis profiles, and no skipped test where ``CI`` is set.

``dev``, the default outside CI, draws a quarter of the examples, others each time; ``full`` draws
them all; ``ci`` draws them all, the same ones each time. Choose one with
``pytest --hypothesis-profile=full``.
"""

import os
import sys
from collections.abc import Generator, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "full", max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("ci", settings.get_profile("full"), derandomize=True, print_blob=True)
settings.register_profile("dev", settings.get_profile("full"), max_examples=25)
settings.load_profile("ci" if os.environ.get("CI") else "dev")

TESTS_OF_THE_KIT = Path(__file__).parent / "testing"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Run the kit's own tests under ``ci`` everywhere: what it must find, it finds each time.

    ``ESPACECLIENT_HISTORIES`` asks for new histories, so that the loaded profile stays.
    """
    if TESTS_OF_THE_KIT not in item.path.parents or "ESPACECLIENT_HISTORIES" in os.environ:
        return (yield)
    loaded = settings.get_current_profile_name()
    settings.load_profile("ci")
    try:
        with _unmeasured() if item.get_closest_marker("unmeasured") else nullcontext():
            return (yield)
    finally:
        settings.load_profile(loaded)


@contextmanager
def _unmeasured() -> Iterator[None]:
    """Have coverage, if it runs, look away."""
    loaded = sys.modules.get("coverage")
    measuring = loaded and loaded.Coverage.current()
    if not measuring:
        yield
        return
    measuring.stop()
    try:
        yield
    finally:
        measuring.start()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if os.environ.get("CI") and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
    return report


def pytest_sessionfinish() -> None:
    """Stop the PostgreSQL server that tests have started."""
    if fixture := sys.modules.get("tests.postgres_fixture"):
        fixture.stop()
