"""What a relay logs: outages once, each thing that did not leave, and never who it was for."""

import logging
import re
from collections.abc import Collection
from datetime import datetime

from espaceclient.ports.delivery import Leased

_logger = logging.getLogger("espaceclient.relay")

_ADDRESS = re.compile(r"\S*@\S*")


class Journal:
    """The lines of one relay about its ``noun``, such as mails, which are ``done``, such as sent.

    Of an outage, the time during which nothing can be delivered, it tells when it begins and when
    it ends.
    """

    def __init__(self, noun: str, done: str) -> None:
        self._noun, self._done = noun, done
        self._began_at: datetime | None = None
        self._waiting: set[str] = set()

    def deferred(self, leased: Leased, error: str) -> None:
        _logger.warning(
            "%s %s is put off after attempt %d: %s",
            self._noun,
            leased.id,
            leased.attempts + 1,
            _impersonal(error),
        )

    def dead_lettered(self, leased: Leased, error: str) -> None:
        _logger.error(
            "%s %s is a dead letter after attempt %d: %s",
            self._noun,
            leased.id,
            leased.attempts + 1,
            _impersonal(error),
        )

    def outage_lasts(self, now: datetime, error: str, waiting: Collection[Leased]) -> None:
        """Nothing can be delivered: logged at the first call only."""
        self._waiting.update(leased.id for leased in waiting)
        if self._began_at is None:
            self._began_at = now
            _logger.error("no %s can be %s: %s", self._noun, self._done, _impersonal(error))

    def outage_over(self, now: datetime) -> None:
        """The other side works: logged if an outage has lasted until now."""
        if self._began_at is not None:
            lasted = str(now - self._began_at).partition(".")[0]
            _logger.info(
                "%ss are %s again: the outage lasted %s, and %d %ss waited",
                self._noun,
                self._done,
                lasted,
                len(self._waiting),
                self._noun,
            )
            self._began_at = None
            self._waiting.clear()


def _impersonal(error: str) -> str:
    """Leave out what may be somebody's address, whatever a mailer put into its error."""
    return _ADDRESS.sub("(address)", error)
