"""Somebody at a browser."""

import re
from typing import Protocol, Self

from attrs import define, field
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page

from tests.adapters.web.world import CHATEAUNEUF, EMAIL, PASSWORD, World

_A_PAGE_THAT_REFUSES = re.compile(
    r"Failed to load resource: the server responded with a status of (410|422)"
)


@define(slots=False)  # Playwright leaves a mark of its own on who hears its events
class Person:
    """``complaints``: what the browser wrote to its console, breaches of the content security
    policy included.
    """

    world: World
    page: Page
    complaints: list[str] = field(factory=list)

    @classmethod
    def at(
        cls,
        browser: Browser,
        world: World,
        *,
        javascript: bool = True,
        bypass_csp: bool = False,
        width: int = 1280,
    ) -> Self:
        """Sit down at a browser of one's own: no cookie is shared."""
        context = browser.new_context(
            java_script_enabled=javascript,
            bypass_csp=bypass_csp,
            viewport={"width": width, "height": 900},
            locale="fr-FR",
        )
        context.set_default_timeout(30_000)
        person = cls(world, context.new_page())
        person.page.on("console", person._hear)
        person.page.on("pageerror", lambda error: person.complaints.append(str(error)))
        return person

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not _A_PAGE_THAT_REFUSES.match(message.text):
            self.complaints.append(message.text)

    def visit(self, path: str = "") -> None:
        """Open a page below the base URL, or a mailed link."""
        self.page.goto(path if path.startswith("http") else self.world.base_url + path)

    def follow(self, name: str) -> None:
        """Click a link, and wait for its page: a click alone may return while there is none."""
        with self.page.expect_navigation():
            self.page.get_by_role("link", name=name, exact=True).click()

    def press(self, name: str) -> None:
        """Press a button, and wait for the answer to a form that a script sends."""
        self.page.get_by_role("button", name=name, exact=True).click()
        self.page.locator("form[aria-busy=true]").wait_for(state="detached")

    def labelled(self, label: str) -> Locator:
        return self.page.get_by_label(label, exact=True)

    def fill(self, **typed: str) -> None:
        """Fill fields in by their labels, ``_`` standing for a space."""
        for label, text in typed.items():
            self.labelled(label.replace("_", " ")).fill(text)

    def heading(self) -> str:
        return self.page.get_by_role("heading", level=1).inner_text()

    def notice(self) -> str:
        """Read what stands at the top right, on one line."""
        return " ".join(self.page.get_by_role("status").inner_text().split())

    def scrolls_sideways(self) -> bool:
        scrolls: bool = self.page.evaluate(
            "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        )
        return scrolls

    def open_form(self) -> None:
        """Go from the home page to the form of Châteauneuf-les-Martigues (guide, steps 1 and 2)."""
        self.visit()
        self.follow("Créer mon espace client")
        self.choose_commune()

    def choose_commune(self) -> None:
        self.page.get_by_role("combobox", name="Votre commune", exact=True).select_option(
            CHATEAUNEUF.name
        )
        with self.page.expect_navigation():
            self.press("Continuer")

    def fill_opening_form(self, password: str = PASSWORD, meter: str = "D08A12345") -> None:
        self.fill(
            **{"E-mail": EMAIL, "Mot_de_passe": password, "Confirmer_le_mot_de_passe": password}
        )
        self.fill(Numéro_de_contrat="0123456", Numéro_de_compteur=meter)

    def become_subscriber(self) -> None:
        """Open an account and activate it; ends on the dashboard, signed in."""
        self.open_form()
        self.fill_opening_form()
        self.press("Soumettre")
        self.visit(self.world.newest_link("activation/"))
        self.press("Activer mon espace client")

    def ask_for_reset(self) -> None:
        self.visit("connexion")
        self.follow("Mot de passe oublié ?")
        self.fill(**{"E-mail": EMAIL})
        self.press("Valider")

    def choose_new_password(self, password: str) -> None:
        self.visit(self.world.newest_link("nouveau-mot-de-passe/"))
        self.fill(Nouveau_mot_de_passe=password, Confirmer_le_mot_de_passe=password)
        self.press("Valider")

    def sign_in(self, password: str) -> None:
        self.visit("connexion")
        self.fill(**{"E-mail": EMAIL, "Mot_de_passe": password})
        self.press("Se connecter")


class SitDown(Protocol):
    def __call__(
        self, *, javascript: bool = True, bypass_csp: bool = False, width: int = 1280
    ) -> Person:
        """Sit somebody down at a browser of their own."""
        ...
