"""Forms that a page's script sends, so that what was typed stays: passwords are never sent back."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from espaceclient.domain.problem import Fields, Problem


def is_fetched(request: Request) -> bool:
    """Tell whether a page's script asks, which keeps the fields as they are."""
    return request.headers.get("x-requested-with") == "fetch"


def for_script(request: Request, response: Response) -> Response:
    """Return a response as its reader takes it: a script is told where to go, since it would follow
    a redirect by itself, and see a page that was meant for the person.
    """
    if response.status_code != 303 or not is_fetched(request):
        return response
    told = JSONResponse({"location": response.headers["location"]})
    told.raw_headers += [each for each in response.raw_headers if each[0] == b"set-cookie"]
    return told


def must_retype(
    request: Request, fields: Fields | None, problems: dict[str, Problem], field: str = "password"
) -> bool:
    """Tell whether a password is asked for again though nothing was wrong with it."""
    typed = (fields or {}).get(field)
    return bool(typed) and field not in problems and not is_fetched(request)
