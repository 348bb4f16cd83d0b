"""What is wrong with texts is told by their keys when a wording is made."""

from pathlib import Path

import pytest

from espaceclient.adapters.wording import ENGLISH, TextsRefused, TomlWording
from espaceclient.adapters.wording.texts import shipped
from espaceclient.domain.language import FRENCH, Language
from espaceclient.domain.problem import Problem

OCCITAN = Language("oci")


def refused(**overrides: str) -> tuple[str, ...]:
    """Return what is told of overrides, whose keys have a double underscore for a dot."""
    texts = {key.replace("__", "."): text for key, text in overrides.items()}
    with pytest.raises(TextsRefused) as told:
        TomlWording.french(overrides=texts)
    return told.value.problems


def test_english_has_the_texts_that_french_has_in_the_same_order() -> None:
    assert list(shipped(ENGLISH)) == list(shipped(FRENCH))


def test_a_text_is_said_otherwise_by_its_key() -> None:
    wording = TomlWording.french(overrides={"problem.email/required": "Et votre adresse\u202f?"})
    assert wording.problem(Problem("email", "email/required")) == "Et votre adresse\u202f?"
    assert wording.text("page.home.sign_in") == "Se connecter"


def test_a_host_has_texts_of_its_own_for_its_templates() -> None:
    wording = TomlWording.french(overrides={"host.bills": "Mes factures"})
    assert wording.text("host.bills") == "Mes factures"


def test_a_key_that_is_mistyped_is_told_with_the_one_that_was_meant() -> None:
    assert refused(page__home__singin="Entrer") == (
        "page.home.singin: there is no such text; is page.home.sign_in meant?",
    )


def test_a_key_in_the_wrong_place_is_told_with_its_own() -> None:
    assert refused(page__sign_in__change_password="…") == (
        (
            "page.sign_in.change_password: there is no such text; "
            "is page.dashboard.change_password meant?"
        ),
    )


def test_every_wrong_key_is_told_at_once() -> None:
    assert refused(unheard="a", page__confirm="\n") == (
        "unheard: there is no such text",
        "page.confirm: is empty",
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{hours}", "{hours} cannot be filled in here: {duration} can"),
        ("{duration.days}", "{duration.days} cannot be filled in here: {duration} can"),
        ("{duration!r}", "{duration!r} cannot be filled in here: {duration} can"),
        ("{duration:>9}", "{duration:>9} cannot be filled in here: {duration} can"),
        ("{}", "{} cannot be filled in here: {duration} can"),
        (
            "{duration",
            "expected '}' before end of string; a brace that is meant is doubled",
        ),
    ],
)
def test_a_placeholder_that_nothing_fills_in_is_told(text: str, told: str) -> None:
    assert refused(page__home__guide__lifetime=text) == (f"page.home.guide.lifetime: {told}",)


def test_a_value_need_not_be_told() -> None:
    wording = TomlWording.french(overrides={"page.home.guide.lifetime": "Faites vite."})
    assert wording.text("page.home.guide.lifetime") == "Faites vite."


@pytest.mark.parametrize("body", ["Bonjour", "Cliquez\u00a0: {link}", "{link}\n\n{link}"])
def test_a_mail_without_its_link_in_a_paragraph_of_its_own_is_told(body: str) -> None:
    assert refused(mail__reset__body=body) == (
        "mail.reset.body: {link} stands in one paragraph of its own, between empty lines",
    )


def test_what_a_mail_is_about_may_be_left_out_and_stands_alone_where_it_is_told() -> None:
    TomlWording.french(overrides={"mail.reset.body": "{link}"})
    assert refused(mail__reset__body="{link}\n\nVoici\u00a0: {facts}") == (
        "mail.reset.body: {facts} stands in one paragraph of its own, between empty lines",
    )


@pytest.mark.parametrize("key", ["subject", "link", "preheader"])
def test_a_line_that_is_several_is_told(key: str) -> None:
    told = refused(**{f"mail__reset__{key}": "un\ndeux"})
    assert told == (f"mail.reset.{key}: is one line",)


@pytest.mark.parametrize(
    ("subject", "told"),
    [
        ("un\u2028deux", "is one line"),
        ("un\x00deux", "has a control character"),
        ("é" * 201, "has more than 200 characters"),
    ],
)
def test_a_subject_that_no_mailer_takes_is_told(subject: str, told: str) -> None:
    assert refused(mail__reset__subject=subject) == (f"mail.reset.subject: {told}",)


def test_a_whole_language_stands_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "oci.toml"
    source = Path(shipped_file()).read_text("utf-8")
    file.write_text(source.replace('"Se connecter"', '"Se connectar"'), "utf-8")
    wording = TomlWording.of_file(OCCITAN, file)
    assert (wording.language, wording.text("page.home.sign_in")) == (OCCITAN, "Se connectar")


def shipped_file() -> str:
    import espaceclient.adapters.wording  # noqa: PLC0415 - where it lies

    return str(Path(espaceclient.adapters.wording.__file__).parent / "texts" / "fr.toml")


def test_what_a_file_lacks_is_told_with_its_name(tmp_path: Path) -> None:
    file = tmp_path / "oci.toml"
    source = Path(shipped_file()).read_text("utf-8")
    file.write_text(source.replace('confirm = "Valider"', 'confrm = "Validar"', 1), "utf-8")
    with pytest.raises(TextsRefused) as told:
        TomlWording.of_file(OCCITAN, file)
    assert str(told.value).splitlines() == [
        f"{file}:",
        "page.confirm: is missing",
        "page.confrm: there is no such text; is page.confirm meant?",
    ]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("[page]\nconfirm = 3\n", "page.confirm: is a text, not 3"),
        ("[page\n", "Expected ']'"),
        ("[page]\nconfirm = 'a'\nconfirm = 'b'\n", "Cannot overwrite a value"),
    ],
)
def test_a_file_that_is_none_of_texts_is_told(tmp_path: Path, content: str, told: str) -> None:
    file = tmp_path / "oci.toml"
    file.write_text(content, "utf-8")
    with pytest.raises(TextsRefused, match=r"oci\.toml") as refusal:
        TomlWording.of_file(OCCITAN, file)
    assert told in refusal.value.problems[0]


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(TextsRefused, match="No such file"):
        TomlWording.of_file(OCCITAN, tmp_path / "oci.toml")


def test_texts_that_are_not_whole_make_no_wording() -> None:
    with pytest.raises(TextsRefused, match=r"the texts in oci:\nproblem.commune/required: is mis"):
        TomlWording(OCCITAN, {})
