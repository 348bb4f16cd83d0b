"""The choice of a commune, with which an account's opening and a contract's adding begin, and how
its operator writes numbers.
"""

from starlette.requests import Request
from starlette.responses import Response

from espaceclient.adapters.authentication import Cookie
from espaceclient.adapters.web.site import Site
from espaceclient.domain.number_format import ContractFormat
from espaceclient.domain.problem import Fields, Problem
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
        known=_known(site, request),
        problem=problem,
        signed_in=signed_in,
    )


def remember(site: Site, response: Response, commune: Commune) -> Response:
    """Have this browser offer the commune first, until it is closed."""
    site.cookies.set(response, Cookie.COMMUNE, commune.code)
    return response


def _known(site: Site, request: Request) -> Commune | None:
    """Return the commune to begin with: the only one, that of the address, the one chosen last."""
    communes = site.client.communes
    if len(communes.communes) == 1:
        return communes.communes[0]
    asked = (chosen(request), site.cookies.read(request, Cookie.COMMUNE) or "")
    found = (communes.parse(code) for code in asked)
    return next((each for each in found if isinstance(each, Commune)), None)


def how_numbers_are_written(site: Site, commune: Commune) -> dict[str, object]:
    """Return what a form tells of a commune's numbers: their ``formats``, which text tells how
    contract numbers are written, and the ``drawing`` of the operator's invoice, if there is one.
    """
    formats = site.client.policy.formats.of(commune.operator)
    drawing = site.invoices.get(commune.operator.code)
    return {"formats": formats, "contract_told": _told(formats.contract), "drawing": drawing}


def number_taken(site: Site, commune: Commune, fields: Fields | None) -> str | None:
    """Return the contract number that was read where a letter was typed beside it."""
    written, typed = _contract(site, commune), (fields or {}).get("contract_number", "")
    taken = written.read(typed) if written.leaves_a_letter_out(typed) else None
    return taken if isinstance(taken, str) else None


def _contract(site: Site, commune: Commune) -> ContractFormat:
    return site.client.policy.formats.of(commune.operator).contract


def _told(written: ContractFormat) -> str:
    if written.digits is None:
        return "example"
    return "digits_without_letter" if written.letter else "digits"


def chosen(request: Request) -> str:
    """Return the code of the commune chosen, which may be none."""
    return request.query_params.get("commune", "")
