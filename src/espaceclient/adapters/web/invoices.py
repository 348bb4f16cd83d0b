"""The drawing of an operator's invoice that shows where both numbers stand."""

from collections.abc import Mapping
from pathlib import Path

from attrs import field, frozen
from attrs.validators import matches_re

from espaceclient.domain.values import Communes


@frozen
class InvoiceDrawing:
    """``picture``: a ``Path`` is a file that the pages serve, a ``str`` the address of one that the
    host serves. ``description`` says in words where each number stands: it is all that somebody
    has who does not see the picture, so that an empty one raises ``ValueError``.
    """

    picture: Path | str
    description: str = field(validator=matches_re(r"(?s).*\S.*"))


def check_operators(invoices: Mapping[str, InvoiceDrawing], communes: Communes) -> None:
    """Raise ``ValueError`` for a drawing of an operator that no commune has."""
    unknown = invoices.keys() - {each.operator.code for each in communes.communes}
    if unknown:
        raise ValueError(f"no commune has the operator {', '.join(sorted(unknown))}")
