"""The examples' own look: every page of the guide with it, colours that can be told apart."""

from pathlib import Path

import pytest

from espaceclient.adapters.web import PanelTemplate
from espaceclient.testing import expect_contrast, expect_templates

EXAMPLES = Path(__file__).parents[2] / "examples"
TEMPLATES = (
    "fastapi_site/templates",
    "flask_site/templates/client",
    "django_site/templates/espace",
)


@pytest.mark.parametrize("folder", TEMPLATES)
def test_the_guide_can_be_lived_with_their_templates(folder: str) -> None:
    panels = [lambda _found: PanelTemplate("panel.html")] if "fastapi" in folder else []
    expect_templates(EXAMPLES / folder, dashboard_panels=panels)


@pytest.mark.parametrize("sheet", sorted(EXAMPLES.rglob("*.css")), ids=lambda file: file.name)
def test_their_colours_can_be_told_apart(sheet: Path) -> None:
    expect_contrast(sheet)
