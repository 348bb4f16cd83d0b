"""The choice of a commune, with which an account's opening and a contract's adding begin, and how
its operator writes numbers.
"""

from starlette.requests import Request
from starlette.responses import Response

from espaceclient.adapters.web.site import Site
from espaceclient.domain.number_format import ContractFormat
from espaceclient.domain.problem import Problem
from espaceclient.domain.values import Commune


async def choose_commune(
    site: Site,
    request: Request,
    *,
    title: str,
    form: str,
    problem: Problem | None,
    signed_in: bool = False,
) -> Response:
    """Offer the communes served; ``form`` is the name of the page that the choice leads to."""
    return await site.page(
        request,
        "communes.html",
        422 if problem else 200,
        title=site.say(request, title),
        form=form,
        communes=site.client.communes.communes,
        problem=problem,
        signed_in=signed_in,
    )


def how_numbers_are_written(site: Site, commune: Commune) -> dict[str, object]:
    """Return what a form tells of a commune's numbers: their ``formats``, and which text tells how
    contract numbers are written.
    """
    formats = site.client.policy.formats.of(commune.operator)
    return {"formats": formats, "contract_told": _told(formats.contract)}


def _told(written: ContractFormat) -> str:
    if written.digits is None:
        return "example"
    return "digits_without_letter" if written.letter else "digits"


def chosen(request: Request) -> str:
    """Return the code of the commune chosen, which may be none."""
    return request.query_params.get("commune", "")
