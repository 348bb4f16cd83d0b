import re
import unicodedata
from pathlib import Path

from espaceclient import PasswordPolicy, Policy
from espaceclient.adapters import web
from espaceclient.adapters.web.assets import Assets
from tests.adapters.web.visitor import FORM, Visitor
from tests.adapters.web.world import World

SCRIPTS = {path.name for path in Path(web.__file__).parent.glob("static/*.js")}
ELSEWHERE = {"combobox.js"}
"""The page of the communes alone imports it."""


def assets_of(page: str) -> list[str]:
    return re.findall(r'(?:href|src|data-policy)="(/static/[^"]+)"', page)


def test_every_asset_of_the_form_is_served_and_may_be_kept_for_ever(visitor: Visitor) -> None:
    paths = assets_of(visitor.get(FORM).text)
    assert [path.rpartition("/")[2] for path in paths] == [
        "icon.svg",
        "style.css",
        "page.js",
        "policy.json",
    ]
    for path in paths:
        answer = visitor.get(path)
        assert (answer.status_code, answer.headers["cache-control"]) == (
            200,
            "public, max-age=31536000, immutable",
        )


def test_only_assets_are_served(visitor: Visitor) -> None:
    folder = assets_of(visitor.get(FORM).text)[0].rpartition("/")[0]
    for name in ("nothing.css", "..%2fapp.py", "%2e%2e%2fapp.py", "style.css%00", "."):
        assert visitor.get(f"{folder}/{name}").status_code == 404


def test_another_policy_has_another_path() -> None:
    assert Assets(PasswordPolicy()).version != Assets(PasswordPolicy(shortest=10)).version


def decoded(distances: list[int]) -> list[tuple[int, int]]:
    """Decode as the page's script does."""
    ranges, end = [], 0
    for gap, length in zip(distances[::2], distances[1::2], strict=True):
        ranges.append((end + gap, end + gap + length))
        end += gap + length
    return ranges


def test_the_table_holds_what_the_core_counts(visitor: Visitor) -> None:
    path = next(path for path in assets_of(visitor.get(FORM).text) if path.endswith("policy.json"))
    table = visitor.get(path).json()
    assert [
        (rule["code"], rule["atLeast"], rule["atMost"], rule["alwaysShown"])
        for rule in table["rules"]
    ] == [
        ("lowercase", 1, None, True),
        ("uppercase", 1, None, True),
        ("digit", 1, None, True),
        ("special", 1, None, True),
        ("length", 8, None, True),
        ("not_too_long", 0, 128, False),
        ("no_control", 0, 0, False),
    ]
    upper = {
        point
        for first, last in decoded(table["rules"][1]["ranges"])
        for point in range(first, last + 1)
    }
    assert upper == {point for point in range(0x110000) if unicodedata.category(chr(point)) == "Lu"}
    assert table["spaces"][:4] == [0x20, 0, 0x80, 0]


def test_a_longer_password_is_asked_for_in_words_too() -> None:
    visitor = Visitor(World(policy=Policy(password=PasswordPolicy(shortest=12))))
    assert "<span>12\u00a0caractères</span>" in visitor.get(FORM).text


def test_all_that_the_form_loads_is_light(visitor: Visitor) -> None:
    page = visitor.get(FORM)
    folder = assets_of(page.text)[0].rpartition("/")[0]
    imported = [f"{folder}/{name}" for name in SCRIPTS - ELSEWHERE - {"page.js"}]
    loaded = [*assets_of(page.text), *imported]
    weights = [len(page.content), *(len(visitor.get(path).content) for path in loaded)]
    assert sum(weights) <= 60_000
