"""The converter that records and mails share: strict about scalars, instants as whole numbers."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, TypeVar

from cattrs import Converter
from cattrs.gen import make_dict_unstructure_fn

from espaceclient.adapters.codec.instants import MICROSECOND, to_instant, to_microseconds
from espaceclient.domain.email_address import EmailAddress
from espaceclient.domain.extra_fields import Extra
from espaceclient.domain.language import Language
from espaceclient.domain.throttle import HourlyCounter
from espaceclient.domain.values import Operator

S = TypeVar("S", str, int)


def _exactly(kind: type[S]) -> Callable[[Any, object], S]:
    def structure(value: Any, _: object) -> S:
        if type(value) is not kind:
            raise TypeError(f"not a value of the type {kind.__name__}")
        return value

    return structure


_text, _number = _exactly(str), _exactly(int)


def strict_converter() -> Converter:
    """Return a converter that takes a text for a text and a whole number for one, nothing else.

    Instants and durations are its caller's to register.
    """
    converter = Converter(
        detailed_validation=False,
        unstruct_collection_overrides={tuple: list, frozenset: sorted},
    )
    converter.register_structure_hook(str, _text)
    # A named value is a text, too: cattrs would leave any text as it is.
    converter.register_structure_hook(StrEnum, lambda text, named: named(_text(text, str)))
    converter.register_structure_hook(int, _number)
    converter.register_structure_hook(bool, _yes_or_no)
    converter.register_unstructure_hook(Language, lambda language: language.code)
    converter.register_structure_hook(Language, lambda code, _: Language(_text(code, str)))
    # Where it may be missing, cattrs would leave it as it is: a text of a class of its own.
    converter.register_unstructure_hook(StrEnum, lambda named: named.value)
    return converter


def _yes_or_no(value: Any, _: object) -> bool:
    """Read a truth; databases without a type for it keep 0 and 1."""
    if type(value) not in (bool, int) or value not in (0, 1):
        raise TypeError("neither true nor false")
    return bool(value)


def stored_converter() -> Converter:
    """Return the converter of what storages keep: later releases read the same form."""
    converter = strict_converter()
    converter.register_unstructure_hook(datetime, to_microseconds)
    converter.register_structure_hook(datetime, lambda value, _: to_instant(_number(value, int)))
    converter.register_unstructure_hook(timedelta, lambda value: value // MICROSECOND)
    converter.register_structure_hook(
        timedelta, lambda value, _: timedelta(microseconds=_number(value, int))
    )
    converter.register_structure_hook(Operator, lambda told, _: _operator(told))
    converter.register_unstructure_hook_func(_is_extra, json_of)
    converter.register_structure_hook_func(
        _is_extra,
        lambda text, _: converter.structure(json.loads(_text(text, str)), dict[str, str]),
    )
    # An address's key follows from its text; it is there to be searched by.
    converter.register_unstructure_hook(
        EmailAddress, lambda email: {"text": email.text, "key": email.key}
    )
    fields_of = make_dict_unstructure_fn(HourlyCounter, converter)
    # A counter's expiry is derived from its fields; it is only searched, never read back.
    converter.register_unstructure_hook(
        HourlyCounter,
        lambda counter: {**fields_of(counter), "expires_at": to_microseconds(counter.expires_at)},
    )
    return converter


def _is_extra(kind: object) -> bool:
    return kind == Extra


def json_of(extra: Extra) -> str:
    """Write the fields of a host in one: a storage need not know which there are."""
    return json.dumps(dict(extra), ensure_ascii=False)


def _operator(told: dict[str, Any]) -> Operator:
    """Read an operator; before operators had names, only their codes were kept."""
    code, name = told["code"], told.get("name")
    return Operator(_text(name or code, str), _text(code, str))


STORED = stored_converter()
