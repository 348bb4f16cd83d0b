import pytest

from espaceclient.domain.language import FRENCH, Language


@pytest.mark.parametrize("code", ["", "FR", "fr-FR", "français", "f", "fren", "fr\n"])
def test_a_language_is_a_primary_subtag_and_nothing_else(code: str) -> None:
    with pytest.raises(ValueError, match="two or three small letters"):
        Language(code)


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("fr", FRENCH),
        (" FR-ca ", FRENCH),
        ("en-GB-oed", Language("en")),
        ("oci", Language("oci")),
        ("*", None),
        ("", None),
        ("x-klingon", None),
        ("françois", None),
    ],
)
def test_a_tag_begins_with_its_language(tag: str, language: Language | None) -> None:
    assert Language.parse(tag) == language
