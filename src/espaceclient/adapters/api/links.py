"""What the pages behind mailed links ask: the token travels in bodies, never in a path."""

from pydantic import Field

from espaceclient.adapters.api.body import Body, Given
from espaceclient.adapters.api.tokens import EXAMPLE
from espaceclient.adapters.api.views import View
from espaceclient.domain.problem import Problem

PASSWORD_REQUIRED = (Problem("password", "password/required"),)


class Link(Body):
    """The last part of a mailed link."""

    link: Given = Field(examples=[EXAMPLE])


class LinkAndPassword(Link):
    """The last part of a mailed link, and the password where the preview asks for it."""

    password: str | None = Field(default=None, examples=["Clé-d'eau-2026"])


class LinkView(View):
    """Whether a password has to come with the link: another browser or device asked for it."""

    asks_password: bool = Field(examples=[True])
