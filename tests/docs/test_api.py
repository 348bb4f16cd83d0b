"""The page about the API prints what it shows, and its OpenAPI document is that of today."""

import json
import re

import pytest

from espaceclient.adapters.api.refusals import Refusal
from tests.docs import openapi
from tests.docs.page import DOCS, Examples


def test_the_openapi_document_is_that_of_the_api() -> None:
    same = openapi.FILE.read_text("utf-8") == openapi.document()
    assert same, "write it anew, and look at what has changed: python -m tests.docs.openapi"


def test_the_page_prints_what_it_shows(capsys: pytest.CaptureFixture[str]) -> None:
    examples = Examples.of("api.md")
    exec(examples.python, {})  # noqa: S102 - the page is ours
    assert capsys.readouterr().out == examples.shown


def test_the_page_lists_every_refusal_with_its_status() -> None:
    page = (DOCS / "api.md").read_text("utf-8")
    listed = re.findall(r"^\| `(\w+)` \| (\d{3}) \|", page, re.MULTILINE)
    assert listed == [(refusal.code, str(refusal.status)) for refusal in Refusal]


def test_every_operation_of_the_page_is_in_the_document() -> None:
    paths = json.loads(openapi.FILE.read_text("utf-8"))["paths"]
    known = {
        f"{method.upper()} {re.sub('^/v1/(browser/|app/)?', '', path)}"
        for path, operations in paths.items()
        for method in operations
    }
    page = (DOCS / "api.md").read_text("utf-8")
    told = set(re.findall(r"`((?:GET|POST|PUT|DELETE) [\w/{}-]+)`", page))
    assert told == known
