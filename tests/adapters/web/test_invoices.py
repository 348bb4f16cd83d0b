"""An operator's own invoice stands where ours would."""

from pathlib import Path

import pytest

from espaceclient.adapters.web import InvoiceDrawing
from tests.adapters.web.visitor import FORM, Visitor
from tests.adapters.web.world import ALLAUCH, EAU, SEM, World

WORDS = "Le contrat est en bas, à droite ; le compteur au dos."


def test_each_operator_shows_its_own_invoice_and_says_it_in_words(tmp_path: Path) -> None:
    picture = tmp_path / "facture.svg"
    picture.write_text('<svg xmlns="http://www.w3.org/2000/svg"/>', "utf-8")
    look = {"invoices": {EAU.code: InvoiceDrawing(picture, WORDS)}}
    visitor = Visitor(World(look=look))
    page = visitor.get(FORM).text
    source, _, alternative = page.partition('<img src="')[2].partition('"')
    assert alternative.startswith(f' alt="{WORDS}">')
    assert visitor.get(source).headers["content-type"] == "image/svg+xml"
    other = visitor.get(f"/ouverture/formulaire?commune={ALLAUCH.code}").text
    assert "FACTURE D&#39;EAU" in other


@pytest.mark.parametrize(
    ("code", "drawing", "said"),
    [
        ("Inconnu", InvoiceDrawing("/facture.png", WORDS), "no commune has the operator Inconnu"),
        (SEM.code, InvoiceDrawing(Path("nulle-part.png"), WORDS), "is no file"),
        (SEM.code, InvoiceDrawing("https://cdn.exemple.fr/f.png", WORDS), "csp does not name"),
    ],
)
def test_a_drawing_that_nobody_would_see_is_found_at_the_start(
    code: str, drawing: InvoiceDrawing, said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        World(look={"invoices": {code: drawing}})


@pytest.mark.parametrize("words", ["", " \n"])
def test_a_drawing_without_words_is_refused(words: str) -> None:
    with pytest.raises(ValueError, match="description"):
        InvoiceDrawing("/facture.png", words)
