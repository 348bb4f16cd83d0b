"""Who of the support acts, and why: without both, nothing is shown and nothing is done."""

from typing import Any

from attrs import Attribute, field, frozen

LONGEST_ACTOR = 64
LONGEST_REASON = 200
"""Characters."""


def _one_line(longest: int) -> Any:
    def check(_instance: object, attribute: "Attribute[str]", text: str) -> None:
        if not (text.isprintable() and text == text.strip() and 1 <= len(text) <= longest):
            raise ValueError(f"{attribute.name} must be one line of 1 to {longest} characters")

    return check


def _no_address(_instance: object, attribute: "Attribute[str]", text: str) -> None:
    if "@" in text:
        raise ValueError(f"{attribute.name} must not hold an e-mail address: the trail keeps it")


@frozen
class SupportCase:
    """``actor`` is who acts, under the name by which the host knows them; ``reason`` says why, in a
    line for the trail, such as the number of a ticket.

    The trail outlives the account, so a reason holds no address. Raises ``ValueError`` for one that
    does, and for a text that is empty, too long or of several lines.
    """

    actor: str = field(validator=_one_line(LONGEST_ACTOR))
    reason: str = field(validator=[_one_line(LONGEST_REASON), _no_address])
