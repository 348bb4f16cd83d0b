"""How the pages of ``serve`` look: docs/pages.md."""

from pathlib import Path

from attrs import frozen


@frozen(slots=False, kw_only=True)  # slots, in several bases, would not go together
class LookSettings:
    """``logo`` and ``stylesheet`` are files, ``templates`` is a folder."""

    logo: Path | None = None
    stylesheet: Path | None = None
    templates: Path | None = None
