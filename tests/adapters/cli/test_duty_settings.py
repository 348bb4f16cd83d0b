"""Who answers for the site, as settings; what is unset is warned about."""

import logging

import pytest

from espaceclient.adapters.cli.duty_settings import DutySettings, warn_of_unset_duties
from espaceclient.adapters.cli.loading import SettingsError, load
from espaceclient.adapters.web import Conformity

ALL = {
    "publisher": "Régie des eaux",
    "publisher_address": "1 rue de la Fontaine, 13000 Marseille",
    "publication_director": "Camille Exemple",
    "hosting_provider": "Hébergeur d'exemple, 59000 Lille",
    "privacy_contact": "donnees@exemple.fr",
    "accessibility": "partial",
    "accessibility_audit": "Audit de mars 2026",
    "accessibility_date": "12 mars 2026",
}


def settings(**given: str) -> DutySettings:
    return load(
        DutySettings, {f"ESPACECLIENT_{name.upper()}": text for name, text in given.items()}
    )


def test_they_are_those_of_the_pages() -> None:
    duties = settings(**ALL).duties(24)
    assert (duties.publisher, duties.trail_months) == ("Régie des eaux", 24)
    assert duties.accessibility is Conformity.PARTIAL


def test_what_is_not_accessible_is_told_one_by_one() -> None:
    duties = settings(accessibility_gaps="Le plan ; les factures en PDF;").duties(12)
    assert duties.accessibility_gaps == ("Le plan", "les factures en PDF")


def test_nothing_is_asked_for_that_is_set() -> None:
    assert settings(**ALL).unset_duties == ()


def test_what_a_page_of_ones_own_says_is_not_asked_for() -> None:
    own = {f"{page}_page": f"/{page}" for page in ("legal", "privacy")}
    assert settings(**own).unset_duties == (
        "publisher",
        "accessibility_audit",
        "accessibility_date",
    )


def test_what_is_unset_is_warned_about_by_name(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        warn_of_unset_duties(("publisher",), ("contact_phone", "contact_hours"))
        warn_of_unset_duties((), ())
    assert caplog.messages == [
        "subscribers are not told how to reach you: set contact_phone, contact_hours",
        (
            "the pages that the law asks for say less than they must: set publisher, or the "
            "address of your own pages (legal_page, privacy_page, accessibility_page)"
        ),
    ]


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("accessibility", "plutôt", "must be one of none, partial, full"),
        (
            "legal_page",
            "javascript:alert(1)",
            "must be a path such as /mentions, or begin with https://",
        ),
        ("privacy_page", "//evil.example/", "must be a path such as /mentions"),
        ("publisher", "Régie\ndes eaux", "must be one line of text"),
    ],
)
def test_a_mistake_names_its_setting(name: str, value: str, said: str) -> None:
    with pytest.raises(SettingsError) as error:
        settings(**{name: value})
    (mistake,) = error.value.mistakes
    assert f"ESPACECLIENT_{name.upper()}" in mistake
    assert said in mistake
