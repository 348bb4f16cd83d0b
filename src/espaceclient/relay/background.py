"""Work that goes on in a thread beside a host, such as that of its relays."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread


@contextmanager
def in_background(name: str, work: Callable[[Event], object]) -> Iterator[None]:
    """Run ``work`` in a thread during a ``with`` block; at its end it is told to stop by its event,
    and waited for.
    """
    stop = Event()
    thread = Thread(target=work, args=(stop,), name=name)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
