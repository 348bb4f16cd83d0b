"""The setting ``formats``: tables that say how operators write their numbers.

``contract`` and ``meter`` are for all operators, ``operators.CODE.contract`` and
``operators.CODE.meter`` for one; each has the fields of ``ContractFormat`` or ``MeterFormat``.
"""

import tomllib

from attrs import field, frozen
from cattrs import BaseValidationError, Converter, transform_error
from cattrs.v import format_exception

from espaceclient.domain.formats import Formats, OperatorFormats
from espaceclient.domain.number_format import ContractFormat, MeterFormat
from espaceclient.domain.number_part import Part


@frozen
class _Numbers:
    contract: ContractFormat | None = None
    meter: MeterFormat | None = None

    def over(self, others: OperatorFormats) -> OperatorFormats:
        """Return these formats, and of the others those that are missing here."""
        return OperatorFormats(self.contract or others.contract, self.meter or others.meter)


@frozen
class _Tables(_Numbers):
    operators: dict[str, _Numbers] = field(factory=dict)


def read_formats(said: object) -> Formats:
    """Read the tables, or a text of them in TOML, as a variable of the environment holds it.

    Raises ``ValueError``, which ends with the path of what is wrong.
    """
    given = tomllib.loads(said) if isinstance(said, str) else said
    if not isinstance(given, dict):
        raise ValueError(f"must be tables, not {given!r}")
    try:
        tables = _CONVERTER.structure(given, _Tables)
    except BaseValidationError as error:
        raise ValueError(transform_error(error, "formats", _said)[0]) from error
    default = tables.over(OperatorFormats())
    return Formats(default, {code: each.over(default) for code, each in tables.operators.items()})


def _said(error: BaseException, kind: type | None) -> str:
    """Say what a value says that refuses; what else is wrong with a table, cattrs says."""
    if isinstance(error, TypeError):
        return "must be a table"
    return str(error) if type(error) is ValueError else format_exception(error, kind)


def _text(said: object) -> str:
    if not isinstance(said, str):
        raise ValueError(f"must be a text, not {said!r}")
    return said


def _yes_or_no(said: object) -> bool:
    if not isinstance(said, bool):
        raise ValueError(f"must be true or false, not {said!r}")
    return said


def _parts(said: object) -> tuple[Part, ...]:
    return tuple(Part.parse(_text(part)) for part in (said if isinstance(said, list) else [said]))


_CONVERTER = Converter(forbid_extra_keys=True)
_CONVERTER.register_structure_hook(str, lambda said, _type: _text(said))
_CONVERTER.register_structure_hook(bool, lambda said, _type: _yes_or_no(said))
_CONVERTER.register_structure_hook_func(
    lambda kind: kind == tuple[Part, ...], lambda said, _type: _parts(said)
)
