"""Where somebody is sent who must sign in first."""

from collections.abc import Callable
from urllib.parse import quote

SignInPage = str | Callable[[str], str]
"""The path of the page for signing in; or what makes it of the path that was asked for,
percent-encoded, its query with it, so that a sign-in leads back there.
"""

_PRINTABLE = "".join(map(chr, range(0x21, 0x7F)))


def where_to_sign_in(page: SignInPage, path: str, query: bytes = b"") -> str:
    """Return where to redirect whoever asked for something without a session.

    ``path`` is as frameworks hand it over, decoded, ``query`` as it came. What ``page`` is given
    may stand in a header, whatever was asked for.
    """
    if not callable(page):
        return page
    asked = quote(path, errors="replace")
    return page(f"{asked}?{quote(query, safe=_PRINTABLE)}" if query else asked)
