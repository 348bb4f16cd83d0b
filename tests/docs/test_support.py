"""The page of the support names what there is, and its code runs."""

import re

import pytest

from espaceclient.answers import AccountExported
from espaceclient.support import Support
from tests.client_fixture import client_fixture
from tests.docs.page import DOCS

PAGE = (DOCS / "support.md").read_text("utf-8")


def test_its_code_finds_an_account_and_pages_through_all(
    capsys: pytest.CaptureFixture[str],
) -> None:
    world = client_fixture()
    world.activated()
    names: dict[str, object] = {"client": world.client}
    for block in re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL):
        exec(block, names)  # noqa: S102 - the page's own code
    assert "j…e@e…e.fr" in repr(names["found"])
    assert capsys.readouterr().out.endswith(" jeanne@exemple.fr 1\n")


def test_the_table_has_every_method() -> None:
    there = {name for name in vars(Support) if not name.startswith("_")}
    assert set(re.findall(r"^\| `(\w+)\(", PAGE, re.MULTILINE)) == there


def test_the_table_of_an_export_has_every_field() -> None:
    world = client_fixture()
    answer = world.client.export_account(world.activated())
    assert isinstance(answer, AccountExported)
    table = PAGE.partition("| field | what it holds |")[2].partition("\n\n")[0]
    named = set(re.findall(r"`(\w+)`", table))
    assert named == set(answer.fields) - {"exported_at"}
