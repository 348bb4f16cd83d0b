"""The languages of a site: a wording each, and which of them somebody is shown."""

from collections.abc import Iterator

from espaceclient.domain.language import Language
from espaceclient.ports.wording import Wording

_MOST_ASKED = 20
"""Browsers ask for a few; what stands after so many is not read."""


class Languages:
    """Wordings by their languages; the first is used where none of them is asked for.

    Raises ``ValueError`` for no wording, and for two of one language.
    """

    def __init__(self, *wordings: Wording) -> None:
        if not wordings:
            raise ValueError("a site has at least one wording")
        self._wordings = {each.language: each for each in wordings}
        if len(self._wordings) < len(wordings):
            raise ValueError("two wordings are of the same language")
        self.default = wordings[0].language

    @property
    def offered(self) -> tuple[Language, ...]:
        """The languages in the order in which their wordings were given."""
        return tuple(self._wordings)

    def wording(self, language: Language) -> Wording:
        """Return the wording in a language, or the first one where there is none in it."""
        return self._wordings.get(language, self._wordings[self.default])

    def named(self, code: str | None) -> Language | None:
        """Return the language that has exactly this code, ``None`` for one that is not offered."""
        return next((each for each in self._wordings if each.code == code), None)

    def asked(self, accept_language: str) -> Language:
        """Return the language offered that an ``Accept-Language`` header ranks first.

        A tag asks for its primary language (RFC 4647, section 3.4); what is not well-formed is as
        if it were not there; ``*``, or nothing, asks for the default.
        """
        ranked = sorted(_ranges(accept_language), key=lambda each: -each[1])
        for tag, _ in ranked:
            if tag == "*":
                break
            language = Language.parse(tag)
            if language in self._wordings:
                return language
        return self.default


def _ranges(header: str) -> Iterator[tuple[str, float]]:
    """Yield each language range with its weight (RFC 9110, section 12.5.4), if that is not 0."""
    for part in header.split(",", _MOST_ASKED)[:_MOST_ASKED]:
        tag, _, parameter = part.partition(";")
        name, _, weight = parameter.partition("=")
        try:
            quality = float(weight) if name.strip().lower() == "q" else 1.0
        except ValueError:
            continue
        if 0 < quality <= 1:
            yield tag.strip(), quality
