"""Work that goes on in threads beside a host, such as that of its relays."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread


@contextmanager
def in_background(*work: Callable[[Event], object], name: str = "espaceclient") -> Iterator[None]:
    """Run each of ``work`` in a thread of its own during a ``with`` block: ``relay.run``.

    At the end of the block they are told to stop by their event, and waited for. Enter it after a
    fork: threads do not survive one.
    """
    stop = Event()
    threads = [Thread(target=each, args=(stop,), name=name) for each in work]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()
