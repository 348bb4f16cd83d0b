"""The page about the pages' look prints what it shows, and names all there is to override."""

import re
from importlib.resources import files
from pathlib import Path

from tests.docs.page import DOCS, Examples

WEB = files("espaceclient.adapters.web")
PAGE = (DOCS / "pages.md").read_text("utf-8")


def test_the_page_prints_what_it_shows(tmp_path: Path) -> None:
    examples = Examples.of("pages.md")
    assert examples.printed_in(tmp_path) == examples.shown


def test_it_names_every_element() -> None:
    elements = WEB.joinpath("templates/elements.html").read_text("utf-8")
    names = re.findall(r"{% macro (\w+)", elements)
    assert [name for name in names if f"ui.{name}(" not in PAGE] == []


def test_it_names_every_block_of_the_layout() -> None:
    layout = WEB.joinpath("templates/layout.html").read_text("utf-8")
    names = re.findall(r"{% block (\w+)", layout)
    assert [name for name in names if f"`{name}`" not in PAGE] == []


def test_it_names_every_custom_property() -> None:
    sheet = WEB.joinpath("static/style.css").read_text("utf-8")
    names = set(re.findall(r"^ +(--[\w-]+):", sheet, re.MULTILINE))
    assert sorted(name for name in names if f"`{name}`" not in PAGE) == []
