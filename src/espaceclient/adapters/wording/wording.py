"""Sentences by dotted key; each whole sentence stands once, in ``texts/fr.toml``."""

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Any, Self

from espaceclient.domain.problem import Problem


class TomlWording:
    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts

    @classmethod
    def french(cls) -> Self:
        """Read the texts shipped with the package."""
        source = files("espaceclient.adapters.wording").joinpath("texts/fr.toml").read_text("utf-8")
        return cls(dict(_flatten(tomllib.loads(source))))

    def text(self, key: str) -> str:
        return self._texts[key]

    def problem(self, problem: Problem) -> str:
        return self._texts[f"problem.{problem.code}"].format(**problem.values)


def _flatten(table: Mapping[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for name, value in table.items():
        if isinstance(value, str):
            found.append((prefix + name, value))
        else:
            found += _flatten(value, f"{prefix}{name}.")
    return found
