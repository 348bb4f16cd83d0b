"""``make pictures``: every page as people see it, from the running product, and every mail.

Each page is taken at the width of a phone and of a desk, light and dark, on paper and in forced
colours, into ``docs/images/pages``; those that the documentation shows, into ``docs/images``, with
a contact sheet of all pages for a desk and for a phone, and one of all mails.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from attrs import frozen
from playwright.sync_api import Browser, Page, sync_playwright

from espaceclient.adapters.web import Branding, Conformity, Duties
from espaceclient.adapters.wording import TomlWording
from tests.adapters.web.contracts import FLAT_CONTRACT, end
from tests.adapters.web.world import EMAIL, PASSWORD, World
from tests.browser.conftest import CHROMIUM_ARGUMENTS, serving
from tests.browser.person import Person
from tests.letters import written

IMAGES = Path(__file__).parents[1] / "docs" / "images"
ALL = IMAGES / "pages"
SHOWN = {
    "home": ("home.png", 780),
    "dashboard": ("dashboard.png", 900),
    "form-typed": ("form.png", 1180),
}
"""The pages that the documentation shows at 1100 pixels, and how many of them from the top."""

SHEETS = {
    "desk": ("*-desk.png", 320),
    "phone": ("*-phone.png", 150),
    "mails": ("mail-fr-*.png", 240),
}
"""The contact sheets by their names: the pictures on them, and how wide each is in pixels."""

PAINTED = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"

BRANDING = Branding(
    "Eaux de l'Exemple",
    phone="04 65 71 00 00",  # of those kept for films and books
    email="contact@exemple.fr",
    hours="du lundi au vendredi, de 8\u00a0h à 18\u00a0h",
    duties=Duties(
        publisher="Eaux de l'Exemple",
        publisher_address="1 rue de la Fontaine, 13000 Marseille",
        publication_director="Camille Exemple",
        hosting_provider="Hébergeur d'exemple, 59000 Lille, 03 53 01 00 00",
        privacy_contact="donnees@exemple.fr",
        accessibility=Conformity.PARTIAL,
        accessibility_audit="Audit du 12 mars 2026 : 92 % des critères sont respectés.",
        accessibility_date="12 mars 2026",
    ),
)
MODES: dict[str, tuple[int, dict[str, Any]]] = {
    "desk": (1280, {}),
    "tablet": (768, {}),
    "phone": (360, {}),
    "desk-dark": (1280, {"color_scheme": "dark"}),
    "phone-dark": (360, {"color_scheme": "dark"}),
    "forced": (1280, {"forced_colors": "active"}),
    "paper": (800, {"media": "print"}),
}
USUAL: dict[str, Any] = {
    "color_scheme": "light",
    "forced_colors": "none",
    "media": "screen",
    "reduced_motion": "reduce",
}


@frozen
class Camera:
    """Takes a page in every mode."""

    folder: Path

    def take(self, person: Person, name: str) -> None:
        page = person.page
        page.wait_for_load_state("networkidle")
        for mode, (width, media) in MODES.items():
            page.set_viewport_size({"width": width, "height": 800})
            page.emulate_media(**USUAL | media)
            self._settle(page)
            page.screenshot(path=self.folder / f"{name}-{mode}.png", full_page=True)
        page.emulate_media(**USUAL)
        if name in SHOWN:
            file, height = SHOWN[name]
            page.set_viewport_size({"width": 1100, "height": height})
            self._settle(page)
            page.screenshot(path=IMAGES / file)
        page.set_viewport_size({"width": 1280, "height": 800})

    def _settle(self, page: Page) -> None:
        page.evaluate("scrollTo(0, 0)")
        page.evaluate(PAINTED)


def live(world: World, browser: Browser, camera: Camera) -> None:
    """Live the guide, and take each page."""
    person, stranger = Person.at(browser, world), Person.at(browser, world)
    for name, path in {
        "home": "",
        "communes": "ouverture",
        "form": "ouverture/formulaire?commune=13026",
        "sign-in": "connexion",
        "forgotten": "mot-de-passe-oublie",
        "dead-link": "activation/x",
        "not-found": "nulle-part",
        "accessibility": "accessibilite",
        "privacy": "donnees-personnelles",
        "legal": "mentions-legales",
    }.items():
        stranger.visit(path)
        camera.take(stranger, name)
    open_an_account(world, person, stranger, camera)
    use_it(world, person, camera)


def open_an_account(world: World, person: Person, stranger: Person, camera: Camera) -> None:
    person.open_form()
    person.fill_opening_form(password="Cle-d-eau", meter="X9999")
    camera.take(person, "form-typed")
    person.press("Soumettre")
    person.page.get_by_role("alert").wait_for()
    camera.take(person, "form-refused")
    person.fill_opening_form()
    person.press("Soumettre")
    person.page.wait_for_url(world.base_url)
    camera.take(person, "request-received")
    person.visit("ouverture/en-attente")
    camera.take(person, "waiting")
    stranger.visit(world.newest_link("activation/"))
    camera.take(stranger, "activation-elsewhere")
    person.visit(world.newest_link("activation/"))
    camera.take(person, "activation")
    person.press("Activer mon espace client")
    camera.take(person, "welcome")


def use_it(world: World, person: Person, camera: Camera) -> None:
    person.visit("contrats/ajout/formulaire?commune=13026")
    camera.take(person, "adding")
    person.fill(Numéro_de_contrat="7654321", Numéro_de_compteur="D08A54321")
    person.press("Ajouter ce contrat")
    person.page.wait_for_url("**/tableau-de-bord")
    end(world, FLAT_CONTRACT)
    world.client.sign_in({"email": EMAIL, "password": PASSWORD}, label="Firefox sur Windows")
    for name, path in {
        "dashboard": "tableau-de-bord",
        "devices": "appareils",
        "password": "mot-de-passe",
        "address": "adresse",
        "closing": "compte/fermeture",
    }.items():
        person.visit(path)
        camera.take(person, name)


def take_letters(browser: Browser, folder: Path) -> None:
    """Take every mail, as a reader of mails shows it."""
    page = browser.new_page(viewport={"width": 700, "height": 800}, java_script_enabled=False)
    for name, html in written().items():
        if name.endswith(".html"):
            page.set_content(html)
            file = folder / f"mail-{name.removesuffix('.html').replace('/', '-')}.png"
            page.screenshot(path=file, full_page=True)
    page.close()


def lay_out(browser: Browser, folder: Path) -> None:
    """Lay the pictures out on contact sheets."""
    page = browser.new_page(viewport={"width": 1640, "height": 800})
    for name, (pattern, width) in SHEETS.items():
        sheet = folder / f"{name}.html"
        images = "".join(
            f'<img src="{each.name}" width="{width}">' for each in sorted(folder.glob(pattern))
        )
        style = "display: flex; flex-wrap: wrap; align-items: flex-start; gap: 8px"
        sheet.write_text(f'<body style="{style}; background: #888">{images}', "utf-8")
        page.goto(sheet.as_uri())
        page.screenshot(path=IMAGES / f"all-{name}.jpeg", full_page=True, quality=60)
        sheet.unlink()
    page.close()


@contextmanager
def a_browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=CHROMIUM_ARGUMENTS
        )
        yield chromium
        chromium.close()


def main() -> None:
    ALL.mkdir(parents=True, exist_ok=True)
    with serving() as server, a_browser() as browser:
        server.world = World(
            server.base_url, branding=BRANDING, look={"languages": (TomlWording.english(),)}
        )
        live(server.world, browser, Camera(ALL))
        take_letters(browser, ALL)
        lay_out(browser, ALL)


if __name__ == "__main__":
    main()
