"""Colours that are too close are found: light and dark, ours and a host's."""

from pathlib import Path

import pytest

from espaceclient.testing import LawBroken, contrast_ratio, expect_contrast

BLACK, WHITE = (0.0, 0.0, 0.0), (1.0, 1.0, 1.0)
GREEN = """:root { --accent: #1d5c3c; --accent-strong: rgb(15, 66, 41); --on-accent: #fff; }
@media (prefers-color-scheme: dark) {
  :root { --accent: #7fd3a6; --accent-strong: #a9e4c5; --on-accent: #04200f; }
}
"""


def sheet(folder: Path, css: str) -> Path:
    file = folder / "regie.css"
    file.write_text(css, "utf-8")
    return file


def test_the_ratio_is_that_of_wcag() -> None:
    grey = (0x77 / 255,) * 3
    assert contrast_ratio(BLACK, WHITE) == pytest.approx(21)
    assert contrast_ratio(WHITE, grey) == pytest.approx(4.478, abs=0.001)


def test_our_colours_can_be_told_apart() -> None:
    expect_contrast()


def test_a_hosts_colours_are_judged_among_ours(tmp_path: Path) -> None:
    expect_contrast(sheet(tmp_path, GREEN))


@pytest.mark.parametrize(
    ("css", "said"),
    [
        (":root { --accent: #7ab8e0 }", r"--accent on --page has 2\.0\d and needs 4\.5 \(light\)"),
        (
            "/* :root {--ink:#fff} */ @media (prefers-color-scheme: dark) { :root {--soft:#456} }",
            r"apart: --soft on --page has 2\.\d+ and needs 4\.5 \(dark\)",
        ),
        (":root { --edge: var(--line) }", r"--edge on --card has 1\.\d+ and needs 3\.0 \(light\)"),
        (":root { --accent: #084 }", r"--on-accent on --accent has .* \(dark\)"),
        (":root { --accent: seagreen }", "--accent is 'seagreen': write a colour as #rrggbb"),
    ],
    ids=["light", "dark", "by another name", "said of light alone", "in words"],
)
def test_what_is_too_close_is_named(css: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(LawBroken, match=said):
        expect_contrast(sheet(tmp_path, css))
