"""The page for who waits for the mail."""

from datetime import timedelta

from tests.adapters.web.contracts import newest_mail
from tests.adapters.web.visitor import Visitor, shown
from tests.adapters.web.world import EMAIL, World

PAGE, CORRECT = "/ouverture/en-attente", "/ouverture/en-attente/adresse"
SUBJECT = "Activez votre espace client"
RIGHT = "claude@exemple.fr"


def correct(visitor: Visitor, email: str = RIGHT) -> str:
    """Correct the address; return what the page shows then."""
    fields = {"email": email, "csrf": visitor.token(PAGE)}
    answer = visitor.post(CORRECT, fields)
    return shown(visitor.get(PAGE) if answer.status_code == 303 else answer)


def test_the_notice_after_the_form_leads_to_the_page(visitor: Visitor) -> None:
    visitor.open_account()
    notice = visitor.get("/").text
    assert f'href="{PAGE}">Vous n&#39;avez pas reçu cet e-mail' in notice


def test_the_page_shows_the_address_and_what_can_be_done(visitor: Visitor) -> None:
    visitor.open_account()
    visitor.get("/")
    assert (
        "Votre demande attend sa confirmation Un e-mail vous a été envoyé. Il peut mettre quelques "
        "minutes à arriver : regardez aussi parmi les courriers indésirables. Attention : ce lien "
        "n'est valable que 48 heures. Adresse de votre "
        "demande camille@exemple.fr Renvoyer l'e-mail Cette adresse est mal saisie ? Vous pouvez "
        "la corriger une fois, dans l'heure qui suit votre demande. Le lien déjà envoyé ne "
        "fonctionnera plus. Bonne adresse e-mail * Corriger l'adresse" in shown(visitor.get(PAGE))
    )


def test_the_mail_is_sent_again(world: World, visitor: Visitor) -> None:
    visitor.open_account()
    assert visitor.submit(PAGE).headers["location"] == PAGE
    assert "Si votre demande est toujours en attente, l'e-mail vous est renvoyé." in shown(
        visitor.get(PAGE)
    )
    assert [(mail.to.text, mail.subject) for mail in world.deliver()] == [(EMAIL, SUBJECT)] * 2


def test_the_address_is_corrected_and_activates_in_one_click(
    world: World, visitor: Visitor
) -> None:
    visitor.open_account()
    page = correct(visitor)
    assert "L'adresse de votre demande a été corrigée et l'e-mail y est envoyé." in page
    assert "Adresse de votre demande claude@exemple.fr" in page
    assert "Corriger l'adresse" not in page
    assert newest_mail(world) == (RIGHT, SUBJECT)
    assert visitor.submit(visitor.activation_path()).headers["location"] == "/tableau-de-bord"


def test_an_address_that_is_none_is_told_beside_its_field(visitor: Visitor) -> None:
    visitor.open_account()
    page = correct(visitor, "claude@")
    assert "Saisissez une adresse e-mail complète" in page


def test_what_is_corrected_too_late_is_refused(world: World, visitor: Visitor) -> None:
    visitor.open_account()
    token = visitor.token(PAGE)
    world.clock.advance(timedelta(hours=1))
    page = visitor.post(CORRECT, {"email": RIGHT, "csrf": token})
    assert page.status_code == 422
    assert "L'adresse n'a pas pu être corrigée." in shown(page)
    assert "Recommencer ma demande" in shown(page)


def test_the_page_is_for_the_browser_that_filled_the_form(
    visitor: Visitor, stranger: Visitor
) -> None:
    visitor.open_account()
    token = stranger.token()
    assert stranger.get(PAGE).headers["location"] == "/"
    assert stranger.post(CORRECT, {"email": RIGHT, "csrf": token}).headers["location"] == "/"


def test_no_other_site_has_a_mail_sent_or_an_address_corrected(
    world: World, visitor: Visitor
) -> None:
    visitor.open_account()
    assert visitor.post(PAGE, {"csrf": ""}).status_code == 403
    assert visitor.post(CORRECT, {"email": RIGHT, "csrf": ""}).status_code == 403
    assert len(world.deliver()) == 1


def test_the_page_is_the_same_where_the_address_has_an_account(
    world: World, visitor: Visitor, stranger: Visitor
) -> None:
    stranger.become_subscriber()
    house = {"contract_number": "7654321", "meter_number": "D08A54321"}
    visitor.open_account(**house)
    visitor.get("/")
    assert "Adresse de votre demande camille@exemple.fr Renvoyer l'e-mail" in shown(
        visitor.get(PAGE)
    )
    assert "Adresse de votre demande claude@exemple.fr" in correct(visitor)
    assert newest_mail(world) == (RIGHT, SUBJECT)
