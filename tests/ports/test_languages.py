import pytest

from espaceclient.domain.language import FRENCH, Language
from espaceclient.ports.languages import Languages
from espaceclient.testing import PlainWording

ENGLISH, GERMAN = Language("en"), Language("de")
ALL = Languages(PlainWording(FRENCH), PlainWording(ENGLISH), PlainWording(GERMAN))


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", FRENCH),
        ("en", ENGLISH),
        ("en-GB,en;q=0.9,fr;q=0.8", ENGLISH),
        ("fr;q=0.5, en;q=0.8", ENGLISH),
        ("de;q=0.3,en;q=0.3", GERMAN),
        ("es,de-CH;q=0.7,*;q=0.1", GERMAN),
        ("es, *", FRENCH),
        ("*, en;q=0.5", FRENCH),
        ("es", FRENCH),
        ("EN-us", ENGLISH),
        ("en ; Q = 0.7 , de", GERMAN),
        ("en;q=0, de;q=0.1", GERMAN),
        ("en;q=2, de", GERMAN),
        ("en;q=nan, de", GERMAN),
        ("en;q=-1,de;q=x", FRENCH),
        (",;,;q=1,\x00é", FRENCH),
        ("es," * 50_000 + "en", FRENCH),
    ],
)
def test_the_language_that_is_asked_for_most_and_offered_is_used(
    accepted: str, language: Language
) -> None:
    assert ALL.asked(accepted) == language


def test_who_reads_what_is_not_offered_is_shown_the_first() -> None:
    assert ALL.wording(Language("oci")).language == FRENCH


def test_a_language_is_named_by_its_whole_code_alone() -> None:
    assert [ALL.named(each) for each in ("en", "EN", "en-GB", "es", "", None)] == [
        ENGLISH,
        *[None] * 5,
    ]


def test_languages_are_offered_in_the_order_given() -> None:
    assert (ALL.offered, ALL.default) == ((FRENCH, ENGLISH, GERMAN), FRENCH)


def test_no_wording_is_no_site() -> None:
    with pytest.raises(ValueError, match="at least one"):
        Languages()


def test_one_language_has_one_wording() -> None:
    with pytest.raises(ValueError, match="same language"):
        Languages(PlainWording(FRENCH), PlainWording(FRENCH))
