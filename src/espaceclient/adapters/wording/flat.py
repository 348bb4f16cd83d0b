"""Texts of a TOML file by dotted keys."""

from collections.abc import Mapping
from typing import Any


def flatten(table: Mapping[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    """Return each text of a table and of those in it, with its dotted key.

    Raises ``ValueError`` for what is neither a text nor a table.
    """
    found: list[tuple[str, str]] = []
    for name, value in table.items():
        match value:
            case str():
                found.append((prefix + name, value))
            case Mapping():
                found += flatten(value, f"{prefix}{name}.")
            case _:
                raise ValueError(f"{prefix}{name}: is a text, not {value!r}")
    return found
