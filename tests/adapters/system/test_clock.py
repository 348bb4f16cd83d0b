from datetime import UTC

from espaceclient.adapters.system import SystemClock


def test_the_machine_tells_an_aware_time_in_utc() -> None:
    assert SystemClock().now().tzinfo is UTC


def test_the_machine_does_not_tell_the_past() -> None:
    clock = SystemClock()
    assert clock.now() <= clock.now()
