"""What any request says of who sends it: an address and the languages they read."""

from starlette.requests import Request

from espaceclient.domain.language import Language
from espaceclient.ports.languages import Languages


def address_of(request: Request) -> str | None:
    """Return the address that a request comes from, or ``None`` where the server does not tell."""
    return request.client.host if request.client else None


def language_of(request: Request, languages: Languages) -> Language:
    """Return the language that a request is answered in: that of its ``Accept-Language``."""
    return languages.asked(",".join(request.headers.getlist("accept-language")))
