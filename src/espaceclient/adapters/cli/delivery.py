"""Run relays until they are told to stop."""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Protocol

from attrs import frozen

from espaceclient.ports.errors import PortError
from espaceclient.relay import DeliveryReport

_logger = logging.getLogger(__name__)

WAIT_FOR_NEXT = 1.0
WAIT_FOR_SERVER = 15.0
"""Seconds between two rounds: when nothing was due, and when the other side or the storage is
unavailable.
"""


class DueDeliverer(Protocol):
    """A ``Relay`` or an ``EventRelay``."""

    def deliver_due(self, *, stop: Event) -> DeliveryReport: ...


@frozen
class Delivery:
    """What one relay does, and who is told of it: ``tell`` gets the report of each round.

    ``failing`` says that nothing is done for now.
    """

    relay: DueDeliverer
    failing: str
    tell: Callable[[DeliveryReport], None] | None = None


def deliver_until(stop: Event, delivery: Delivery, wait: float = WAIT_FOR_NEXT) -> None:
    """Deliver in rounds; a round that handled something is followed by the next at once.

    Once ``stop`` is set it returns within some 5 seconds, and what was not delivered is free at
    once.
    """
    while not stop.is_set():
        try:
            done = delivery.relay.deliver_due(stop=stop)
        except PortError as error:
            _logger.error("%s: %s", type(error).__name__, delivery.failing)
            stop.wait(WAIT_FOR_SERVER)
            continue
        if delivery.tell is not None:
            delivery.tell(done)
        if done.interrupted:
            stop.wait(WAIT_FOR_SERVER)
        elif not done.handled:
            stop.wait(wait)


def deliver_all_until(stop: Event, *deliveries: Delivery) -> None:
    """Deliver with several relays at once, none of which waits for another.

    One that ends by an error ends the others, and the error is raised.
    """
    with ThreadPoolExecutor(len(deliveries), thread_name_prefix="relay") as pool:
        running = [pool.submit(deliver_until, stop, each) for each in deliveries]
        for each in running:
            each.add_done_callback(lambda _: stop.set())
    for each in running:
        each.result()


@frozen
class OnceReport:
    """``delivered`` in all rounds; ``interrupted``: the other side took nothing in the last."""

    delivered: int
    interrupted: bool


def deliver_once(stop: Event, relay: DueDeliverer) -> OnceReport:
    """Deliver what is due now, in as many rounds as it takes."""
    delivered = 0
    while (done := relay.deliver_due(stop=stop)).handled:
        delivered += done.delivered
        if done.interrupted:
            break
    return OnceReport(delivered, done.interrupted)
