"""Where somebody is sent who must sign in first."""

from collections.abc import Callable

SignInPage = str | Callable[[str], str]
"""The path of the page for signing in; or what makes it of the path that was asked for, its query
with it, so that a sign-in leads back there.
"""


def where_to_sign_in(page: SignInPage, asked: str) -> str:
    """Return where to redirect whoever asked for a path without a session."""
    return page(asked) if callable(page) else page
