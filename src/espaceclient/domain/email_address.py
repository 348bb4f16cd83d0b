"""E-mail addresses: syntax by ``email-validator`` (RFC 5321, RFC 6531, IDNA 2008), equality by
``key``.
"""

from typing import Self

from attrs import field, frozen

from espaceclient.domain.problem import Problem
from espaceclient.domain.text import is_storable

LONGEST_ADDRESS = 254
"""Characters, RFC 5321 section 4.5.3.1.3 less the angle brackets."""

_ASCII_FOLD = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}


def _well_formed(_instance: object, _attribute: object, text: str) -> None:
    if any(character in text for character in "\r\n\0"):
        raise ValueError("an e-mail address holds no CR, LF or NUL")
    if not is_storable(text):
        raise ValueError("an e-mail address holds whole characters, no surrogates")
    if len(text) > LONGEST_ADDRESS:
        raise ValueError(f"an e-mail address has at most {LONGEST_ADDRESS} characters")
    local_part, _, domain = text.rpartition("@")
    if not local_part or "." not in domain:
        raise ValueError("an e-mail address is a local part, an @ and a domain with a dot")


@frozen
class EmailAddress:
    """An address that mail is sent to as ``text`` and compared by ``key``.

    ``parse`` is what judges the syntax of a typed address; the constructor, which also reads back
    what is stored, raises ``ValueError`` for a text that could not be compared or sent at all.
    """

    text: str = field(validator=_well_formed, eq=False)
    key: str = field(init=False, repr=False)
    """The local part with its ASCII letters folded, and the domain as lower-case A-labels."""

    def __attrs_post_init__(self) -> None:
        local_part, _, domain = self.text.rpartition("@")
        key = f"{local_part.translate(_ASCII_FOLD)}@{_a_labels(domain)}"
        object.__setattr__(self, "key", key)

    @classmethod
    def parse(cls, text: str) -> Self | Problem:
        """Read what was typed; spaces around it are dropped.

        Problems: ``email/required``, ``email/too_long``, ``email/malformed``.
        """
        # Loading email-validator's tables takes as long as the rest of this package.
        from email_validator import validate_email  # noqa: PLC0415 - see above

        typed = text.strip(" \t\u00a0\u202f")
        if not typed:
            return Problem("email", "email/required")
        if len(typed) > LONGEST_ADDRESS:
            return Problem("email", "email/too_long", {"longest": LONGEST_ADDRESS})
        try:
            # A "test environment" asks no DNS, and lets the reserved domain `.test` through.
            valid = validate_email(typed, test_environment=True)
            return cls(valid.normalized)
        except ValueError:
            return Problem("email", "email/malformed")


def _a_labels(domain: str) -> str:
    if domain.isascii():
        return domain.lower()
    import idna  # noqa: PLC0415 - tables that hardly any address needs

    return idna.encode(domain).decode("ascii")
