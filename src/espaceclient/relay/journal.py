"""What the relay logs: outages once, each mail that did not leave, and never who it was for."""

import logging
import re
from collections.abc import Collection
from datetime import datetime

from espaceclient.ports.outbox import LeasedMail

_logger = logging.getLogger("espaceclient.relay")

_ADDRESS = re.compile(r"\S*@\S*")


def deferred(leased_mail: LeasedMail, error: str) -> None:
    _logger.warning(
        "mail %s is put off after attempt %d: %s",
        leased_mail.id,
        leased_mail.attempts + 1,
        _impersonal(error),
    )


def dead_lettered(leased_mail: LeasedMail, error: str) -> None:
    _logger.error(
        "mail %s is a dead letter after attempt %d: %s",
        leased_mail.id,
        leased_mail.attempts + 1,
        _impersonal(error),
    )


class Outages:
    """The time during which the mailer can send nothing, told when it begins and when it ends."""

    def __init__(self) -> None:
        self._began_at: datetime | None = None
        self._waiting: set[str] = set()

    def lasts(self, now: datetime, error: str, waiting: Collection[LeasedMail]) -> None:
        """Nothing can be sent: logged at the first call only."""
        self._waiting.update(leased_mail.id for leased_mail in waiting)
        if self._began_at is None:
            self._began_at = now
            _logger.error("no mail can be sent: %s", _impersonal(error))

    def over(self, now: datetime) -> None:
        """The mailer works: logged if an outage has lasted until now."""
        if self._began_at is not None:
            lasted = str(now - self._began_at).partition(".")[0]
            _logger.info(
                "mails are sent again: the outage lasted %s, and %d mails waited",
                lasted,
                len(self._waiting),
            )
            self._began_at = None
            self._waiting.clear()


def _impersonal(error: str) -> str:
    """Leave out what may be somebody's address, whatever a mailer put into its error."""
    return _ADDRESS.sub("(address)", error)
