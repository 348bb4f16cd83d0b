"""Where somebody is sent who must sign in first."""

from collections.abc import Callable
from urllib.parse import quote

SignInPage = str | Callable[[str], str]
"""The path of the page for signing in, to which ``?next=`` and the path that was asked for are
added; or what makes of that path the whole one.
"""


def where_to_sign_in(page: SignInPage, asked: str) -> str:
    """Return where to redirect whoever asked for a path, its query with it, without a session."""
    if callable(page):
        return page(asked)
    return f"{page}{'&' if '?' in page else '?'}next={quote(asked, safe='/')}"
