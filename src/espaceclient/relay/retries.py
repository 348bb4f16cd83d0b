"""Which failures count, when a mail that failed is tried again, and when it is tried no more."""

from datetime import timedelta

FIRST_RETRY = timedelta(minutes=1)
LONGEST_RETRY = timedelta(hours=4)
MOST_ATTEMPTS = 16
"""With the delays above, attempts go on for a little under two days before the dead letter."""

MOST_REFUSALS = 2
REFUSAL_RETRY = timedelta(minutes=15)
"""A mail server that was set up wrong for a moment buries nothing: a refusal for good is believed
when it is repeated a quarter of an hour later.
"""


def retry_after(attempts: int) -> timedelta:
    """Return the delay before the next attempt of a mail that failed ``attempts`` times before.

    1, 2, 4… minutes, at most 4 hours.
    """
    return min(FIRST_RETRY * (1 << min(attempts, 16)), LONGEST_RETRY)


class MailerFailures:
    """Tells a mail that the mailer never takes from a mailer that takes none, over many rounds."""

    def __init__(self) -> None:
        self._times_it_worked = 0
        self._worked_before: dict[str, int] = {}

    def is_of_the_mail(self, mail_id: str) -> bool:
        """Note that the mailer was unavailable for a mail; tell whether the mail is at fault.

        It is when the mailer has been unavailable for it before, and has worked since.
        """
        before = self._worked_before.get(mail_id, self._times_it_worked)
        self._worked_before[mail_id] = self._times_it_worked
        return before < self._times_it_worked

    def mailer_works(self) -> None:
        """Note that the mailer took a mail, or said what is wrong with one."""
        self._times_it_worked += 1

    def forget(self, mail_id: str) -> None:
        """Note that a mail has left the queue."""
        self._worked_before.pop(mail_id, None)
