"""Run relays until they are told to stop, or until nothing is due."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event

from attrs import frozen

from espaceclient.relay import EventRelay, Relay


def run_together(stop: Event, *relays: Callable[[Event], None]) -> None:
    """Run several relays at once, each until ``stop`` is set; none waits for another.

    One that ends by an error ends the others, and the error is raised.
    """
    with ThreadPoolExecutor(len(relays), thread_name_prefix="relay") as pool:
        running = [pool.submit(each, stop) for each in relays]
        for each in running:
            each.add_done_callback(lambda _: stop.set())
    for each in running:
        each.result()


@frozen
class OnceReport:
    """``delivered`` in all rounds; ``interrupted``: the other side took nothing in the last."""

    delivered: int
    interrupted: bool


def deliver_once(stop: Event, relay: Relay | EventRelay) -> OnceReport:
    """Deliver what is due now, in as many rounds as it takes."""
    delivered = 0
    while (done := relay.deliver_due(stop=stop)).handled:
        delivered += done.delivered
        if done.interrupted:
            break
    return OnceReport(delivered, done.interrupted)
