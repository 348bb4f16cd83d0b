"""The forms' protection against cross-site request forgery, on Starlette's requests."""

from attrs import frozen
from starlette.exceptions import HTTPException
from starlette.requests import Request

from espaceclient.adapters.authentication import FIELD, Csrf, FormProblem, RequestHeaders
from espaceclient.domain.problem import Fields


class CsrfRefused(HTTPException):
    """The form was refused, with status 403.

    ``cookie_missing`` is true when the browser sent no valid cookie. ``retry`` is the path of the
    page where the person can start again.
    """

    def __init__(self, *, cookie_missing: bool, retry: str) -> None:
        super().__init__(403)
        self.cookie_missing = cookie_missing
        self.retry = retry


@frozen
class CsrfForms:
    """Issues and checks the tokens of forms."""

    csrf: Csrf

    def present(self, request: Request) -> str | None:
        """Return the value of the browser's cookie, or ``None`` when it has no well-formed one."""
        return self.csrf.present(RequestHeaders.of_asgi(request.scope))

    def new(self) -> str:
        """Return a new random value for the cookie."""
        return self.csrf.new()

    def token(self, value: str) -> str:
        """Return the content of the hidden field for a cookie's value."""
        return self.csrf.token(value)

    def check(self, request: Request, fields: Fields, retry: str) -> None:
        """Raise ``CsrfRefused`` unless the form belongs to this browser and was sent from this
        site.

        ``retry`` is the path of the page where the person can start again.
        """
        headers = RequestHeaders.of_asgi(request.scope)
        problem = self.csrf.problem(headers, fields.get(FIELD, ""))
        if problem is not None:
            missing = problem is FormProblem.COOKIE_MISSING
            raise CsrfRefused(cookie_missing=missing, retry=retry)
