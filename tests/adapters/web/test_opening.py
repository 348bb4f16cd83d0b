import re

import pytest

from espaceclient import Communes, Contract, Subscriber
from espaceclient.ports.errors import SubscribersUnavailable
from tests.adapters.web.visitor import FORM, Visitor, shown
from tests.adapters.web.world import ALLAUCH, World

REFUSED = (
    "Les informations saisies pour ce compte sont incorrectes. Veuillez vérifier votre saisie."
)


def test_the_home_page_offers_to_open_an_account_and_to_sign_in(visitor: Visitor) -> None:
    page = visitor.get("/").text
    assert re.findall(r'class="button[^"]*" href="([^"]+)">([^<]+)', page) == [
        ("/ouverture", "Créer mon espace client"),
        ("/connexion", "Se connecter"),
    ]


def test_the_communes_are_offered_in_the_order_given(visitor: Visitor) -> None:
    options = re.findall(r'<option value="(\d+)"[^>]*>([^<]+)', visitor.get("/ouverture").text)
    assert options == [("13002", "Allauch"), ("13026", "Châteauneuf-les-Martigues")]


def test_the_commune_chosen_last_is_offered_first_and_its_company_named(visitor: Visitor) -> None:
    assert 'value="13026" data-company="Société Eau de Marseille Métropole" selected' not in (
        visitor.get("/ouverture").text
    )
    visitor.get(FORM)
    page = visitor.get("/ouverture").text
    assert 'value="13026" data-company="Société Eau de Marseille Métropole" selected' in page
    assert "<strong>Société Eau de Marseille Métropole</strong>" in page
    assert ">Allauch</option>" in visitor.get("/ouverture?commune=13002").text.split("selected")[1]


def test_the_only_commune_is_chosen_already() -> None:
    page = Visitor(World(communes=Communes.of([ALLAUCH]))).get("/ouverture").text
    assert page.count(" selected>Allauch</option>") == 1


def test_the_form_tells_the_operator_of_the_commune(visitor: Visitor) -> None:
    assert "Société Eau de Marseille Métropole" in shown(visitor.get(FORM))


@pytest.mark.parametrize("query", ["", "?commune=", "?commune=99999", "?commune=%00"])
def test_without_a_known_commune_it_is_asked_for_again(visitor: Visitor, query: str) -> None:
    page = visitor.get("/ouverture/formulaire" + query)
    assert (page.status_code, 'aria-invalid="true"' in page.text) == (422, True)


def test_a_request_that_matches_is_told_to_look_at_its_mail(visitor: Visitor) -> None:
    answer = visitor.open_account()
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert (
        "Votre demande Votre compte a bien été créé. Vous devez à présent cliquer sur le "
        "lien d'activation contenu "
        "dans le mail qui vous a été envoyé." in shown(visitor.get("/"))
    )


def test_a_notice_is_shown_once(visitor: Visitor) -> None:
    visitor.open_account()
    visitor.get("/")
    assert "Votre compte a bien été créé." not in visitor.get("/").text


def without_tokens(page: str) -> str:
    return re.sub(r'value="[^"]*"', "", page)


@pytest.mark.parametrize(
    ("commune", "contract_number", "meter_number"),
    [
        ("13026", "7777777", "D08A12345"),
        ("13026", "0123456", "D08A99999"),
        ("13026", "5555555", "D08A55555"),
    ],
    ids=["contract", "meter", "ended"],
)
def test_every_wrong_pair_gets_the_same_page(
    world: World, visitor: Visitor, commune: str, contract_number: str, meter_number: str
) -> None:
    one = visitor.open_account(contract_number="7654321", meter_number="X1234")
    other = Visitor(world).submit(
        f"/ouverture/formulaire?commune={commune}",
        {
            "email": "autre@exemple.fr",
            "password": "Autre-mot-2026",
            "confirmation": "Autre-mot-2026",
            "contract_number": contract_number,
            "meter_number": meter_number,
        },
    )
    assert one.status_code == other.status_code == 422
    assert without_tokens(one.text) == without_tokens(other.text)
    assert one.headers.keys() == other.headers.keys()


def test_a_right_pair_of_another_commune_s_operator_is_refused_like_any(visitor: Visitor) -> None:
    elsewhere = f"/ouverture/formulaire?commune={ALLAUCH.code}"
    fields = {
        "email": "a@exemple.fr",
        "password": "Autre-mot-2026",
        "confirmation": "Autre-mot-2026",
    }
    right_pair = visitor.submit(
        elsewhere, {**fields, "contract_number": "0123456", "meter_number": "D08A12345"}
    )
    wrong_pair = visitor.submit(
        elsewhere, {**fields, "contract_number": "0000000", "meter_number": "D08A12345"}
    )
    assert right_pair.status_code == 422
    assert without_tokens(right_pair.text) == without_tokens(wrong_pair.text)


def test_the_failure_stands_at_the_bottom_of_the_form(visitor: Visitor) -> None:
    page = visitor.open_account(meter_number="X1234").text
    form = page[page.index("<form") : page.index("</form>")]
    assert form.index("Soumettre") < form.index(REFUSED)


def test_what_was_typed_is_kept_but_never_the_passwords(visitor: Visitor) -> None:
    page = visitor.open_account(contract_number="012 345", meter_number="d-08").text
    assert 'value="camille@exemple.fr"' in page
    assert 'value="012 345"' in page
    assert 'value="d-08"' in page
    assert "eau-2026" not in page


def test_what_was_typed_is_shown_as_text_whatever_it_is(visitor: Visitor) -> None:
    page = visitor.open_account(email='"><script>alert(1)</script>').text
    assert "<script>alert" not in page
    assert "&#34;&gt;&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_every_field_with_a_mistake_has_its_own_message(visitor: Visitor) -> None:
    page = visitor.submit(FORM, {"password": "court"}).text
    described = re.findall(r'id="(\w+)-problem"', page)
    assert described == ["email", "password", "confirmation", "contract_number", "meter_number"]
    assert page.count('aria-invalid="true"') == 5


def test_what_is_wrong_is_told_above_the_form_with_the_focus_and_leads_to_the_fields(
    visitor: Visitor,
) -> None:
    page = visitor.open_account(contract_number="12", meter_number="").text
    summary = page.partition('<div class="error-summary"')[2].partition("</div>")[0]
    assert "autofocus" in summary
    assert re.findall(r'href="#(\w+)"', summary) == ["contract_number", "meter_number", "password"]
    assert page.index('class="error-summary"') < page.index("<h1>")


def rules_of(page: str) -> list[tuple[str, str]]:
    return re.findall(r'class="rule (met|unmet)" data-rule="(\w+)" aria-atomic="true">', page)


def test_an_empty_form_shows_the_guide_s_five_rules_with_crosses(visitor: Visitor) -> None:
    page = visitor.get(FORM)
    assert rules_of(page.text)[:5] == [
        ("unmet", "lowercase"),
        ("unmet", "uppercase"),
        ("unmet", "digit"),
        ("unmet", "special"),
        ("unmet", "length"),
    ]
    assert (
        "Pour des raisons de sécurité, votre mot de passe doit contenir : Un caractère en "
        "minuscule non respecté "
        "Un caractère en majuscule non respecté Un nombre non respecté Un caractère "
        "spécial non respecté "
        "8 caractères non respecté" in shown(page)
    )


def test_a_refused_password_shows_which_rules_it_breaks(visitor: Visitor) -> None:
    page = visitor.open_account(password="abc1\x01", confirmation="abc1\x01").text
    assert rules_of(page)[:6] == [
        ("met", "lowercase"),
        ("unmet", "uppercase"),
        ("met", "digit"),
        ("unmet", "special"),
        ("unmet", "length"),
        ("unmet", "no_control"),
    ]


@pytest.mark.parametrize(
    ("password", "row", "sentence"),
    [
        (
            "Azerty123!",
            "Autre chose qu'un mot trop courant non respecté",
            "Choisissez un autre mot de passe : celui-ci est trop courant.",
        ),
        (
            "Bq!0123456",
            "Autre chose que votre adresse, votre contrat ou votre commune non respecté",
            "Choisissez un autre mot de passe : celui-ci reprend vos propres informations.",
        ),
    ],
)
def test_a_password_that_only_the_server_refuses_shows_a_sixth_row(
    visitor: Visitor, password: str, row: str, sentence: str
) -> None:
    page = visitor.open_account(password=password, confirmation=password)
    assert page.status_code == 422
    assert [state for state, _ in rules_of(page.text)[:5]] == ["met"] * 5
    assert rules_of(page.text)[5] == ("unmet", "refused")
    read = shown(page).replace("\u00a0", " ")
    assert (row in read, sentence in read) == (True, True)


def test_no_sixth_row_is_there_before_a_refusal(visitor: Visitor) -> None:
    refused = visitor.open_account(password="court", confirmation="court").text
    assert 'data-rule="refused"' not in visitor.get(FORM).text + refused


class SilentRegister:
    def find(self, contract: Contract) -> Subscriber | None:
        raise SubscribersUnavailable(contract.operator.name)


def test_a_silent_register_is_no_mistake_of_who_fills_the_form() -> None:
    answer = Visitor(World(subscribers=SilentRegister())).open_account()
    assert answer.status_code == 503
    assert "momentanément indisponible et rien n'a été enregistré" in shown(answer)
    assert REFUSED not in shown(answer)
