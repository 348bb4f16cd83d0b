"""The password policy as data, shared by the core, the page's script and hosts.

A rule counts the characters of certain Unicode general categories. The guide's five rules are
always shown; the two rules that the guide does not mention are shown only when they are not met.
Passwords that meet them all and that everybody tries are refused beside the rules, because a page
cannot tell them while somebody types.
"""

import unicodedata
from collections.abc import Iterable
from functools import cache
from itertools import groupby

from attrs import field, frozen

from espaceclient.domain.bounds import Between
from espaceclient.domain.common_passwords import is_one_of, made_of, skeletons
from espaceclient.domain.common_words import COMMON_WORDS
from espaceclient.domain.password import PasswordAttempt, hide, is_prepared, prepare
from espaceclient.domain.problem import Fields, Problem

SHORTEST = 8
LONGEST = 128
"""Number of code points after preparation (``prepare``), both included."""

_COMMON = skeletons(COMMON_WORDS)

_LETTER_CATEGORIES = frozenset({"Lu", "Ll", "Lt", "Lm", "Lo"})
_OTHER_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_ALL_CATEGORIES = (
    _LETTER_CATEGORIES
    | _OTHER_CATEGORIES
    | {"Mn", "Mc", "Me", "Nd", "Nl", "No", "Zs", "Zl", "Zp"}
    | {"Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Sm", "Sc", "Sk", "So"}
)


@frozen
class Rule:
    """A rule of the policy: how many code points of ``categories`` a password has.

    It is met by ``at_least`` to ``at_most`` of them, both included; ``None`` means no maximum.
    ``code`` is a stable identifier. ``always_shown`` is false for a rule that the checklist shows
    only when it is not met.
    """

    code: str
    categories: frozenset[str]
    at_least: int = 0
    at_most: int | None = None
    always_shown: bool = True

    def met_by(self, prepared: str) -> bool:
        """Return whether a text, prepared by ``prepare``, meets the rule."""
        count = sum(unicodedata.category(character) in self.categories for character in prepared)
        return self.at_least <= count and (self.at_most is None or count <= self.at_most)


@frozen
class RuleState:
    """A row of the checklist: a tick when ``met``, a red cross otherwise."""

    rule: Rule
    met: bool


@frozen
class Checklist:
    """The state of every rule for one text, in the policy's order."""

    rows: tuple[RuleState, ...]

    @property
    def accepted(self) -> bool:
        """Whether the text meets every rule."""
        return all(row.met for row in self.rows)

    @property
    def unmet(self) -> tuple[str, ...]:
        """The codes of the rules that are not met, in the policy's order."""
        return tuple(row.rule.code for row in self.rows if not row.met)


def _words(words: Iterable[str]) -> frozenset[str]:
    return frozenset(words)


@frozen
class PasswordPolicy:
    """The guide's five rules for passwords, two for length and control characters, and words that
    no password is made of.

    ``shortest`` is the minimum length in code points, from 8 to 64; ``refused_words`` are refused
    beside the common ones, such as the host's own name. Nothing else can be changed. Raises
    ``ValueError`` outside of these bounds.
    """

    shortest: int = field(default=SHORTEST, validator=Between(SHORTEST, 64))
    refused_words: frozenset[str] = field(default=frozenset(), converter=_words)

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules in the order in which they are shown."""
        return _rules(self.shortest)

    def checklist(self, text: str) -> Checklist:
        """Tell the state of every rule for what was typed so far."""
        return self._states_of(prepare(text))

    def parse(self, text: str) -> "Password | Problem":
        """Accept or refuse what was typed.

        Problems: ``password/required``, ``password/unmet`` with the codes of the broken ``rules``,
        ``password/common``.
        """
        return self._accept(PasswordAttempt(text))

    def parse_twice(
        self, fields: Fields, own_words: frozenset[str] = frozenset()
    ) -> "tuple[Password | Problem, Problem | None]":
        """Read ``password`` and ``confirmation`` (guide, step 3).

        Problems: those of ``parse``, ``password/from_request`` for one made of the request's
        ``own_words``, and ``confirmation/different``.
        """
        typed, again = fields.get("password", ""), fields.get("confirmation", "")
        attempt = PasswordAttempt(typed)
        if typed == again or attempt == PasswordAttempt(again):
            return self._accept(attempt, own_words), None
        different = Problem("confirmation", "confirmation/different")
        return self._accept(attempt, own_words), different

    def _accept(
        self, attempt: PasswordAttempt, own_words: frozenset[str] = frozenset()
    ) -> "Password | Problem":
        if not attempt.prepared:
            return Problem("password", "password/required")
        checklist = self._states_of(attempt.prepared)
        if not checklist.accepted:
            return Problem("password", "password/unmet", {"rules": checklist.unmet})
        if self._is_common(attempt.prepared):
            return Problem("password", "password/common")
        password = Password(attempt.prepared)
        return from_request(password, own_words) or password

    def _is_common(self, prepared: str) -> bool:
        return is_one_of(prepared, _COMMON) or made_of(prepared, self.refused_words, _COMMON)

    def _states_of(self, prepared: str) -> Checklist:
        return Checklist(tuple(RuleState(rule, rule.met_by(prepared)) for rule in self.rules))


def _acceptable(_instance: object, _attribute: object, prepared: str) -> None:
    if not (is_prepared(prepared) and all(rule.met_by(prepared) for rule in _rules(SHORTEST))):
        raise ValueError("a password is made by PasswordPolicy.parse")


@frozen
class Password(PasswordAttempt):
    """A new password: prepared, and met by the guide's rules, which every policy includes.

    ``PasswordPolicy.parse`` makes one; any other text raises ``ValueError``. Whether it is common
    depends on the policy and on the request, so it is judged with every request, whoever made it.
    """

    prepared: str = field(validator=_acceptable, repr=hide)


def from_request(password: Password, own_words: frozenset[str]) -> Problem | None:
    """Refuse a password that is made of the words that its request or its account holds.

    Problem: ``password/from_request``.
    """
    return Problem("password", "password/from_request") if is_made_of(password, own_words) else None


def is_made_of(password: PasswordAttempt, own_words: frozenset[str]) -> bool:
    """Tell whether a password, new or not, is mostly one of these words, or made of them."""
    return made_of(password.prepared, own_words, _COMMON)


def breached() -> Problem:
    """Return the problem of a password that is known to have leaked: ``password/breached``."""
    return Problem("password", "password/breached")


@cache
def code_point_ranges(categories: frozenset[str]) -> tuple[tuple[int, int], ...]:
    """Return the ranges of code points of some Unicode general categories, both ends included.

    They serve a reader whose Unicode tables may be older or newer than this Python's, such as a
    browser.
    """
    ranges: list[tuple[int, int]] = []
    for category, first, last in _category_runs():
        if category not in categories:
            continue
        if ranges and ranges[-1][1] == first - 1:
            ranges[-1] = (ranges[-1][0], last)
        else:
            ranges.append((first, last))
    return tuple(ranges)


@cache
def _category_runs() -> tuple[tuple[str, int, int], ...]:
    """Return every run of code points of one category: category, first and last code point."""
    runs: list[tuple[str, int, int]] = []
    first = 0
    for category, points in groupby(unicodedata.category(chr(point)) for point in range(0x110000)):
        last = first + sum(1 for _ in points) - 1
        runs.append((category, first, last))
        first = last + 1
    return tuple(runs)


@cache
def _rules(shortest: int) -> tuple[Rule, ...]:
    return (
        Rule("lowercase", frozenset({"Ll"}), at_least=1),
        Rule("uppercase", frozenset({"Lu"}), at_least=1),
        Rule("digit", frozenset({"Nd"}), at_least=1),
        Rule(
            "special", _ALL_CATEGORIES - _LETTER_CATEGORIES - _OTHER_CATEGORIES - {"Nd"}, at_least=1
        ),
        Rule("length", _ALL_CATEGORIES, at_least=shortest),
        Rule("not_too_long", _ALL_CATEGORIES, at_most=LONGEST, always_shown=False),
        # Control characters cannot be typed on every keyboard; lone surrogates are not characters
        # (RFC 8264, sections 9.11 and 9.12).
        Rule("no_control", frozenset({"Cc", "Cs"}), at_most=0, always_shown=False),
    )
