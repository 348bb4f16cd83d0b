"""Work that goes on in a thread beside the pages."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread


@contextmanager
def in_background(name: str, work: Callable[[Event], None]) -> Iterator[None]:
    """Run ``work`` in a thread during a ``with`` block; it returns soon after its event is set."""
    stop = Event()
    thread = Thread(target=work, args=(stop,), name=name)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
