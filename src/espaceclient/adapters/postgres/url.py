"""What the URL of a database says, without a word of its password to anybody."""

from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

from espaceclient.ports.errors import StorageUnavailable


def parts_of(url: str) -> dict[str, Any]:
    """Return the parts of a URL by their names; raises ``StorageUnavailable``.

    A password with ``@`` or ``%`` in it that is not percent-encoded would be taken for another
    part, or be what the driver cannot read: it would quote it.
    """
    try:
        parts = conninfo_to_dict(url)
    except psycopg.ProgrammingError:
        parts = {"host": "@"}
    if "@" in str(parts.get("host", "")):
        raise StorageUnavailable(
            "the URL of the database cannot be read; in a password, @ is written %40, % is %25"
        ) from None
    return parts
