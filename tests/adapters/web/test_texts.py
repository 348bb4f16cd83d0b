import re
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from espaceclient.adapters.web.notice import Notice

TEMPLATES = sorted(
    Path(str(files("espaceclient.adapters.web").joinpath("templates"))).iterdir(),
    key=lambda path: path.name,
)
CODE = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
REQUEST_RECEIVED = (
    "Votre compte a bien été créé. Vous devez à présent cliquer sur le lien d'activation contenu "
    "dans le mail qui vous a été envoyé."
)
SAMPLES_OF_THE_INVOICE = {"K", "1204", "1267", "1", "2"}


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_template_holds_a_sentence(template: Path) -> None:
    text = re.sub(r"<[^>]*>", "\n", CODE.sub("", template.read_text("utf-8")))
    words = {line.strip() for line in text.splitlines() if line.strip()}
    assert words <= {"*"} | SAMPLES_OF_THE_INVOICE


def page_texts() -> dict[str, str]:
    tables = tomllib.loads(
        files("espaceclient.adapters.wording").joinpath("texts/fr.toml").read_text("utf-8")
    )
    found: dict[str, str] = {}

    def walk(table: dict[str, Any], prefix: str) -> None:
        for name, value in table.items():
            if isinstance(value, str):
                found[f"{prefix}.{name}"] = value
            else:
                walk(value, f"{prefix}.{name}")

    walk(tables["page"], "page")
    return found


def test_every_text_stands_once() -> None:
    texts = list(page_texts().values())
    assert sorted({text for text in texts if texts.count(text) > 1}) == []


SOURCES = "".join(path.read_text("utf-8") for path in TEMPLATES) + "".join(
    path.read_text("utf-8")
    for package in ("web", "authentication")
    for path in Path(str(files(f"espaceclient.adapters.{package}"))).glob("*.py")
)


def used(key: str) -> bool:
    """Tell whether a text stands on a page, by its whole key or by one that a template
    completes.
    """
    parts = key.split(".")
    beginnings = [".".join(parts[:length]) for length in range(2, len(parts))]
    return f'"{key}"' in SOURCES or any(f'"{beginning}." ~' in SOURCES for beginning in beginnings)


def test_every_text_is_used() -> None:
    assert [key for key in page_texts() if not used(key)] == []


def test_high_punctuation_has_its_no_break_space() -> None:
    broken = [
        text
        for text in page_texts().values()
        if re.search(r"(?<!\u202f)[;!?]|(?<!\u00a0)[:»]|«(?!\u00a0)", text)
    ]
    assert broken == []


def test_the_apostrophe_is_the_guide_s() -> None:
    assert [text for text in page_texts().values() if "’" in text] == []


def test_every_notice_has_its_text() -> None:
    texts = page_texts()
    assert all(f"page.notice.{notice}.text" in texts for notice in Notice)


PROOF = (
    "Pour pouvoir créer votre Espace Client, il faut renseigner un numéro de contrat "
    "({digits} chiffres sans la lettre) "
    "et le numéro du compteur correspondant (présents sur les factures)."
)


def test_the_guide_s_sentences_are_exact() -> None:
    texts = {text.replace("\u00a0", " ").replace("\u202f", " ") for text in page_texts().values()}
    assert texts >= {
        "CRÉEZ VOTRE ESPACE CLIENT EN 4 ÉTAPES",
        "Pour effectuer vos démarches et bénéficier de nombreux services",
        "ÉTAPE 1",
        "ÉTAPE 2",
        "ÉTAPE 3",
        "ÉTAPE 4",
        "Choisissez le nom de votre commune dans le menu déroulant.",
        "Le site vous indique le nom de la société qui gère votre contrat d'abonné.",
        'Cliquez sur "Continuer"',
        "Continuer",
        'Le formulaire "Ouvrir un espace client" s\'affiche.',
        "Tous les champs qu'il contient sont obligatoires (*).",
        (
            "Le mot de passe requiert des caractères obligatoires qui sont précisés sous le "
            "champ de saisie."
        ),
        "Tant qu'une croix rouge est présente, le mot de passe ne peut être pris en compte.",
        (
            "Pour être validé, le mot de passe doit être saisi une deuxième fois dans le champ "
            "de confirmation."
        ),
        "Ouvrir un espace client",
        "Votre commune",
        "Mot de passe",
        "Confirmer le mot de passe",
        "Pour des raisons de sécurité, votre mot de passe doit contenir :",
        "Un caractère en minuscule",
        "Un caractère en majuscule",
        "Un nombre",
        "Un caractère spécial",
        "{at_least} caractères",
        PROOF,
        "Vous pouvez visualiser leur emplacement sur les factures en cliquant sur le bouton.",
        "Numéro de contrat",
        "Numéro de compteur",
        "Les informations saisies pour ce compte sont incorrectes. Veuillez vérifier votre saisie.",
        "Soumettre",
        "Votre demande",
        REQUEST_RECEIVED,
        "Un e-mail vous est envoyé à l'adresse que vous avez saisie dans le formulaire.",
        "Cliquez sur le lien d'activation en bleu pour valider l'ouverture de votre Espace Client.",
        (
            "Vérifiez que cet e-mail n'est pas arrivé dans votre dossier \"Courriers "
            'indésirables" ou "Spam"'
        ),
        "Attention : ce lien n'est valable que {duration}.",
        "Si vous dépassez ce délai, vous devrez recommencer entièrement la procédure.",
        "Bienvenue sur votre Agence en Ligne",
        "Votre compte a été validé.",
        "Mot de passe oublié ?",
        "Saisissez l'adresse e-mail que vous avez renseignée sur votre compte et validez.",
        (
            "Si votre compte existe, un e-mail vous a été adressé. Il contient toutes les "
            "informations nécessaires."
        ),
        "Votre mot de passe a été mis à jour.",
        "Tableau de bord",
        "Valider",
    }
