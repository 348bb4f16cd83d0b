"""Drains the outbox into a mailer, round by round.

It also answers, when a mail is to be sent, who has forgotten a password: no request needs to find
out.
"""

import logging
from collections.abc import Iterable
from contextlib import AbstractContextManager
from datetime import timedelta
from functools import partial
from threading import Event
from urllib.parse import urlsplit

from espaceclient.domain.mail import Mail, ResetQuestion, link_has_expired
from espaceclient.ports.clock import Clock
from espaceclient.ports.languages import Languages
from espaceclient.ports.mailer import Mailer, Message
from espaceclient.ports.outbox import LeasedMail, Outbox
from espaceclient.ports.storage import Storage
from espaceclient.ports.tokens import Tokens
from espaceclient.ports.wording import Wording
from espaceclient.relay.background import in_background
from espaceclient.relay.drain import DeliveryReport, Drain
from espaceclient.relay.journal import Journal
from espaceclient.relay.links import Links
from espaceclient.relay.rounds import EVERY, Tell, run
from espaceclient.use_cases import answer_reset_request
from espaceclient.use_cases.backoff import Backoff, wait_briefly
from espaceclient.use_cases.unit_of_work import Transactions


class Relay:
    """Delivers the mails of an outbox, at least once each, under a stable Message-ID.

    Any number of relays, in any number of processes, may share an outbox. A mail that fails is
    tried again after 1, 2, 4… minutes, at most 4 hours, and becomes a dead letter after 16 failed
    attempts, or at its second permanent refusal, a quarter of an hour after the first. One whose
    link has expired by the time that it could be sent is dropped.

    ``senders`` is how many mails are handed over at once. More than one is for a mailer that
    several threads may use, as ``SmtpMailer``, and a server that is far away. Everything else
    happens in the thread that calls.

    Outages, and what became of each mail, are logged below ``espaceclient.relay``, without
    addresses.
    """

    def __init__(
        self,
        *,
        outbox: Outbox,
        storage: Storage,
        mailer: Mailer,
        wording: Wording,
        tokens: Tokens,
        clock: Clock,
        links: Links,
        languages: Iterable[Wording] = (),
        senders: int = 1,
        backoff: Backoff = wait_briefly,
    ) -> None:
        """``storage`` is the one whose commits queue into ``outbox``; ``languages`` are wordings in
        other languages than that of ``wording``, which is used where a mail's has none; ``backoff``
        waits after a lost race.

        Raises ``ValueError`` for two wordings of one language.
        """
        self._journal = Journal("mail", "sent", each=logging.INFO)
        self._drain = Drain(
            outbox, clock, self._journal, self._compose, mailer.send, senders=senders
        )
        self._transactions = Transactions(storage, clock, backoff)
        self._mailer = mailer
        self._languages = Languages(wording, *languages)
        self._tokens = tokens
        self._clock = clock
        self._links = links

    def deliver_due(self, at_most: int | None = None, stop: Event | None = None) -> DeliveryReport:
        """Send up to ``at_most`` mails that are due, 50 for each sender by default, then close the
        mailer; return what was done.

        A mail that fails is deferred and does not delay the others. When the mailer is unavailable
        for a mail, the next ones show whose fault it is: if one is taken, it was the mail's, which
        is deferred; if the mailer is unavailable for three in a row, or there is no other, nothing
        can be sent, and the rest goes back to the outbox with the error, no attempt counted.

        Once ``stop`` is set nothing more is tried and the rest goes back at once; a mail that is
        being sent has 5 seconds to finish, then it goes back too. A mail whose fault is not known
        yet goes back for two minutes, uncounted.

        Raises ``StorageUnavailable`` when the outbox or the storage cannot answer, and
        ``MissingKeys`` when ``tokens`` cannot sign links. The mails that are being sent are waited
        for before, and the others go back to the outbox. What cannot be recorded becomes due again
        when its lease, of two minutes, expires: a mail that was sent is then sent once more.
        """
        try:
            return self._drain.round(at_most, stop)
        finally:
            self._mailer.close()

    def run(self, stop: Event, *, every: timedelta = EVERY, tell: Tell | None = None) -> None:
        """Send what is due until ``stop`` is set: what a host calls in a thread or a command.

        When nothing was due it waits for ``every``; while the mailer is unavailable, for 15
        seconds; while the outbox or the storage is, for 1, 2, 4… seconds, at most 15. Each outage
        is logged when it begins and when it ends. ``tell`` gets the report of each round. It
        returns within some 5 seconds once ``stop`` is set.

        Raises ``MissingKeys`` when ``tokens`` cannot sign links, and whatever ``tell`` raises.
        """
        run(self.deliver_due, stop, every, tell, self._journal)

    def in_background(self, *, every: timedelta = EVERY) -> AbstractContextManager[None]:
        """``run`` in a thread during a ``with`` block around a host's server, and wait for it to
        stop at the end. Enter it after a fork, which no thread survives.
        """
        return in_background("relay", partial(self.run, every=every))

    def _compose(self, leased_mail: LeasedMail) -> Message | None:
        mail = self._resolve(leased_mail)
        return None if mail is None else self._message(leased_mail, mail)

    def _resolve(self, leased_mail: LeasedMail) -> Mail | None:
        """Return the mail to send, ``None`` when nobody is to get one."""
        queued, queued_at = leased_mail.mail, leased_mail.queued_at
        if isinstance(queued, ResetQuestion):
            return answer_reset_request.run(self._transactions, queued, queued_at)
        return None if link_has_expired(queued, queued_at, self._clock.now()) else queued

    def _message(self, leased_mail: LeasedMail, mail: Mail) -> Message:
        wording = self._languages.wording(mail.language)
        link = self._links.to(mail, self._tokens)
        content = wording.compose(mail, link, leased_mail.queued_at)
        host = urlsplit(self._links.base_url).hostname or "localhost"
        return Message(
            message_id=f"{leased_mail.id}@{host}",
            to=mail.to,
            subject=content.subject,
            text=content.text,
            html=content.html,
            queued_at=leased_mail.queued_at,
            reply_to=content.reply_to,
        )
