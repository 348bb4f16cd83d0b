"""E-mail addresses: syntax by ``email-validator`` (RFC 5321, RFC 6531, IDNA 2008), equality by
``key``.
"""

from typing import Self

from attrs import field, frozen
from email_validator import EmailNotValidError, validate_email

from espaceclient.domain.problem import Problem

LONGEST_ADDRESS = 254
"""Characters, RFC 5321 section 4.5.3.1.3 less the angle brackets."""

_ASCII_FOLD = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}


def _refuse_unsafe(_instance: object, _attribute: object, text: str) -> None:
    if any(character in text for character in "\r\n\0"):
        raise ValueError("an e-mail address holds no CR, LF or NUL")
    if not 3 <= len(text) <= LONGEST_ADDRESS:
        raise ValueError(f"an e-mail address has 3 to {LONGEST_ADDRESS} characters")


@frozen
class EmailAddress:
    """An address that mail is sent to as ``text`` and compared by ``key``.

    ``key`` folds the ASCII letters of the local part and holds the domain as lower-case A-labels.
    """

    text: str = field(validator=_refuse_unsafe, eq=False)
    key: str = field(repr=False)

    @classmethod
    def parse(cls, text: str) -> Self | Problem:
        """Read what was typed; problems: ``email/required``, ``email/too_long``,
        ``email/malformed``.
        """
        typed = text.strip(" \t\u00a0\u202f")
        if not typed:
            return Problem("email", "email/required")
        if len(typed) > LONGEST_ADDRESS:
            return Problem("email", "email/too_long", {"longest": LONGEST_ADDRESS})
        malformed = Problem("email", "email/malformed")
        try:
            # A "test environment" asks no DNS, and lets the reserved domain `.test` through.
            valid = validate_email(typed, test_environment=True)
        except EmailNotValidError:
            return malformed
        if "." not in valid.ascii_domain:
            return malformed
        return cls(
            valid.normalized,
            f"{valid.local_part.translate(_ASCII_FOLD)}@{valid.ascii_domain.lower()}",
        )
