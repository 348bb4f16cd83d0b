"""The password policy: its table, and the checklist of what was typed so far."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, Self

from attrs import field, frozen
from pydantic import Field

from espaceclient.adapters.api.body import Body
from espaceclient.adapters.api.operation import Asked, Operation, Reply
from espaceclient.adapters.api.views import View
from espaceclient.adapters.async_client import AsyncEspaceClient
from espaceclient.domain.language import Language
from espaceclient.domain.password_policy import Rule, code_point_ranges
from espaceclient.ports.languages import Languages
from espaceclient.ports.wording import Wording


class Typed(Body):
    """What was typed so far; it is kept nowhere."""

    password: str = Field(default="", examples=["Aa1!"])


class RuleView(View):
    """A rule counts the characters of `ranges` of code points: from `at_least` to `at_most`."""

    code: str = Field(examples=["digit"])
    text: str = Field(examples=["Un nombre"])
    at_least: int = Field(examples=[1])
    at_most: int | None = Field(examples=[None])
    always_shown: bool = Field(examples=[True])
    ranges: list[tuple[int, int]] = Field(examples=[[[48, 57]]])

    @classmethod
    def of(cls, rule: Rule, wording: Wording) -> Self:
        return cls(
            code=rule.code,
            text=text_of(rule, wording),
            at_least=rule.at_least,
            at_most=rule.at_most,
            always_shown=rule.always_shown,
            ranges=ranges_of(rule.categories),
        )


class PolicyTable(View):
    """The rules in their order. The code points in `spaces` count as U+0020; those in `unassigned`
    are not normalised. All else is normalised to NFC before the rules count.
    """

    spaces: list[tuple[int, int]] = Field(examples=[[[32, 32], [160, 160]]])
    unassigned: list[tuple[int, int]] = Field(examples=[[[888, 889]]])
    rules: list[RuleView]

    @classmethod
    def of(cls, rules: Iterable[Rule], wording: Wording) -> Self:
        return cls(
            spaces=ranges_of(frozenset({"Zs"})),
            unassigned=ranges_of(frozenset({"Cn"})),
            rules=[RuleView.of(rule, wording) for rule in rules],
        )


class RowView(View):
    """A row of the checklist: a tick when it is met."""

    code: str = Field(examples=["digit"])
    text: str = Field(examples=["Un nombre"])
    met: bool = Field(examples=[False])


class ChecklistView(View):
    """`accepted`: every rule is met. A password that everybody tries is refused all the same."""

    accepted: bool = Field(examples=[False])
    rows: list[RowView]


@frozen
class PolicyApi:
    """The tables are made once: they are long, and anybody may ask for one."""

    client: AsyncEspaceClient
    languages: Languages
    tables: Mapping[Language, Mapping[str, Any]] = field(init=False)

    @tables.default
    def _tables(self) -> Mapping[Language, Mapping[str, Any]]:
        rules, worded = self.client.policy.password.rules, self.languages
        return {
            language: PolicyTable.of(rules, worded.wording(language)).model_dump(mode="json")
            for language in worded.offered
        }

    def operations(self) -> Iterable[Operation]:
        yield Operation(
            name="show_password_policy",
            method="GET",
            path="/password-policy",
            summary="Show the rules for passwords, to check them while somebody types",
            handle=self._show,
            replies={200: PolicyTable},
        )
        yield Operation(
            name="check_password",
            method="POST",
            path="/password-policy/checklist",
            summary="Check what was typed so far",
            handle=self._check,
            body=Typed,
            replies={200: ChecklistView},
        )

    async def _show(self, asked: Asked) -> Reply:
        return Reply(200, self.tables[asked.language])

    async def _check(self, asked: Asked) -> Reply:
        wording = self.languages.wording(asked.language)
        checklist = self.client.checklist(asked.texts["password"])
        rows = [
            RowView(code=each.rule.code, text=text_of(each.rule, wording), met=each.met)
            for each in checklist.rows
        ]
        return Reply(200, ChecklistView(accepted=checklist.accepted, rows=rows))


def text_of(rule: Rule, wording: Wording) -> str:
    """Return what a rule says, as the pages do."""
    text = wording.text(f"page.rule.{rule.code}")
    return text.format(at_least=rule.at_least, at_most=rule.at_most)


@cache
def ranges_of(categories: frozenset[str]) -> list[tuple[int, int]]:
    """Return the ranges of code points of some categories, computed once."""
    return list(code_point_ranges(categories))
