"""Every problem that the domain can name has its sentence."""

import ast
from pathlib import Path

import pytest

import espaceclient.domain
from espaceclient.adapters.wording import TomlWording
from espaceclient.domain.email_address import EmailAddress
from espaceclient.domain.number_format import ContractFormat, MeterFormat
from espaceclient.domain.password_policy import PasswordPolicy
from espaceclient.domain.problem import Problem
from espaceclient.domain.values import ContractNumber, MeterNumber

WORDING = TomlWording.french()
OF_AN_IMPORT = {
    "customer/malformed",
    "contract_number/ended",
    "contract_number/not_registered",
    "language/malformed",
    "meter_number/not_registered",
    "password_hash/malformed",
    "password_hash/required",
    "password_hash/too_costly",
    "password_hash/unknown_scheme",
    "password_hash/unverifiable",
}
"""No form asks for these: the imports have their sentences."""


def codes_of_the_domain() -> set[str]:
    """Read the code of each ``Problem(field, code)``, and the name of each attempt that may be
    missing.
    """
    codes: set[str] = set()
    for file in Path(espaceclient.domain.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            match node:
                case ast.Call(ast.Name("Problem"), [_, ast.Constant(str(code)), *_]):
                    codes.add(code)
                case ast.Call(ast.Name("Problem"), [ast.Name("name"), ast.JoinedStr()]):
                    assert file.name == "sign_in.py", "only parse_attempt makes its code of a name"
                case ast.Call(ast.Name("Problem")):
                    pytest.fail(f"a code that cannot be read: {ast.unparse(node)}")
                case ast.Call(ast.Name("parse_attempt"), [_, ast.Constant(str(name))]):
                    codes.add(f"{name}/required")
                case _:
                    pass
    return codes


def test_every_code_has_a_sentence_and_every_sentence_a_code() -> None:
    sentences = {key.removeprefix("problem.") for key in WORDING.keys if key.startswith("problem.")}
    assert sentences == codes_of_the_domain() - OF_AN_IMPORT


@pytest.mark.parametrize(
    ("problem", "sentence"),
    [
        (
            ContractNumber.parse("AB1234567"),
            "Saisissez les 7\u00a0chiffres du numéro de contrat, sans la lettre.",
        ),
        (
            ContractNumber.parse("123456"),
            (
                "Recopiez les 7\u00a0chiffres du numéro de contrat, zéros compris, "
                "tels qu'ils figurent sur votre facture."
            ),
        ),
        (
            MeterNumber.parse("1"),
            (
                "Recopiez le numéro de compteur tel qu'il figure sur votre facture, "
                "par exemple D08A12345\u00a0: de 3 à 20\u00a0caractères."
            ),
        ),
        (
            ContractNumber.parse("1", ContractFormat("9 digits", example="012345678")),
            (
                "Recopiez les 9\u00a0chiffres du numéro de contrat, zéros compris, "
                "tels qu'ils figurent sur votre facture."
            ),
        ),
        (
            MeterNumber.parse("1", MeterFormat(["2 digits", "3 digits"], example="12/345")),
            (
                "Recopiez le numéro de compteur tel qu'il figure sur votre facture, "
                "par exemple 12/345."
            ),
        ),
        (
            EmailAddress.parse("a" * 255),
            "Saisissez une adresse e-mail plus courte\u00a0: 254\u00a0caractères au plus.",
        ),
        (
            PasswordPolicy().parse("court"),
            "Complétez ce mot de passe jusqu'à ce que toutes les conditions soient remplies.",
        ),
    ],
)
def test_a_sentence_tells_the_problems_values(problem: object, sentence: str) -> None:
    assert isinstance(problem, Problem)
    assert WORDING.problem(problem) == sentence


def test_a_code_without_a_sentence_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        WORDING.problem(Problem("email", "email/unheard_of"))
