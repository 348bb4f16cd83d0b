"""Notices: the confirmation that the next page shows at its top right after an action."""

from enum import StrEnum


class Notice(StrEnum):
    """The notices that exist: a forged cookie can select one of them, never supply a text."""

    REQUEST_RECEIVED = "request_received"
    REQUEST_RECEIVED_WITHOUT_LETTER = "request_received_without_letter"
    MAIL_RESENT = "mail_resent"
    ADDRESS_CORRECTED = "address_corrected"
    ACCOUNT_ACTIVATED = "account_activated"
    RESET_REQUESTED = "reset_requested"
    PASSWORD_UPDATED = "password_updated"  # noqa: S105 - the name of a sentence
    ADDRESS_CHANGE_REQUESTED = "address_change_requested"
    ADDRESS_CHANGED = "address_changed"
    CONTRACT_ADDED = "contract_added"
    CONTRACT_ALREADY_YOURS = "contract_already_yours"
    CONTRACT_REMOVED = "contract_removed"
    ACCOUNT_CLOSED = "account_closed"
    DEVICE_ENDED = "device_ended"
    OTHER_DEVICES_ENDED = "other_devices_ended"
    SIGNED_OUT = "signed_out"
    SESSION_ENDED = "session_ended"

    @classmethod
    def parse(cls, text: str | None) -> "Notice | None":
        """Return the notice with this code, or ``None``."""
        return next((notice for notice in cls if notice == text), None)
