"""What the law has a site say of itself, and a warning where nothing is set."""

import logging

from attrs import field, frozen
from attrs.validators import optional

from espaceclient.adapters.authentication.sign_in_path import is_local
from espaceclient.adapters.smtp.message import one_line
from espaceclient.adapters.web import Conformity, Duties

_logger = logging.getLogger(__name__)


def _address(_instance: object, _attribute: object, text: str) -> None:
    if not is_local(text) and not text.startswith("https://"):
        raise ValueError("must be a path such as /mentions, or begin with https://")


def _separated(text: str) -> tuple[str, ...]:
    return tuple(each.strip() for each in text.split(";") if each.strip())


@frozen(slots=False, kw_only=True)  # slots, in several bases, would not go together
class DutySettings:
    """``Duties`` of the pages, setting by setting."""

    publisher: str | None = field(default=None, validator=optional(one_line))
    publisher_address: str | None = field(default=None, validator=optional(one_line))
    publication_director: str | None = field(default=None, validator=optional(one_line))
    hosting_provider: str | None = field(default=None, validator=optional(one_line))
    privacy_contact: str | None = field(default=None, validator=optional(one_line))
    accessibility: Conformity = Conformity.NONE
    accessibility_audit: str | None = field(default=None, validator=optional(one_line))
    accessibility_gaps: str = field(default="", validator=one_line)
    accessibility_date: str | None = field(default=None, validator=optional(one_line))
    legal_page: str | None = field(default=None, validator=optional(_address))
    privacy_page: str | None = field(default=None, validator=optional(_address))
    accessibility_page: str | None = field(default=None, validator=optional(_address))

    def duties(self, trail_months: int) -> Duties:
        return Duties(
            publisher=self.publisher,
            publisher_address=self.publisher_address,
            publication_director=self.publication_director,
            hosting_provider=self.hosting_provider,
            privacy_contact=self.privacy_contact,
            trail_months=trail_months,
            accessibility=self.accessibility,
            accessibility_audit=self.accessibility_audit,
            accessibility_gaps=_separated(self.accessibility_gaps),
            accessibility_date=self.accessibility_date,
            legal_page=self.legal_page,
            privacy_page=self.privacy_page,
            accessibility_page=self.accessibility_page,
        )

    @property
    def unset_duties(self) -> tuple[str, ...]:
        """The settings without which a page of the law's says less than it must, but for those
        whose page is the host's own.
        """
        asked_by_page = {
            "legal_page": (
                "publisher",
                "publisher_address",
                "publication_director",
                "hosting_provider",
            ),
            "privacy_page": ("publisher", "privacy_contact"),
            "accessibility_page": ("publisher", "accessibility_audit", "accessibility_date"),
        }
        asked = {
            name: None
            for page, names in asked_by_page.items()
            if getattr(self, page) is None
            for name in names
        }
        return tuple(name for name in asked if getattr(self, name) is None)


def warn_of_unset_duties(unset: tuple[str, ...], contact: tuple[str, ...]) -> None:
    """Log one warning that names the settings by which subscribers would know whom to reach and who
    answers for the site.
    """
    if contact:
        _logger.warning("subscribers are not told how to reach you: set %s", ", ".join(contact))
    if unset:
        _logger.warning(
            "the pages that the law asks for say less than they must: set %s, or the address of "
            "your own pages (legal_page, privacy_page, accessibility_page)",
            ", ".join(unset),
        )
