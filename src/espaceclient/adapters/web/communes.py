"""The choice of a commune, with which an account's opening and a contract's adding begin."""

from starlette.requests import Request
from starlette.responses import Response

from espaceclient.adapters.web.site import Site
from espaceclient.domain.problem import Problem


def choose_commune(
    site: Site,
    request: Request,
    *,
    title: str,
    form: str,
    problem: Problem | None,
    signed_in: bool = False,
) -> Response:
    """Offer the communes served; ``form`` is the name of the page that the choice leads to."""
    return site.page(
        request,
        "communes.html",
        422 if problem else 200,
        title=site.say(title),
        form=form,
        communes=site.client.communes.communes,
        problem=problem,
        signed_in=signed_in,
    )


def chosen(request: Request) -> str:
    """Return the code of the commune chosen, which may be none."""
    return request.query_params.get("commune", "")
