"""Run a relay until it is told to stop."""

from threading import Event

from espaceclient.relay import Relay

WAIT_FOR_MAIL = 1.0
WAIT_FOR_SERVER = 15.0
"""Seconds between two rounds: when there was nothing to do, and when no mail could leave."""


def deliver_until(stop: Event, relay: Relay, wait: float = WAIT_FOR_MAIL) -> None:
    """Deliver round after round; a round that did something is followed by the next at once."""
    while not stop.is_set():
        done = relay.deliver_due()
        if done.interrupted:
            stop.wait(WAIT_FOR_SERVER)
        elif not done.delivered:
            stop.wait(wait)
