"""Answers as plain data, for hosts that cache what was answered or tell it to another process."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any, get_args

from cattrs import Converter
from cattrs.strategies import configure_tagged_union

from espaceclient import answers
from espaceclient.adapters.codec.codec import TAG, Codec, Plain, kinds_by_name
from espaceclient.adapters.codec.converter import strict_converter
from espaceclient.domain.email_address import EmailAddress
from espaceclient.domain.instant import in_utc
from espaceclient.domain.values import ContractNumber, MeterNumber

_PUBLIC = [getattr(answers, name) for name in answers.__all__]
_CLASSES = [each for each in _PUBLIC if isinstance(each, type)]
_UNIONS = [each for each in _PUBLIC if get_args(each)]
_KINDS: dict[str, type[Any]] = kinds_by_name(
    each for each in _CLASSES if each is not answers.Problem
)
_KIND_OF = {answer: kind for kind, answer in _KINDS.items()}


def answers_converter() -> Converter:
    """Return a new cattrs converter for answers, to which a host may add classes of its own.

    An instant is ISO 8601 in UTC; an address, a contract number and a meter number are texts. A
    union of ``espaceclient.answers`` has the name of its member beside the fields, as ``kind``:
    ``unstructure(answer, unstructure_as=FindSessionAnswer)``.
    """
    converter = strict_converter()
    converter.register_unstructure_hook(datetime, datetime.isoformat)
    converter.register_structure_hook(datetime, lambda said, _: in_utc(_instant(said)))
    converter.register_unstructure_hook(EmailAddress, lambda email: email.text)
    converter.register_structure_hook(EmailAddress, lambda text, _: EmailAddress(text))
    converter.register_unstructure_hook(ContractNumber, lambda number: number.digits)
    converter.register_structure_hook(ContractNumber, lambda text, _: ContractNumber(text))
    converter.register_unstructure_hook(MeterNumber, lambda number: number.text)
    converter.register_structure_hook(MeterNumber, lambda text, _: MeterNumber(text))
    converter.register_structure_hook(str | int | tuple[str, ...], _mentioned)
    for union in _UNIONS:
        configure_tagged_union(union, converter, _KIND_OF.__getitem__, TAG)
    return converter


def _instant(said: Any) -> datetime:
    return datetime.fromisoformat(said)


def _mentioned(value: Any, _: object) -> str | int | tuple[str, ...]:
    """Read what the sentence about a problem mentions."""
    if isinstance(value, list | tuple):
        return tuple(map(str, value))
    if type(value) not in (str, int):
        raise TypeError("neither a text, nor a whole number, nor texts")
    return value  # type: ignore[no-any-return] # a text or a number, as was just seen


@cache
def _converter() -> Converter:
    """Return one converter for all; preparing every union takes as long as loading cattrs."""
    return answers_converter()


def _as_fields(answer: Any) -> Plain:
    fields: Plain = _converter().unstructure(answer)
    return fields


def _from_fields(fields: Mapping[str, Any], kind: type[Any]) -> Any:
    return _converter().structure(fields, kind)


ANSWERS: Codec[Any] = Codec(_KINDS, _as_fields, _from_fields)
"""Every answer of ``espaceclient.answers``, tokens included: whoever reads what is kept of
``SignedIn`` is signed in.
"""
