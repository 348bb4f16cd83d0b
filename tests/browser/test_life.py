"""An account's life, on a narrow screen: the mail goes to an address that was mistyped, the address
changes, devices are ended, the data taken along, and the account closed.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.adapters.web.world import EMAIL, PASSWORD, World
from tests.browser.person import Person, SitDown

RIGHT, NEW = "camille@exemple.com", "camille@nouveau.fr"


def waits(person: Person) -> None:
    person.open_form()
    person.fill_opening_form()
    person.press("Soumettre")
    person.follow("Vous n'avez pas reçu cet e-mail ?")
    assert person.heading() == "Votre demande attend sa confirmation"
    person.press("Renvoyer l'e-mail")
    assert person.notice() == (
        "Si votre demande est toujours en attente, l'e-mail vous est renvoyé. Après plusieurs "
        "envois, patientez une heure avant d'en demander un autre."
    )
    person.fill(**{"Bonne_adresse_e-mail": RIGHT})
    person.press("Corriger l'adresse")
    assert person.notice() == "L'adresse de votre demande a été corrigée et l'e-mail y est envoyé."
    assert person.labelled("Bonne adresse e-mail").count() == 0
    assert person.scrolls_sideways() is False


def activates(person: Person) -> None:
    person.visit(person.world.newest_link("activation/"))
    person.press("Activer mon espace client")
    assert person.heading() == "Tableau de bord"
    assert person.scrolls_sideways() is False


def changes_the_address(person: Person) -> None:
    person.follow("Modifier mon adresse e-mail")
    assert person.scrolls_sideways() is False
    person.fill(**{"Nouvelle_adresse_e-mail": NEW, "Mot_de_passe_actuel": PASSWORD})
    person.press("Envoyer le lien")
    assert person.notice() == (
        "Un e-mail a été envoyé à votre nouvelle adresse. Tant que vous n'avez pas cliqué sur le "
        "lien qu'il contient, rien ne change."
    )
    assert person.page.locator("#contenu").get_by_text(RIGHT, exact=True).is_visible()
    person.visit(person.world.newest_link("nouvelle-adresse/"))
    assert person.scrolls_sideways() is False
    person.press("Valider ma nouvelle adresse")
    assert person.notice() == (
        "Votre adresse e-mail a été mise à jour. Connectez-vous désormais avec celle-ci."
    )
    assert person.page.locator("#contenu").get_by_text(NEW, exact=True).is_visible()


def ends_devices(person: Person) -> None:
    for device in ("Tablette", "Téléphone", "W" * 80):
        person.world.client.sign_in({"email": NEW, "password": PASSWORD}, label=device)
    person.follow("Appareils connectés")
    assert person.scrolls_sideways() is False
    person.press("Déconnecter Téléphone")
    assert person.notice() == "L'appareil est déconnecté."
    assert person.page.locator("#contenu").get_by_role("listitem").count() == 3
    person.press("Déconnecter tous les autres appareils")
    assert person.notice() == "Tous vos autres appareils sont déconnectés."
    assert person.page.locator("#contenu").get_by_role("listitem").count() == 1
    person.follow("Retour au tableau de bord")


def exports(person: Person) -> None:
    with person.page.expect_download() as download:
        person.press("Exporter mes données")
    assert download.value.suggested_filename == "espace-client.json"
    fields: dict[str, Any] = json.loads(Path(download.value.path()).read_text("utf-8"))
    assert fields["account"]["email"] == NEW


def closes(person: Person) -> None:
    person.follow("Fermer mon compte")
    assert person.scrolls_sideways() is False
    person.fill(Mot_de_passe_actuel="Clé-d'eau-2025")
    person.press("Fermer définitivement mon compte")
    assert person.labelled("Mot de passe actuel").get_attribute("aria-invalid") == "true"
    person.fill(Mot_de_passe_actuel=PASSWORD)
    person.press("Fermer définitivement mon compte")
    assert person.notice() == "Votre compte est fermé. Un e-mail vous le confirme."


@pytest.mark.parametrize("javascript", [True, False], ids=["with_javascript", "without_javascript"])
def test_an_account_lives_and_is_closed(
    world: World, sit_down: SitDown, *, javascript: bool
) -> None:
    person = sit_down(javascript=javascript, width=360)
    for does in (waits, activates, changes_the_address, ends_devices, exports, closes):
        does(person)
    recipients = [message.to.text for message in world.deliver()]
    assert recipients == [EMAIL, EMAIL, RIGHT, RIGHT, NEW, RIGHT, RIGHT, NEW]
