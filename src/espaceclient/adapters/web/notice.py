"""What the top right of the next page tells, after something was done."""

from enum import StrEnum


class Notice(StrEnum):
    """A closed set: a forged cookie can choose one of these sentences, never write one."""

    REQUEST_RECEIVED = "request_received"
    ACCOUNT_ACTIVATED = "account_activated"
    RESET_REQUESTED = "reset_requested"
    PASSWORD_UPDATED = "password_updated"  # noqa: S105 - the name of a sentence
    SIGNED_OUT = "signed_out"

    @classmethod
    def parse(cls, text: str | None) -> "Notice | None":
        return next((notice for notice in cls if notice == text), None)
