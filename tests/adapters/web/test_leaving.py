"""The pages of who leaves: the export of what is held, and closing the account."""

from datetime import timedelta

import pytest

from espaceclient.domain.event import AccountClosed
from espaceclient.domain.event_outcome import ClosingReason
from espaceclient.ports.trail import Everything
from tests.adapters.web.contracts import newest_mail
from tests.adapters.web.visitor import Visitor, asks_to_sign_in, shown
from tests.adapters.web.world import EMAIL, PASSWORD, World

CLOSING = "/compte/fermeture"


def test_the_dashboard_offers_an_export_and_leads_to_the_closing(visitor: Visitor) -> None:
    visitor.become_subscriber()
    page = visitor.get("/tableau-de-bord").text
    assert f'href="{CLOSING}">Fermer mon compte' in page
    assert 'action="/compte/export"' in page
    assert "Exporter mes données" in page


def test_the_export_is_a_download_of_what_is_held(visitor: Visitor) -> None:
    visitor.become_subscriber()
    answer = visitor.post("/compte/export", {"csrf": visitor.token("/tableau-de-bord")})
    assert answer.headers["content-disposition"] == 'attachment; filename="espace-client.json"'
    assert answer.headers["content-type"] == "application/json"
    held = answer.json()
    assert held["account"]["email"] == EMAIL
    assert [each["number"] for each in held["contracts"]] == ["0123456"]
    assert "Châteauneuf" in answer.text


def test_nobody_exports_by_a_link(visitor: Visitor) -> None:
    visitor.become_subscriber()
    assert visitor.get("/compte/export").status_code == 405


def test_the_page_says_what_closing_means(visitor: Visitor) -> None:
    visitor.become_subscriber()
    assert (
        "Fermer votre compte Votre adresse e-mail, votre mot de passe et les contrats rattachés à "
        "votre espace client seront effacés. Personne ne pourra revenir en arrière. Vos contrats "
        "eux-mêmes ne changent pas : seul leur accès en ligne est fermé. Si vous souhaitez garder "
        "une copie de vos données, exportez-les d'abord depuis votre tableau de bord. Mot de passe "
        "actuel * Fermer définitivement mon compte Retour au tableau de bord"
    ) in shown(visitor.get(CLOSING))


def test_the_right_password_closes_the_account(world: World, visitor: Visitor) -> None:
    visitor.become_subscriber()
    answer = visitor.submit(CLOSING, {"current_password": PASSWORD})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert "Votre compte est fermé. Un e-mail vous le confirme." in shown(visitor.get("/"))
    assert newest_mail(world) == (EMAIL, "Votre espace client est fermé")
    assert asks_to_sign_in(visitor.get("/tableau-de-bord"))
    again = visitor.submit("/connexion", {"email": EMAIL, "password": PASSWORD})
    assert again.status_code == 422
    events = [each.event for each in world.trail.page(Everything())]
    (closed,) = [each for each in events if isinstance(each, AccountClosed)]
    assert (closed.outcome, closed.network) == (ClosingReason.BY_OWNER, "unknown")


@pytest.mark.parametrize(
    ("typed", "told"),
    [("", "Saisissez votre mot de passe actuel."), ("wrong", "Le mot de passe actuel est incor")],
)
def test_without_the_password_nothing_is_closed(visitor: Visitor, typed: str, told: str) -> None:
    visitor.become_subscriber()
    answer = visitor.submit(CLOSING, {"current_password": typed})
    assert (answer.status_code, told in shown(answer)) == (422, True)
    assert visitor.get("/tableau-de-bord").status_code == 200


def test_both_are_for_who_is_signed_in(world: World, visitor: Visitor) -> None:
    visitor.become_subscriber()
    token = visitor.token(CLOSING)
    world.clock.advance(timedelta(minutes=30))
    assert asks_to_sign_in(visitor.get(CLOSING))
    for path in (CLOSING, "/compte/export"):
        answer = visitor.post(path, {"current_password": PASSWORD, "csrf": token})
        assert asks_to_sign_in(answer)


def test_no_other_site_closes_an_account_or_has_it_exported(visitor: Visitor) -> None:
    visitor.become_subscriber()
    right = {"current_password": PASSWORD, "csrf": visitor.token(CLOSING)}
    for path in (CLOSING, "/compte/export"):
        forged = visitor.post(path, right, **{"sec-fetch-site": "cross-site"})
        assert forged.status_code == 403
        assert visitor.post(path, {"current_password": PASSWORD}).status_code == 403
    assert visitor.get("/tableau-de-bord").status_code == 200
