"""What a host asks on the opening form besides."""

import re

from espaceclient import Policy
from espaceclient.domain.extra_fields import ExtraField, ExtraFields, ExtraRefused
from tests.adapters.web.visitor import FORM, OPENING, Visitor, shown
from tests.adapters.web.world import World

ASKED = ExtraFields.of(
    ExtraField(
        "telephone",
        "Téléphone",
        "Pour vous prévenir d'une coupure <d'eau>.",
        autocomplete="tel",
        inputmode="tel",
        required=True,
        check=lambda text: text if text.isdigit() else ExtraRefused("Saisissez dix <chiffres>."),
    ),
    ExtraField("floor", "Étage"),
)


def visitor_asked() -> Visitor:
    return Visitor(World(policy=Policy(extra_fields=ASKED)))


def field(page: str, name: str) -> str:
    (found,) = re.findall(rf'<input id="{name}"[^>]*>', page)
    return str(found)


def test_the_form_asks_it_as_the_host_says() -> None:
    page = visitor_asked().get(FORM)
    telephone, floor = (field(page.text, name) for name in ("extra_telephone", "extra_floor"))
    assert ' required autocomplete="tel"' in telephone
    assert 'inputmode="tel"' in telephone
    assert 'aria-describedby="extra_telephone-hint"' in telephone
    assert "required" not in floor
    for told in (
        "Informations complémentaires",
        "Pour vous prévenir d'une coupure <d'eau>.",
        "Étage (facultatif)",
        "Les champs suivis d'un astérisque (*) sont obligatoires.",
    ):
        assert told in shown(page)


def test_what_becomes_of_personal_data_names_what_is_asked() -> None:
    page = shown(visitor_asked().get("/donnees-personnelles"))
    assert "Ce que le formulaire demande en plus : Téléphone, Étage." in page
    assert "Les champs du formulaire suivis d'un astérisque sont nécessaires" in page
    without = shown(Visitor(World()).get("/donnees-personnelles"))
    assert "Ce que le formulaire demande en plus" not in without
    assert "Les champs du formulaire sont tous nécessaires" in without


def test_a_host_that_asks_nothing_has_the_guides_form() -> None:
    page = shown(Visitor(World()).get(FORM))
    assert "Tous les champs de ce formulaire sont obligatoires (*)." in page
    assert "Informations complémentaires" not in page


def test_what_is_refused_is_told_at_its_field_and_kept() -> None:
    typed = OPENING | {"extra_telephone": '"six"', "extra_floor": "<2>"}
    page = visitor_asked().submit(FORM, typed)
    assert page.status_code == 422
    assert "Saisissez dix <chiffres>." in shown(page)
    telephone = field(page.text, "extra_telephone")
    assert 'value="&#34;six&#34;"' in telephone
    assert 'aria-invalid="true"' in telephone
    assert '<a href="#extra_telephone">Saisissez dix &lt;chiffres&gt;.</a>' in page.text
    assert 'value="&lt;2&gt;"' in field(page.text, "extra_floor")


def test_with_it_right_the_request_is_received() -> None:
    answer = visitor_asked().submit(FORM, OPENING | {"extra_telephone": "0612345678"})
    assert answer.status_code == 303


def test_without_what_is_required_nothing_is_received() -> None:
    page = visitor_asked().submit(FORM, OPENING)
    assert (page.status_code, "Remplissez ce champ." in shown(page)) == (422, True)
