"""The form goes by the formats of the operator of its commune."""

import re

import pytest

from espaceclient import Formats, Policy
from espaceclient.adapters.memory import MemorySubscribers
from espaceclient.values import ContractFormat, MeterFormat, OperatorFormats
from tests.adapters.web.visitor import FORM, Visitor, shown
from tests.adapters.web.world import ALLAUCH, EAU, SEM, World, subscriber

LETTERS_FIRST = OperatorFormats(
    ContractFormat(["2 letters", "6 digits"], example="AB 123456"),
    MeterFormat(["2 digits", "3 digits"], example="12/345"),
)
NINE_DIGITS = OperatorFormats(
    ContractFormat("9 digits", example="012345678"), MeterFormat("8 digits", example="00123456")
)
FORM_OF_SEM = f"/ouverture/formulaire?commune={ALLAUCH.code}"


@pytest.fixture(scope="module")
def visitor() -> Visitor:
    formats = Formats(by_operator={SEM.code: LETTERS_FIRST, EAU.code: NINE_DIGITS})
    subscribers = MemorySubscribers([subscriber(SEM, "AB123456", "12345")])
    return Visitor(World(policy=Policy(formats=formats), subscribers=subscribers))


def numeric(page: str) -> list[str]:
    return re.findall(r'<input id="(\w+)"[^>]* inputmode="numeric"', page)


def test_so_many_digits_are_asked_for_on_a_keypad(visitor: Visitor) -> None:
    page = visitor.get(FORM)
    read = shown(page).replace("\u00a0", " ")
    assert "un numéro de contrat (9 chiffres) et le numéro du compteur" in read
    assert "Numéro de contrat * 9 chiffres Numéro de compteur * Exemple : 00123456" in read
    assert "Contrat 012345678 1" in read
    assert "en haut à gauche, 9 chiffres. Numéro de compteur" in read
    assert numeric(page.text) == ["contract_number", "meter_number"]


def test_parts_of_several_kinds_are_shown_by_an_example(visitor: Visitor) -> None:
    page = visitor.get(FORM_OF_SEM)
    read = shown(page).replace("\u00a0", " ")
    assert "un numéro de contrat et le numéro du compteur correspondant" in read
    assert "Numéro de contrat * Exemple : AB 123456 Numéro de compteur * Exemple : 12/345" in read
    assert "en haut à gauche, comme AB 123456." in read
    assert numeric(page.text) == []


def filled(contract_number: str, meter_number: str) -> dict[str, str]:
    return {
        "email": "camille@exemple.fr",
        "password": "Clé-d'eau-2026",
        "confirmation": "Clé-d'eau-2026",
        "contract_number": contract_number,
        "meter_number": meter_number,
    }


def test_a_number_that_is_written_otherwise_is_told_with_the_example(visitor: Visitor) -> None:
    page = visitor.submit(FORM_OF_SEM, filled("1234567", "D08A12345"))
    read = shown(page).replace("\u00a0", " ")
    assert "contrat tel qu'il figure sur votre facture, par exemple AB 123456." in read
    assert "compteur tel qu'il figure sur votre facture, par exemple 12/345." in read
    nine = visitor.submit(FORM, filled("1234567", "00123456"))
    assert "Recopiez les 9\u00a0chiffres du numéro de contrat" in nine.text


def test_a_number_that_is_written_so_opens_an_account(visitor: Visitor) -> None:
    answer = visitor.submit(FORM_OF_SEM, filled("ab 123456", "12/345"))
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
