"""Every page, judged by axe, at 320 pixels, and by keyboard."""

from pathlib import Path

import pytest

from tests.adapters.web.contracts import FLAT_CONTRACT, end
from tests.adapters.web.world import EMAIL, PASSWORD, World
from tests.browser.axe import violations
from tests.browser.person import SitDown

OPEN_PAGES = [
    "",
    "ouverture",
    "ouverture/formulaire?commune=13026",
    "ouverture/formulaire",
    "connexion",
    "mot-de-passe-oublie",
    "activation/x",
    "nouveau-mot-de-passe/x",
    "nouvelle-adresse/x",
    "accessibilite",
    "donnees-personnelles",
    "mentions-legales",
    "demonstration/courriers",
]


@pytest.mark.parametrize("world", [True], indirect=True)
def test_axe_finds_nothing_and_nothing_scrolls_sideways_on_any_open_page(sit_down: SitDown) -> None:
    person = sit_down(bypass_csp=True, width=320)
    found = {}
    for path in OPEN_PAGES:
        person.visit(path)
        found[path] = (violations(person), person.scrolls_sideways())
    assert found == dict.fromkeys(OPEN_PAGES, ([], False))


@pytest.mark.parametrize("world", [True], indirect=True)
def test_axe_finds_nothing_along_the_journey(world: World, sit_down: SitDown) -> None:
    person = sit_down(bypass_csp=True, width=320)
    found: list[tuple[str, list[str], bool]] = []

    def judge() -> None:
        found.append((person.heading(), violations(person), person.scrolls_sideways()))

    person.open_form()
    person.press("Soumettre")
    judge()
    person.fill_opening_form(meter="X9999")
    person.press("Soumettre")
    judge()
    person.page.locator("summary").click()
    judge()
    person.fill_opening_form()
    person.press("Soumettre")
    judge()
    person.follow("Vous n'avez pas reçu cet e-mail ?")
    person.press("Corriger l'adresse")
    judge()
    person.fill(**{"Bonne_adresse_e-mail": EMAIL})
    person.press("Corriger l'adresse")
    judge()
    person.visit(world.newest_link("activation/"))
    judge()
    person.press("Activer mon espace client")
    judge()
    person.page.evaluate("document.querySelector('dialog').showModal()")
    judge()
    person.page.evaluate("document.querySelector('dialog').close()")
    person.follow("Ajouter un contrat")
    judge()
    person.choose_commune()
    person.press("Ajouter ce contrat")
    judge()
    person.fill(Numéro_de_contrat="7654321", Numéro_de_compteur="D08A54321")
    person.press("Ajouter ce contrat")
    end(world, FLAT_CONTRACT)
    person.follow("Retirer le contrat n° 7654321")
    person.press("Retirer ce contrat")
    judge()
    person.follow("Retour au tableau de bord")
    judge()
    person.follow("Modifier mon mot de passe")
    person.press("Valider")
    judge()
    person.visit("tableau-de-bord")
    person.follow("Modifier mon adresse e-mail")
    person.press("Envoyer le lien")
    judge()
    person.labelled("Nouvelle adresse e-mail").fill("camille@nouveau.fr")
    person.labelled("Mot de passe actuel").fill(PASSWORD)
    person.press("Envoyer le lien")
    judge()
    person.visit(world.newest_link("nouvelle-adresse/"))
    judge()
    world.client.sign_in({"email": EMAIL, "password": PASSWORD}, label="W" * 80)
    person.visit("appareils")
    judge()
    person.visit("compte/fermeture")
    judge()
    person.press("Fermer définitivement mon compte")
    judge()
    person.visit(f"demonstration/courriers/{world.deliver()[0].message_id}")
    judge()
    person.visit("connexion")
    person.press("Se déconnecter")
    person.ask_for_reset()
    judge()
    person.visit(world.newest_link("nouveau-mot-de-passe/"))
    judge()
    person.page.context.clear_cookies()
    person.visit(world.newest_link("nouvelle-adresse/"))
    person.press("Valider ma nouvelle adresse")
    judge()
    assert [entry for entry in found if entry[1:] != ([], False)] == []


TWICE_AS_LARGE = "document.documentElement.style.fontSize = '200%'"


def test_a_text_twice_as_large_scrolls_nothing_sideways(sit_down: SitDown) -> None:
    person = sit_down()
    person.become_subscriber()
    pages = ["tableau-de-bord", "ouverture", "ouverture/formulaire?commune=13026", "mot-de-passe"]
    found = {}
    for path in pages:
        person.visit(path)
        person.page.evaluate(TWICE_AS_LARGE)
        found[path] = person.scrolls_sideways()
    assert found == dict.fromkeys(pages, False)


def test_the_first_key_leads_past_the_header(sit_down: SitDown) -> None:
    person = sit_down()
    person.visit("connexion")
    person.page.keyboard.press("Tab")
    person.page.keyboard.press("Enter")
    person.page.keyboard.press("Tab")
    assert person.labelled("E-mail").evaluate("field => field === document.activeElement")


def test_the_form_is_read_aloud_as_it_was_written_down(sit_down: SitDown) -> None:
    """A change of ``opening_form.yaml`` is a change of what a screen reader tells: read it."""
    person = sit_down()
    person.open_form()
    person.page.wait_for_load_state("networkidle")
    read = person.page.locator("main").aria_snapshot() + "\n"
    assert read == Path(__file__).with_name("opening_form.yaml").read_text("utf-8")


def test_a_notice_is_told_after_its_page_has_come(sit_down: SitDown) -> None:
    person = sit_down()
    person.ask_for_reset()
    notice = person.page.get_by_role("status")
    before = notice.locator("p").first.element_handle()
    assert before is not None
    before.wait_for_element_state("hidden")  # it is taken out,
    assert notice.locator("p").first.is_visible()  # and another takes its place
