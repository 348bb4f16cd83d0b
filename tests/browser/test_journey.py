"""The guide, lived from the commune to the dashboard, and the forgotten password."""

import pytest
from playwright.sync_api import expect

from espaceclient.adapters.wording import TomlWording
from tests.adapters.web.world import EMAIL, PASSWORD, World
from tests.browser.conftest import Server
from tests.browser.person import Person, SitDown

NEW = "Nouvelle-clé-7"


@pytest.mark.parametrize("javascript", [True, False], ids=["with_javascript", "without_javascript"])
def test_the_whole_guide(world: World, sit_down: SitDown, *, javascript: bool) -> None:
    person = sit_down(javascript=javascript)
    person.open_form()
    assert person.heading() == "Ouvrir un espace client"
    assert person.page.get_by_text("Société Eau de Marseille Métropole").is_visible()
    person.fill_opening_form(meter="X9999")
    person.press("Soumettre")
    assert person.page.locator("form > .failure > p").first.inner_text() == (
        "Les informations saisies pour ce compte sont incorrectes. Veuillez vérifier votre saisie."
    )
    person.fill_opening_form()
    person.press("Soumettre")
    assert person.notice().startswith(
        "Votre demande Votre compte a bien été créé. Vous devez à présent cliquer sur le "
        "lien d'activation contenu "
        "dans le mail qui vous a été envoyé."
    )
    person.visit(world.newest_link("activation/"))
    person.press("Activer mon espace client")
    assert person.heading() == "Tableau de bord"
    assert person.notice() == "Bienvenue sur votre Agence en Ligne Votre compte a été validé."
    person.press("Se déconnecter")
    person.follow("Se connecter")
    person.follow("Mot de passe oublié ?")
    assert person.heading().replace("\u202f", " ") == "Mot de passe oublié ?"
    person.fill(**{"E-mail": "camille@exemple.fr"})
    person.press("Valider")
    assert person.notice() == (
        "Si votre compte existe, un e-mail vous a été adressé. Il contient toutes les "
        "informations nécessaires."
    )
    person.choose_new_password(NEW)
    assert person.notice() == "Votre mot de passe a été mis à jour."
    person.sign_in(NEW)
    assert person.heading() == "Tableau de bord"
    assert len(world.deliver()) == 4


def test_a_notice_stands_at_the_top_right(sit_down: SitDown) -> None:
    person = sit_down()
    person.ask_for_reset()
    box = person.page.get_by_role("status").bounding_box()
    assert box is not None
    assert box["y"] < 120
    assert box["x"] > 640


def test_the_failure_stands_below_the_button(sit_down: SitDown) -> None:
    person = sit_down()
    person.open_form()
    person.press("Soumettre")
    button = person.page.get_by_role("button", name="Soumettre").bounding_box()
    failure = person.page.locator("form > .failure").bounding_box()
    assert button is not None
    assert failure is not None
    assert failure["y"] > button["y"] + button["height"]


def test_another_browser_activates_with_the_chosen_password(
    world: World, sit_down: SitDown
) -> None:
    person, elsewhere = sit_down(), sit_down()
    person.open_form()
    person.fill_opening_form()
    person.press("Soumettre")
    elsewhere.visit(world.newest_link("activation/"))
    elsewhere.fill(Mot_de_passe=PASSWORD)
    elsewhere.press("Activer mon espace client")
    assert elsewhere.heading() == "Tableau de bord"


def test_a_reset_ends_the_session_in_another_browser(sit_down: SitDown) -> None:
    person, elsewhere = sit_down(), sit_down()
    person.become_subscriber()
    elsewhere.ask_for_reset()
    elsewhere.choose_new_password(NEW)
    person.page.reload()
    assert person.heading() == "Connexion"


def test_signing_out_leaves_nothing_behind_the_back_button(sit_down: SitDown) -> None:
    person = sit_down()
    person.become_subscriber()
    person.press("Se déconnecter")
    person.page.wait_for_load_state()
    person.page.go_back()
    assert person.heading() == "Connexion"


def press_link_of_the_letter(person: Person) -> None:
    person.page.frame_locator("iframe").get_by_role("link").first.click()
    person.page.get_by_role("button", name="Activer mon espace client").wait_for()


@pytest.mark.parametrize("world", [True], indirect=True)
@pytest.mark.parametrize("javascript", [True, False], ids=["with_javascript", "without_javascript"])
def test_a_demonstration_s_mail_is_read_and_its_link_clicked(
    world: World, sit_down: SitDown, *, javascript: bool
) -> None:
    person = sit_down(javascript=javascript)
    person.open_form()
    person.fill_opening_form()
    person.press("Soumettre")
    subject = world.deliver()[0].subject
    person.follow("Boîte de démonstration")
    person.follow(subject)
    press_link_of_the_letter(person)
    person.press("Activer mon espace client")
    assert person.heading() == "Tableau de bord"


def test_another_language_keeps_what_was_typed(server: Server, sit_down: SitDown) -> None:
    server.world = World(server.base_url, look={"languages": (TomlWording.english(),)})
    person = sit_down()
    person.visit("ouverture/formulaire?commune=13026")
    person.fill_opening_form()
    with person.page.expect_navigation():
        person.press("English")
    expect(person.labelled("Email")).to_have_value(EMAIL)
    expect(person.labelled("Contract number")).to_have_value("0123456")
    expect(person.labelled("Password")).to_have_value("")
    person.page.reload()
    assert person.labelled("Email").input_value() == ""
