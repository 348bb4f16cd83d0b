"""What axe finds wrong with a page."""

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # it ships no types

from tests.browser.person import Person


def violations(person: Person) -> list[str]:
    """Judge all that axe knows in the light, and its colours in the dark."""
    light = judged(person, {})
    person.page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    dark = judged(person, {"runOnly": ["color-contrast"]})
    person.page.emulate_media(color_scheme="light")
    return light + dark


def judged(person: Person, options: dict[str, object]) -> list[str]:
    whole = {"resultTypes": ["violations"], "iframes": False, **options}
    return [
        f"{violation['id']}: {node['html']}"
        for violation in Axe().run(person.page, options=whole).response["violations"]
        for node in violation["nodes"]
    ]
