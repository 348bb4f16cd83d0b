"""Run a relay until it is told to stop."""

import logging
from collections.abc import Callable
from threading import Event

from espaceclient.ports.errors import PortError
from espaceclient.relay import DeliveryReport, Relay

_logger = logging.getLogger(__name__)

WAIT_FOR_MAIL = 1.0
WAIT_FOR_SERVER = 15.0
"""Seconds between two rounds: when nothing was due, and when the mail server or the storage is
unavailable.
"""


def deliver_until(
    stop: Event,
    relay: Relay,
    wait: float = WAIT_FOR_MAIL,
    tell: Callable[[DeliveryReport], None] | None = None,
) -> None:
    """Deliver in rounds; a round that handled a mail is followed by the next at once.

    ``tell`` is told the report of each round.

    Once ``stop`` is set it returns within some 5 seconds, and what was not sent is free at once.
    """
    while not stop.is_set():
        try:
            done = relay.deliver_due(stop=stop)
        except PortError as error:
            _logger.error("%s: no mail is sent for now", type(error).__name__)
            stop.wait(WAIT_FOR_SERVER)
            continue
        if tell is not None:
            tell(done)
        if done.interrupted:
            stop.wait(WAIT_FOR_SERVER)
        elif not done.handled:
            stop.wait(wait)
