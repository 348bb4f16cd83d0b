"""Texts of a TOML file by dotted keys."""

from collections.abc import Mapping
from typing import Any


def flatten(table: Mapping[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    """Return each text of a table and of those in it, with its dotted key."""
    found: list[tuple[str, str]] = []
    for name, value in table.items():
        if isinstance(value, str):
            found.append((prefix + name, value))
        else:
            found += flatten(value, f"{prefix}{name}.")
    return found
