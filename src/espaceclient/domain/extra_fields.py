"""Extra fields: what a host asks on the opening form besides, such as a telephone number.

What was typed waits with the registration, is told to the host with the event that the account is
open, and is kept nowhere else: it is the host's, and the library makes nothing of it.
"""

import re
from collections.abc import Callable, Mapping
from typing import Literal, Self, assert_never
from unicodedata import category

from attrs import Attribute, field, frozen
from attrs.validators import in_, matches_re, max_len, min_len, optional

from espaceclient.domain.problem import Fields, Invalid, Problem

MOST_FIELDS = 10
LONGEST_EXTRA = 500
"""Code points of what somebody typed."""

Extra = Mapping[str, str]
"""What was typed into extra fields, by their names; those left empty are not in it."""

InputMode = Literal["text", "tel", "numeric", "decimal", "email", "url"]

_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_NOT_IN_A_LINE = {"Cc", "Cs", "Zl", "Zp"}
"""Categories of Unicode: controls, surrogates, and what separates lines and paragraphs."""


@frozen
class ExtraRefused:
    """What was typed will not do: ``sentence`` tells the subscriber what to type instead."""

    sentence: str = field(validator=min_len(1))


Check = Callable[[str], str | ExtraRefused]
"""Takes what was typed, without spaces around it, and returns what to tell the host, such as a
telephone number in international form. What it returned, it must accept as it is.
"""


def as_typed(text: str) -> str:
    """Accept everything."""
    return text


@frozen
class ExtraField:
    """A field of a host's own.

    ``name`` is how the host knows it: small letters, digits and underscores. ``label`` and ``hint``
    are what subscribers read; ``autocomplete`` and ``inputmode`` are HTML's attributes. ``check``
    is asked while nothing is decided yet, whoever has an account, and looks at the text alone.

    Raises ``ValueError`` for a name that is none, an empty label or an unknown ``inputmode``.
    """

    name: str = field(validator=matches_re(_NAME))
    label: str = field(validator=min_len(1))
    hint: str | None = None
    autocomplete: str = "off"
    inputmode: InputMode | None = field(
        default=None,
        validator=optional(in_(("text", "tel", "numeric", "decimal", "email", "url"))),
    )
    required: bool = field(default=False, kw_only=True)
    check: Check = field(default=as_typed, kw_only=True)

    @property
    def key(self) -> str:
        """The name of its field among those of the form, none of which begins so."""
        return key_of(self.name)

    def parse(self, fields: Fields) -> str | Problem:
        """Read it; what was left empty, and may be, is ``""``.

        Problems, named after ``key``: ``extra/required``, ``extra/too_long`` (``longest``),
        ``extra/control_characters``, and ``extra/refused`` (``sentence``), which is the host's.
        What ``check`` returns is the host's to get right: a command takes no other than would have
        been let through to it, and raises ``ValueError``.
        """
        text = fields.get(self.key, "").strip()
        if not text:
            return Problem(self.key, "extra/required") if self.required else ""
        if len(text) > LONGEST_EXTRA:
            return Problem(self.key, "extra/too_long", {"longest": LONGEST_EXTRA})
        if not _is_a_line(text):
            return Problem(self.key, "extra/control_characters")
        match self.check(text):
            case ExtraRefused(sentence):
                return Problem(self.key, "extra/refused", {"sentence": sentence})
            case str() as told:
                return told
            case nothing:
                assert_never(nothing)


def key_of(name: str) -> str:
    """Return the form's name of an extra field."""
    return f"extra_{name}"


def _no_name_twice(_form: object, _attribute: object, declared: tuple[ExtraField, ...]) -> None:
    names = [each.name for each in declared]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ValueError(f"two extra fields are called {twice}")


@frozen
class ExtraFields:
    """The extra fields of the opening form, in their order; by default none.

    Raises ``ValueError`` for more than ``MOST_FIELDS``, or two of one name.
    """

    declared: tuple[ExtraField, ...] = field(
        default=(), validator=[max_len(MOST_FIELDS), _no_name_twice]
    )

    @classmethod
    def of(cls, *declared: ExtraField) -> Self:
        return cls(declared)

    def parse(self, fields: Fields) -> Extra | Invalid:
        """Read them all; what is typed into a field that is not declared is not read."""
        read = {each.name: each.parse(fields) for each in self.declared}
        if any(isinstance(each, Problem) for each in read.values()):
            return Invalid.among(read.values())
        return {name: told for name, told in read.items() if isinstance(told, str) and told}


NO_EXTRA_FIELDS = ExtraFields()


def as_fields(extra: Extra) -> Fields:
    """Return the fields of a form that say the same."""
    return {key_of(name): text for name, text in extra.items()}


def copied(extra: Extra) -> Extra:
    """Return a copy, which nobody else can change."""
    return dict(extra)


def require_extra(_record: object, attribute: "Attribute[Extra]", extra: Extra | None) -> None:
    """An attrs validator: raises ``ValueError`` for what no form could have led to."""
    if extra is None:
        return
    if len(extra) > MOST_FIELDS:
        raise ValueError(f"{attribute.name} has {MOST_FIELDS} fields at most")
    for name, text in extra.items():
        if not _NAME.fullmatch(name):
            raise ValueError(f"{attribute.name} names a field as no extra field is called")
        if not (1 <= len(text) <= LONGEST_EXTRA and _is_a_line(text)):
            raise ValueError(f"{attribute.name} must be lines of 1 to {LONGEST_EXTRA} characters")


def _is_a_line(text: str) -> bool:
    return not any(category(character) in _NOT_IN_A_LINE for character in text)
