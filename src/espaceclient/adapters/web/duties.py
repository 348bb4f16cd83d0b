"""What the law has a site say of itself, and where it says so."""

from enum import StrEnum

from attrs import frozen


class Conformity(StrEnum):
    """How far the pages keep the RGAA: decree 2019-768 has every page say so.

    ``NONE`` too where nobody has audited them, or by less than half of the criteria.
    """

    NONE = "none"
    PARTIAL = "partial"
    FULL = "full"


@frozen(kw_only=True)
class Duties:
    """Who answers for the site. Texts are shown as they are; what is ``None`` is left out.

    ``publisher`` is the legal person, with its ``publisher_address``, its ``publication_director``
    and who hosts the site (``hosting_provider``: name, address and telephone number): law 2004-575.
    ``privacy_contact`` is where data protection is asked for: regulation 2016/679, article 13.
    ``trail_months`` is how long what happened is kept. ``accessibility_audit`` says who judged the
    pages, when and with what result, ``accessibility_gaps`` what cannot be reached by everybody,
    and ``accessibility_date`` when the statement was made.
    ``legal_page``, ``privacy_page`` and ``accessibility_page`` are addresses of the host's own
    pages, which the footer leads to instead of ours.
    """

    publisher: str | None = None
    publisher_address: str | None = None
    publication_director: str | None = None
    hosting_provider: str | None = None
    privacy_contact: str | None = None
    trail_months: int = 12
    accessibility: Conformity = Conformity.NONE
    accessibility_audit: str | None = None
    accessibility_gaps: tuple[str, ...] = ()
    accessibility_date: str | None = None
    legal_page: str | None = None
    privacy_page: str | None = None
    accessibility_page: str | None = None
