"""The languages and texts that the settings ask for."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from espaceclient.adapters.cli.composition import make_wordings
from espaceclient.adapters.cli.known_settings import commands
from espaceclient.adapters.cli.loading import SettingsError
from espaceclient.adapters.cli.settings import LinkSettings
from espaceclient.ports.keys import Key, LinkKeys


def settings(**given: object) -> LinkSettings:
    common = {"data": Path("data"), "base_url": "https://eau.test/"}
    return LinkSettings(**common, link_keys=LinkKeys.of(Key("a", b"k" * 32)), **given)  # type: ignore[arg-type]  # as the settings are read: by name


def mistakes(**given: object) -> list[str]:
    with pytest.raises(SettingsError) as told:
        make_wordings(settings(**given))
    return told.value.mistakes


def test_pages_and_mails_are_french_unless_more_is_asked_for() -> None:
    assert [each.language.code for each in make_wordings(settings())] == ["fr"]


def test_languages_are_offered_in_the_order_of_the_setting() -> None:
    wordings = make_wordings(settings(languages="en, fr"))
    assert [each.text("page.home.sign_in") for each in wordings] == ["Sign in", "Se connecter"]


def test_a_folder_holds_texts_of_ones_own(tmp_path: Path) -> None:
    (tmp_path / "fr.toml").write_text('[page.home]\nsign_in = "Entrer"\n', "utf-8")
    french, english = make_wordings(settings(languages="fr,en", texts=tmp_path))
    assert french.text("page.home.sign_in") == "Entrer"
    assert english.text("page.home.sign_in") == "Sign in"


def test_a_text_that_is_wrong_is_told_with_its_file(tmp_path: Path) -> None:
    (tmp_path / "fr.toml").write_text('[page.home]\nsignin = "Entrer"\n', "utf-8")
    assert mistakes(texts=tmp_path) == [
        (
            f"ESPACECLIENT_TEXTS: {tmp_path}/fr.toml: page.home.signin: there is no such text; "
            "is page.home.sign_in meant?"
        )
    ]


def test_the_check_of_the_settings_looks_at_the_texts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "fr.toml").write_text('[page]\nconfirm = "Valider {vite}"\n', "utf-8")
    given = {
        "DATA": str(tmp_path),
        "BASE_URL": "https://eau.test/",
        "LINK_KEYS": Key.generate().export(),
        "SMTP_HOST": "localhost",
        "MAIL_FROM": "clients@eau.test",
        "TEXTS": str(tmp_path),
    }
    for name, value in given.items():
        monkeypatch.setenv(f"ESPACECLIENT_{name}", value)
    told = CliRunner().invoke(commands, ["check"])
    assert told.exit_code == 1
    assert "page.confirm: {vite} cannot be filled in here" in " ".join(told.output.split())


def test_a_language_without_texts_is_told_with_where_they_would_be(tmp_path: Path) -> None:
    assert mistakes(languages="fr,oci") == ["ESPACECLIENT_LANGUAGES: no texts in oci"]
    assert mistakes(languages="fr,oci", texts=tmp_path) == [
        f"ESPACECLIENT_LANGUAGES: no texts in oci; {tmp_path}/oci.toml would hold them"
    ]


@pytest.mark.parametrize("languages", ["fr,fr", "", "fr,", "FR", "fr-FR"])
def test_a_setting_that_is_no_list_of_languages_is_refused(languages: str) -> None:
    with pytest.raises(ValueError, match=r"name each language once|two or three small letters"):
        settings(languages=languages)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"mail_logo": "http://eau.test/a.png"}, "ESPACECLIENT_MAIL_LOGO: a logo is shown from"),
        ({"mail_colour": "blue"}, "ESPACECLIENT_MAIL_COLOUR: the colour is written like #0b5c8a"),
        ({"mail_colour": "#ffff00"}, "ESPACECLIENT_MAIL_COLOUR: #ffffff on #ffff00 has a contr"),
    ],
)
def test_a_strip_that_mails_cannot_have_is_told_with_its_setting(
    given: dict[str, object], told: str
) -> None:
    (mistake,) = mistakes(**given)
    assert mistake.startswith(told)
