"""What a relay logs: outages once, what became of each thing, and never who it was for."""

import logging
import re
from collections.abc import Collection
from datetime import datetime

from espaceclient.ports.delivery import Leased
from espaceclient.ports.errors import PortError

_logger = logging.getLogger(__name__)

_WORD = re.compile(r"\S+")


class Journal:
    """The lines of one relay about its ``noun``, such as mails, which are ``done``, such as sent.

    Of an outage, the time during which nothing can be delivered, it tells when it begins and when
    it ends.
    """

    def __init__(self, noun: str, done: str, *, each: int = logging.DEBUG) -> None:
        """``each`` is the level at which it tells of one that is done."""
        self._noun, self._done, self._each = noun, done, each
        self._began_at: datetime | None = None
        self._waiting: set[str] = set()
        self._storage_fails = False

    def delivered(self, leased: Leased) -> None:
        _logger.log(self._each, "%s %s is %s", self._noun, leased.id, self._done)

    def dropped(self, leased: Leased) -> None:
        _logger.debug("%s %s is dropped: nobody is to get it", self._noun, leased.id)

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

    def storage_fails(self, error: PortError) -> None:
        """Nothing can be leased or recorded: logged at the first call only."""
        if not self._storage_fails:
            self._storage_fails = True
            told = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
            _logger.error("no %s is %s for now: %s", self._noun, self._done, _impersonal(told))

    def storage_works(self) -> None:
        """It was leased from: logged if it has failed until now."""
        if self._storage_fails:
            self._storage_fails = False
            _logger.info("%ss are %s again: the storage answers", self._noun, self._done)


def _impersonal(error: str) -> str:
    """Leave out what may be somebody's address, whatever a mailer put into its error."""
    return _WORD.sub(lambda word: "(address)" if "@" in word[0] else word[0], error)
