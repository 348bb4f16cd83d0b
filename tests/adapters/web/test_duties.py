"""What the law has every page say: accessibility, who publishes, what becomes of personal data."""

import pytest

from espaceclient.adapters.web import Branding, Conformity, Duties
from espaceclient.adapters.wording import TomlWording
from tests.adapters.web.visitor import FORM, Visitor, shown
from tests.adapters.web.world import World

DUTIES = Duties(
    publisher="Régie des eaux de l'Exemple",
    publisher_address="1 rue de la Fontaine, 13000 Marseille",
    publication_director="Camille Exemple",
    hosting_provider="Hébergeur d'exemple, 59000 Lille, 03 53 01 00 00",
    privacy_contact="donnees@exemple.fr",
    trail_months=24,
    accessibility=Conformity.PARTIAL,
    accessibility_audit="Audit de mars 2026 : 92 % des critères sont respectés.",
    accessibility_date="12 mars 2026",
)


def a_visitor(duties: Duties = DUTIES, **contact: str) -> Visitor:
    return Visitor(World(branding=Branding("Eaux de l'Exemple", duties=duties, **contact)))


@pytest.mark.parametrize("path", ["/", "/connexion", FORM, "/nulle-part", "/activation/x"])
def test_every_page_leads_to_what_the_law_asks_for(path: str) -> None:
    page = a_visitor().get(path)
    for address in ("/accessibilite", "/mentions-legales", "/donnees-personnelles"):
        assert f'href="{address}"' in page.text
    assert "Accessibilité : partiellement conforme Mentions légales" in shown(page)


def test_without_an_audit_a_site_says_that_it_does_not_conform() -> None:
    page = shown(a_visitor(Duties()).get("/accessibilite"))
    assert "Accessibilité : non conforme" in page
    assert "Aucun audit n'a encore été fait par un tiers." in page


def test_the_statement_says_what_was_found_when_and_where_to_turn() -> None:
    page = shown(a_visitor(phone="04 65 71 00 00").get("/accessibilite"))
    assert "est partiellement conforme au référentiel général" in page
    assert "Audit de mars 2026 : 92 % des critères sont respectés." in page
    assert "Établissement de cette déclaration 12 mars 2026" in page
    assert "04 65 71 00 00" in page
    assert "Défenseur des droits, Libre réponse 71120, 75342 Paris CEDEX 07" in page


def test_the_statement_lists_what_is_not_accessible() -> None:
    gaps = Duties(accessibility_gaps=("Le plan <du réseau>", "Les factures en PDF"))
    page = shown(a_visitor(gaps).get("/accessibilite"))
    assert "Contenus non accessibles Le plan <du réseau> Les factures en PDF Retour" in page
    assert "Contenus non accessibles" not in shown(a_visitor().get("/accessibilite"))


def test_what_the_utility_wrote_keeps_its_language_on_a_page_in_another() -> None:
    branding = Branding(phone="04 65 71 00 00", hours="de 8 h à 18 h")
    visitor = Visitor(World(branding=branding, look={"languages": (TomlWording.english(),)}))
    marked = '<span lang="fr">de 8 h à 18 h</span>'
    assert marked in visitor.get("/", **{"Accept-Language": "en"}).text
    assert marked not in visitor.get("/", **{"Accept-Language": "fr"}).text


def test_the_legal_notice_names_publisher_director_and_host() -> None:
    page = shown(a_visitor().get("/mentions-legales"))
    assert (
        "Éditeur du site Régie des eaux de l'Exemple 1 rue de la Fontaine, 13000 Marseille" in page
    )
    assert "Directeur de la publication Camille Exemple" in page
    assert "Hébergement Hébergeur d'exemple, 59000 Lille, 03 53 01 00 00" in page


def test_personal_data_are_told_with_the_times_of_this_site() -> None:
    visitor = a_visitor()
    page = shown(visitor.get("/donnees-personnelles"))
    assert "Régie des eaux de l'Exemple est responsable de l'utilisation de vos données" in page
    assert "qui n'est pas confirmée : 48 heures." in page
    assert "ou 24 mois sans visite" in page
    assert "Un contrat qui a pris fin : 13 mois." in page
    assert "Le journal : 24 mois." in page
    assert 'href="mailto:donnees@exemple.fr"' in visitor.get("/donnees-personnelles").text


def test_the_form_says_who_why_how_long_and_which_rights() -> None:
    assert (
        "Régie des eaux de l'Exemple utilise ces informations pour ouvrir et gérer votre espace "
        "client, tant qu'il est ouvert. Une demande qui n'est pas confirmée est effacée après "
        "48 heures. Vous pouvez consulter, faire rectifier et faire effacer vos données. "
        "Données personnelles Soumettre"
    ) in shown(a_visitor().get(FORM))


def test_a_hosts_own_pages_are_led_to_instead() -> None:
    page = a_visitor(Duties(legal_page="https://www.exemple.fr/mentions")).get(FORM).text
    assert 'href="https://www.exemple.fr/mentions"' in page
    assert 'href="/mentions-legales"' not in page


def test_what_can_be_dialled_is_a_link() -> None:
    page = a_visitor(phone="+33 (0)4 65 71 00 00", hours="de 8 h à 18 h").get("/").text
    assert '<a href="tel:+33465710000">+33 (0)4 65 71 00 00</a>' in page
    assert "de 8 h à 18 h" in page


def test_nothing_that_a_utility_says_of_itself_is_taken_for_html() -> None:
    hostile = Duties(publisher="<script>alert(1)</script>", privacy_contact='"@<b>')
    for path in ("/mentions-legales", "/donnees-personnelles", "/accessibilite", FORM):
        assert "<script>alert" not in a_visitor(hostile).get(path).text
