"""The portal in FastAPI, started by its command, as somebody at a browser meets it."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.examples.running import FLAT, PASSWORD, Site, started


def open_account(page: Page, site: Site) -> None:
    page.get_by_role("link", name="Créer mon espace client").first.click()
    page.get_by_role("combobox", name="Votre commune", exact=True).select_option("Cassis")
    page.get_by_role("button", name="Continuer").click()
    contract, meter = FLAT
    typed = {
        "E-mail": "jeanne@exemple.fr",
        "Mot de passe": PASSWORD,
        "Confirmer le mot de passe": PASSWORD,
        "Numéro de contrat": contract,
        "Numéro de compteur": meter,
    }
    for label, text in typed.items():
        page.get_by_label(label, exact=True).fill(text)
    page.get_by_label("Téléphone").fill("06 12 34 56 78")
    page.get_by_role("button", name="Soumettre").click()
    page.goto(site.mailed_link("jeanne@exemple.fr", "activation"))
    page.get_by_role("button", name="Activer mon espace client").click()


@pytest.fixture
def page(browser: Browser) -> Page:
    context = browser.new_context(locale="fr-FR")
    context.set_default_timeout(30_000)
    return context.new_page()


def test_from_the_home_page_to_an_invoice_and_no_more_paper(page: Page, tmp_path: Path) -> None:
    with started("fastapi_site", tmp_path, "/espace") as site:
        page.goto(f"{site.origin}/espace/")
        open_account(page, site)
        page.get_by_role("link", name="Voir mes factures").click()
        assert page.get_by_role("row").all_inner_texts() == [
            "Date\tContrat\tMontant",
            "02/04/2024\t0123456\t48,20\u00a0€",
        ]
        page.get_by_role("button", name="Ne plus recevoir mes factures par courrier").click()
        page.get_by_text("Vous ne recevez plus vos factures par courrier.").wait_for()
        page.context.close()
