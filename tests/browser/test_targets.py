"""What is pressed or filled in is large enough for a thumb."""

from tests.browser.person import Person, SitDown

TOO_LOW = """() => [...document.querySelectorAll(
    "button, .button, input:not([type=hidden]), select, summary, header a, footer a, .links a"
)].filter((each) => each.checkVisibility() && each.getBoundingClientRect().height < 44)
  .map((each) => each.outerHTML)"""


def too_low(person: Person, path: str) -> list[str]:
    person.visit(path)
    found: list[str] = person.page.evaluate(TOO_LOW)
    return found


def test_what_is_pressed_or_filled_in_is_44_pixels_high(sit_down: SitDown) -> None:
    person = sit_down(width=360)
    person.become_subscriber()
    signed_in = ["tableau-de-bord", "appareils", "mot-de-passe"]
    found = {path: too_low(person, path) for path in signed_in}
    person.press("Se déconnecter")
    open_pages = ["", "ouverture/formulaire?commune=13026", "connexion", "mentions-legales"]
    found |= {path: too_low(person, path) for path in open_pages}
    assert {path: html for path, html in found.items() if html} == {}
