"""The names that a port's author meets: in signatures, and in the fields of what these pass."""

import inspect
from collections.abc import Iterator
from typing import Any, NewType, get_args, get_origin, get_type_hints

import attrs


def mentioned(met: object, seen: set[object] | None = None) -> set[str]:
    """Return the names of this package's classes and types that a name leads to."""
    seen = set() if seen is None else seen
    if get_origin(met) is not None:
        return {name for part in _parts(met) for name in mentioned(part, seen)}
    if met in seen or not getattr(met, "__module__", "").startswith("espaceclient"):
        return set()
    seen.add(met)
    name = getattr(met, "__name__", None)
    if isinstance(met, NewType) or not isinstance(met, type):
        return {name} if isinstance(met, NewType) and name else set()
    return {met.__name__} | {name for part in _hints(met) for name in mentioned(part, seen)}


def _parts(annotation: object) -> Iterator[object]:
    yield get_origin(annotation)
    for part in get_args(annotation):
        yield from part if isinstance(part, list) else [part]


def _hints(met: type[Any]) -> Iterator[object]:
    if attrs.has(met):
        yield from (each.type for each in attrs.fields(attrs.resolve_types(met)))
    for method in vars(met).values():
        if inspect.isfunction(method) and getattr(met, "_is_protocol", False):
            yield from get_type_hints(method).values()
