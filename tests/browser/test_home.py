"""Where the way in stands (guide, step 1: « situé à droite de la page d'accueil »)."""

from playwright.sync_api import FloatRect

from tests.browser.person import SitDown


def place(sit_down: SitDown, link: str, width: int) -> FloatRect:
    person = sit_down(width=width)
    person.visit()
    box = person.page.get_by_role("link", name=link, exact=True).bounding_box()
    assert box
    return box


def test_the_button_stands_on_the_right_of_a_wide_screen(sit_down: SitDown) -> None:
    assert place(sit_down, "Créer mon espace client", 1280)["x"] > 640


def test_the_button_stands_first_on_a_narrow_screen(sit_down: SitDown) -> None:
    opening, signing = (
        place(sit_down, link, 360) for link in ("Créer mon espace client", "Se connecter")
    )
    assert opening["y"] < signing["y"]


def test_what_is_read_first_is_seen_first(sit_down: SitDown) -> None:
    """Above what comes after it, or beside it on the left."""
    person = sit_down()
    person.visit()
    places = [
        (box["y"], box["x"])
        for box in (
            each.bounding_box() for each in person.page.locator("h1, main .button, main h2").all()
        )
        if box
    ]
    promise, opening, signing, *steps = places
    assert promise[1] < opening[1]
    assert opening[0] < signing[0]
    assert steps == sorted(steps)
    assert signing[0] < steps[0][0]
