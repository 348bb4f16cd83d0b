"""A relay runs beside a host for as long as it runs, and no longer."""

from threading import Event

import pytest

from espaceclient.relay.background import in_background


def test_it_runs_until_the_block_ends_and_is_waited_for() -> None:
    begun, ended = Event(), Event()

    def run(stop: Event) -> None:
        begun.set()
        stop.wait()
        ended.set()

    with in_background("relay", run):
        assert begun.wait(30)
        assert not ended.is_set()
    assert ended.is_set()


def test_a_host_that_fails_stops_it_too() -> None:
    ended = Event()

    def run(stop: Event) -> None:
        stop.wait()
        ended.set()

    with pytest.raises(KeyboardInterrupt), in_background("relay", run):
        raise KeyboardInterrupt
    assert ended.is_set()
