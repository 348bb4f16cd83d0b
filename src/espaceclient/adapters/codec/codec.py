"""A codec: the values of a closed union as plain data, told apart by stable names, and back."""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Generic, TypeVar

T = TypeVar("T")

TAG = "kind"
"""Under which name the kind stands among the fields."""

Plain = dict[str, Any]
"""Texts, whole numbers, truths, ``None`` and lists and mappings of these: what JSON has too."""


class Unreadable(Exception):
    """Plain data is no value of its kind: it is damaged, or a later release wrote it.

    ``kind`` is the kind that it was read as, ``reason`` the class of what reading it raised. The
    message quotes nothing of the data, which may be personal, and no cause is chained: it may.
    """

    def __init__(self, kind: str, reason: str) -> None:
        super().__init__(f'what is stored as "{kind}" cannot be read ({reason})')
        self.kind = kind
        self.reason = reason


class Codec(Generic[T]):
    """Writes the values of a union as plain data, and reads them back exactly.

    ``kinds`` names each class of the union. A later release keeps these names and those of the
    fields, and gives each field that it adds a default, so that it reads what earlier ones wrote.
    What an earlier release does not know of a kind that it does know, it leaves out.
    """

    def __init__(
        self,
        kinds: Mapping[str, type[T]],
        write: Callable[[T], Plain],
        read: Callable[[Mapping[str, Any], type[T]], T],
    ) -> None:
        """``write`` and ``read`` are the two ways of one value; ``read`` may raise anything."""
        self.kinds = kinds
        self._kind_of = {each: kind for kind, each in kinds.items()}
        self._write = write
        self._read = read

    def kind_of(self, value: T) -> str:
        """Return the stable name of a value's class, to be kept beside its fields."""
        return self._kind_of[type(value)]

    def as_fields(self, value: T) -> Plain:
        """Return the value as plain data."""
        return self._write(value)

    def from_fields(self, kind: str, fields: Mapping[str, Any]) -> T:
        """Return the value of ``kind_of`` and ``as_fields``; fields unknown here are left out.

        Raises ``Unreadable`` for what is no such value, and for a kind unknown here.
        """
        return self._read_safely(kind, lambda: fields)

    def as_tagged(self, value: T) -> Plain:
        """Return ``as_fields`` with ``kind_of`` as the field ``kind``, for readers that do not know
        which it is.
        """
        return {TAG: self.kind_of(value), **self._write(value)}

    def from_tagged(self, fields: Mapping[str, Any]) -> T:
        """Return the value of ``as_tagged``; raises ``Unreadable``."""
        try:
            kind = str(fields[TAG])
        except (TypeError, KeyError, IndexError) as error:
            raise Unreadable("", type(error).__name__) from None
        return self.from_fields(kind, {name: fields[name] for name in fields if name != TAG})

    def as_json(self, value: T) -> str:
        """Return ``as_fields`` as a text of JSON."""
        return json.dumps(self._write(value), ensure_ascii=False)

    def from_json(self, kind: str, text: str | bytes) -> T:
        """Return the value of ``kind_of`` and ``as_json``; raises ``Unreadable``."""
        return self._read_safely(kind, lambda: json.loads(text))

    def _read_safely(self, kind: str, fields: Callable[[], Mapping[str, Any]]) -> T:
        try:
            return self._read(fields(), self.kinds[kind])
        except Unreadable:
            raise
        except Exception as error:  # noqa: BLE001 - damage raises whatever it leads to
            raise Unreadable(kind, type(error).__name__) from None


def kinds_by_name(classes: Iterable[type[T]]) -> dict[str, type[T]]:
    """Return each class under its own name in lower case, words joined by ``_``."""
    return {re.sub(r"(?<=[a-z])(?=[A-Z])", "_", each.__name__).lower(): each for each in classes}
