"""The unhappy paths, on a phone: whatever is wrong is told, and nothing is typed twice."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from espaceclient import Communes
from espaceclient.values import Commune
from tests.adapters.web.visitor import Visitor
from tests.adapters.web.world import CHATEAUNEUF, EAU, EMAIL, PASSWORD, SEM, World
from tests.browser.axe import violations
from tests.browser.person import Person, SitDown

PHONE = 360
NUMBERS = {"Numéro_de_contrat": "0123456", "Numéro_de_compteur": "D08A12345"}
REFUSED = (
    "Les informations saisies pour ce compte sont incorrectes. Veuillez vérifier votre saisie."
)
WAIT_OR_CALL = (
    "Si vos numéros sont exacts, patientez une heure avant de réessayer\u00a0: après plusieurs "
    "essais, même les bons numéros sont refusés."
)


def has_focus(person: Person, selector: str) -> bool:
    found: bool = person.page.locator(selector).evaluate("each => each === document.activeElement")
    return found


def in_sight(person: Person, selector: str) -> bool:
    box = person.page.locator(selector).bounding_box()
    return box is not None and 0 <= box["y"] < 900


def refuse(person: Person, meter: str = "X9999") -> None:
    """Fill the form in with a meter that is not the contract's, and wait for the answer."""
    person.open_form()
    person.fill_opening_form(meter=meter)
    person.press("Soumettre")
    person.page.locator("main .failure").wait_for()


def test_a_refused_form_says_so_where_one_looks_and_leads_to_its_fields(sit_down: SitDown) -> None:
    person = sit_down(width=PHONE)
    person.open_form()
    person.press("Soumettre")
    summary = person.page.locator(".error-summary")
    summary.wait_for()
    assert has_focus(person, ".error-summary")
    assert in_sight(person, ".error-summary")
    assert person.page.title().startswith("Erreur\u00a0: Ouvrir un espace client")
    assert person.page.locator("form > .failure").inner_text() == REFUSED
    assert [link.get_attribute("href") for link in summary.get_by_role("link").all()] == [
        "#email",
        "#password",
        "#contract_number",
        "#meter_number",
    ]
    summary.get_by_role("link", name="Saisissez le numéro de compteur").click()
    assert has_focus(person, "#meter_number")
    assert person.labelled("Numéro de compteur").get_attribute("aria-invalid") == "true"


def test_one_wrong_digit_costs_one_digit(world: World, sit_down: SitDown) -> None:
    person = sit_down(width=PHONE)
    refuse(person)
    assert has_focus(person, ".error-summary")
    kept = person.page.locator("main input:not([type=hidden])").evaluate_all(
        "fields => fields.map((field) => field.value)"
    )
    assert kept == [EMAIL, PASSWORD, PASSWORD, "0123456", "X9999"]
    assert person.page.locator(".rule.unmet").filter(visible=True).count() == 0
    assert person.page.get_by_text("saisissez de nouveau").count() == 0
    person.labelled("Numéro de compteur").fill("D08A12345")
    person.press("Soumettre")
    assert person.notice().startswith("Votre demande Votre compte a bien été créé.")
    assert world.deliver()[0].to.text == EMAIL


def test_without_javascript_the_password_is_asked_for_again_in_words(sit_down: SitDown) -> None:
    person = sit_down(javascript=False, width=PHONE)
    refuse(person)
    assert has_focus(person, ".error-summary")
    links = person.page.locator(".error-summary").get_by_role("link").all_inner_texts()
    assert links == [REFUSED, "Par sécurité, saisissez de nouveau votre mot de passe."]
    hint = person.page.locator("#password-hint").inner_text()
    assert hint == "Par sécurité, saisissez de nouveau votre mot de passe."
    assert person.page.locator("#rules .unmet").filter(visible=True).count() == 0


def test_every_refusal_says_to_wait_or_to_call(world: World, sit_down: SitDown) -> None:
    person = sit_down(width=PHONE)
    refuse(person)
    told = [person.page.locator("form > .failure").inner_text()]
    for _ in range(6):
        world.client.open_account(
            {
                "commune": CHATEAUNEUF.code,
                "email": EMAIL,
                "password": PASSWORD,
                "confirmation": PASSWORD,
                "contract_number": "0123456",
                "meter_number": "X9999",
            },
            client_address="127.0.0.1",
        )
    refuse(person, meter="D08A12345")
    told.append(person.page.locator("form > .failure").inner_text())
    assert (
        told
        == [
            "\n\n".join(
                (REFUSED, WAIT_OR_CALL, "Appelez-nous au 09\u00a069\u00a039\u00a040\u00a050")
            )
        ]
        * 2
    )
    call = person.page.get_by_role("link", name="Appelez-nous")
    assert call.get_attribute("href") == "tel:0969394050"


def test_a_link_in_another_browser_asks_for_the_password_and_has_a_way_out(
    world: World, sit_down: SitDown
) -> None:
    person, elsewhere = sit_down(), sit_down(width=PHONE)
    person.open_form()
    person.fill_opening_form()
    person.press("Soumettre")
    elsewhere.visit(world.newest_link("activation/"))
    expect(elsewhere.page.locator("main form > p").first).to_have_text(
        "Par sécurité, saisissez le mot de passe que vous avez choisi en remplissant le formulaire."
    )
    assert elsewhere.page.get_by_role("link", name="Recommencer ma demande").is_visible()
    elsewhere.labelled("Mot de passe").fill("Pas-celui-là-1")
    elsewhere.page.get_by_role("button", name="Afficher Mot de passe").click()
    assert elsewhere.labelled("Mot de passe").get_attribute("type") == "text"
    elsewhere.press("Activer mon espace client")
    assert has_focus(elsewhere, ".error-summary")
    assert elsewhere.labelled("Mot de passe").get_attribute("type") == "password"


def test_who_has_not_activated_is_told_and_gets_the_link_again(
    world: World, sit_down: SitDown
) -> None:
    person, stranger = sit_down(width=PHONE), sit_down(width=PHONE)
    person.open_form()
    person.fill_opening_form()
    person.press("Soumettre")
    hints = []
    for each, email in ((person, EMAIL), (stranger, "inconnue@exemple.fr")):
        each.visit("connexion")
        each.fill(**{"E-mail": email, "Mot_de_passe": PASSWORD})
        each.press("Se connecter")
        hints.append(each.page.locator("main .failure").inner_text())
    assert hints[0] == hints[1]
    assert "Cliquez d'abord sur le lien d'activation reçu par e-mail." in hints[0]
    person.ask_for_reset()
    assert [mail.subject for mail in world.deliver()] == ["Activez votre espace client"] * 2


def test_after_the_form_the_loudest_button_is_not_to_begin_again(sit_down: SitDown) -> None:
    person = sit_down(width=PHONE)
    person.open_form()
    person.fill_opening_form()
    person.press("Soumettre")
    card = person.page.locator(".entrance")
    assert EMAIL in card.inner_text()
    assert "48\u00a0heures" in card.inner_text()
    assert person.page.get_by_text("Créer mon espace client", exact=True).count() == 0
    person.follow("Je n'ai pas reçu cet e-mail")
    assert person.heading() == "Votre demande attend sa confirmation"
    assert EMAIL in person.page.locator("main").inner_text()


def test_errors_go_as_soon_as_they_are_mended(sit_down: SitDown) -> None:
    person = sit_down(width=PHONE)
    person.open_form()
    person.fill(**{"E-mail": "camille", "Mot_de_passe": "abc", "Confirmer_le_mot_de_passe": "abd"})
    person.fill(Numéro_de_contrat="12", Numéro_de_compteur="D08A12345")
    person.press("Soumettre")
    wrong = person.page.locator(".wrong")
    expect(wrong).to_have_count(4)
    person.labelled("E-mail").fill(EMAIL)
    expect(wrong).to_have_count(3)
    assert not person.labelled("E-mail").get_attribute("aria-invalid")
    person.labelled("Mot de passe").fill("Azerty12")
    expect(wrong).to_have_count(3)
    person.fill(Mot_de_passe=PASSWORD, Confirmer_le_mot_de_passe=PASSWORD)
    expect(wrong).to_have_count(1)
    person.labelled("Numéro de contrat").fill("0123456")
    expect(person.page.locator(".wrong, .error-summary, .failure")).to_have_count(0)


def test_a_contract_typed_with_its_letter_is_taken_and_said(sit_down: SitDown) -> None:
    person, plain = sit_down(width=PHONE), sit_down(javascript=False, width=PHONE)
    taken = "Nous avons retenu le numéro 0123456, sans sa lettre."
    person.open_form()
    person.fill(Numéro_de_contrat="0123456 k", Numéro_de_compteur="D08A12345")
    assert person.labelled("Numéro de contrat").input_value() == "0123456"
    assert person.page.locator(".taken").inner_text() == taken
    plain.open_form()
    plain.fill_opening_form(meter="X9999")
    plain.fill(Numéro_de_contrat="K0123456")
    plain.press("Soumettre")
    assert plain.labelled("Numéro de contrat").input_value() == "0123456"
    assert plain.page.locator(".taken").inner_text() == taken
    plain.fill_opening_form()
    plain.fill(Numéro_de_contrat="K0123456")
    plain.press("Soumettre")
    assert "Nous avons retenu votre numéro de contrat sans sa lettre." in plain.notice()


def test_the_drawing_opens_beside_the_fields_and_covers_none(sit_down: SitDown) -> None:
    person = sit_down(width=PHONE)
    person.open_form()
    person.page.locator("summary").click()
    drawing = person.page.get_by_role("img", name="Exemple de facture", exact=True).bounding_box()
    field = person.labelled("Numéro de contrat").bounding_box()
    assert drawing is not None
    assert field is not None
    assert drawing["y"] + drawing["height"] < field["y"]
    person.labelled("Numéro de contrat").fill("0123456")


def test_a_session_warns_before_it_ends_and_can_be_kept(world: World, sit_down: SitDown) -> None:
    person = sit_down(width=PHONE)
    person.become_subscriber()
    person.page.get_by_role("status").wait_for()
    person.page.clock.install()
    person.visit("contrats/ajout/formulaire?commune=13026")
    person.fill(Numéro_de_contrat="7654321")
    person.page.wait_for_load_state("networkidle")  # the page watches over its session by now
    world.clock.advance(timedelta(minutes=29))
    person.page.clock.fast_forward(29 * 60_000)
    dialog = person.page.get_by_role("dialog", name="Êtes-vous toujours là")
    expect(dialog.get_by_role("button", name="Rester connecté")).to_be_focused()
    person.page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    world.clock.advance(timedelta(minutes=29))
    person.page.clock.fast_forward(29 * 60_000)
    expect(dialog).to_be_visible()
    world.clock.advance(timedelta(minutes=2))
    person.page.clock.fast_forward(2 * 60_000)
    over = person.page.get_by_role("dialog", name="Par sécurité, vous avez été déconnecté.")
    over.get_by_role("link", name="Se reconnecter").click()
    assert person.notice() == (
        "Par sécurité, votre session a pris fin. Reconnectez-vous pour revenir à la page où vous "
        "étiez."
    )
    person.fill(**{"E-mail": EMAIL, "Mot_de_passe": PASSWORD})
    person.press("Se connecter")
    expect(person.labelled("Numéro de contrat")).to_have_value("7654321")


def test_a_session_that_is_over_when_a_form_is_sent_gives_back_what_was_typed(
    world: World, sit_down: SitDown
) -> None:
    person = sit_down(width=PHONE)
    person.become_subscriber()
    person.visit("contrats/ajout/formulaire?commune=13026")
    person.fill(Numéro_de_contrat="7654321", Numéro_de_compteur="D08A54321")
    world.clock.advance(timedelta(minutes=31))
    person.press("Ajouter ce contrat")
    expect(person.page.get_by_role("heading", level=1)).to_have_text("Connexion")
    person.fill(**{"E-mail": EMAIL, "Mot_de_passe": PASSWORD})
    person.press("Se connecter")
    expect(person.labelled("Numéro de compteur")).to_have_value("D08A54321")
    person.press("Ajouter ce contrat")
    assert person.notice() == "Le contrat a été ajouté à votre espace client."


def test_what_was_typed_is_given_back_to_the_same_person_alone(
    world: World, sit_down: SitDown
) -> None:
    person = sit_down(width=PHONE)
    person.become_subscriber()
    somebody = Visitor(world)
    other = {"email": "dominique@exemple.fr", "contract_number": "7654321"}
    somebody.open_account(**other, meter_number="D08A54321")
    somebody.submit(somebody.activation_path())
    person.visit("contrats/ajout/formulaire?commune=13026")
    person.fill(Numéro_de_contrat="5555555", Numéro_de_compteur="D08A55555")
    world.clock.advance(timedelta(minutes=31))
    person.press("Ajouter ce contrat")
    person.fill(**{"E-mail": other["email"], "Mot_de_passe": PASSWORD})
    person.press("Se connecter")
    person.page.wait_for_load_state("networkidle")
    assert person.heading() == "Ajouter un contrat à votre espace client"
    assert person.labelled("Numéro de contrat").input_value() == ""
    assert person.page.evaluate("sessionStorage.length") == 0


MANY = [
    Commune(f"130{i:02}", name, SEM if i % 2 else EAU)
    for i, name in enumerate(
        [
            "Allauch",
            "Aubagne",
            "Cassis",
            "Châteauneuf-les-Martigues",
            "La Ciotat",
            "Gémenos",
            "Marseille",
            "Saint-Chamas",
            "Saint-Mitre-les-Remparts",
            "Saintes-Maries-de-la-Mer",
            "L’Œuvre",
        ]
    )
]


@pytest.fixture
def many(world: World) -> World:
    world.communes = Communes.of(MANY)
    world.rebuild()
    return world


@pytest.mark.usefixtures("many")
def test_a_commune_is_found_by_the_beginnings_of_its_words(sit_down: SitDown) -> None:
    person = sit_down(bypass_csp=True, width=PHONE)
    person.visit("ouverture")
    field = person.page.locator("input#commune")
    options = person.page.get_by_role("option")
    found = {}
    for typed in ("st", "chateauneuf", "MARTIGUES", "ciot", "st mi", "oeu", "zz"):
        field.fill(typed)
        found[typed] = options.all_inner_texts()
    assert found == {
        "st": ["Saint-Chamas", "Saint-Mitre-les-Remparts", "Saintes-Maries-de-la-Mer"],
        "chateauneuf": ["Châteauneuf-les-Martigues"],
        "MARTIGUES": ["Châteauneuf-les-Martigues"],
        "ciot": ["La Ciotat"],
        "st mi": ["Saint-Mitre-les-Remparts"],
        "oeu": ["L’Œuvre"],
        "zz": [],
    }
    assert person.page.get_by_text("Aucune commune ne correspond.").is_visible()
    field.fill("st")
    person.page.keyboard.press("ArrowDown")
    person.page.keyboard.press("ArrowDown")
    assert violations(person) == []
    chosen = person.page.get_by_role("option", selected=True)
    assert chosen.get_attribute("id") == field.get_attribute("aria-activedescendant")
    person.page.keyboard.press("Enter")
    assert field.input_value() == "Saint-Mitre-les-Remparts"
    assert field.get_attribute("aria-expanded") == "false"
    assert person.page.locator("#company").inner_text().endswith(EAU.name)
    person.press("Continuer")
    assert "Saint-Mitre-les-Remparts" in person.page.locator(".place").inner_text()
    person.visit("ouverture")
    expect(field).to_have_value("Saint-Mitre-les-Remparts")
    assert person.page.get_by_role("combobox", name="Votre commune").count() == 1


def test_the_company_is_named_before_one_goes_on(sit_down: SitDown) -> None:
    person = sit_down(width=PHONE)
    person.visit("ouverture")
    named = person.page.locator("#company")
    assert named.inner_text() == ""
    person.page.get_by_role("combobox", name="Votre commune").select_option(CHATEAUNEUF.name)
    expect(named).to_contain_text(EAU.name)
    assert person.heading() == "Choisir votre commune"


def test_a_lost_connection_loses_nothing(sit_down: SitDown) -> None:
    person = sit_down(width=PHONE)
    person.open_form()
    person.fill_opening_form()
    person.page.context.set_offline(True)
    person.press("Soumettre")
    expect(person.page.locator("[data-told]")).to_contain_text("Rien n'a été envoyé")
    assert person.labelled("Mot de passe").input_value() == PASSWORD
    person.page.context.set_offline(False)
    person.complaints.clear()  # of the network
    person.page.context.clear_cookies()  # and with them what the form is bound to
    person.press("Soumettre")
    assert person.notice().startswith("Votre demande Votre compte a bien été créé.")
    person.complaints.clear()  # of the form that was refused once, before it was sent again


def test_the_whole_form_is_filled_in_by_keyboard(sit_down: SitDown) -> None:
    person = sit_down()
    keys = person.page.keyboard
    person.visit("ouverture")
    person.page.get_by_role("combobox", name="Votre commune").focus()
    keys.type("Châ")
    keys.press("Tab")
    keys.press("Enter")
    person.labelled("E-mail").wait_for()
    person.page.get_by_role("link", name="Changer de commune").focus()
    for text in (EMAIL, PASSWORD, None, PASSWORD, None):
        keys.press("Tab")
        keys.type(text or "")
    keys.press("Tab")
    keys.press("Enter")  # the drawing
    assert person.page.get_by_role("img", name="Exemple de facture").is_visible()
    for text in ("0123456", "D08A12345"):
        keys.press("Tab")
        keys.type(text)
    keys.press("Enter")
    assert person.notice().startswith("Votre demande Votre compte a bien été créé.")
