"""The site: the utility's own pages, and below ``/espace`` those of the accounts."""

from pathlib import Path
from typing import Annotated

from fastapi import Depends, FastAPI, Request, Response
from fastapi.responses import RedirectResponse
from fastapi.templating import Jinja2Templates

from espaceclient.adapters.composition import Composition
from espaceclient.adapters.fastapi import FastAPIEspaceClient
from espaceclient.adapters.memory import MemoryMailer
from espaceclient.adapters.starlette import visitor_of
from espaceclient.adapters.web import Branding, PanelTemplate, create_app
from espaceclient.answers import Entitled, SessionFound
from examples.fastapi_site.portal import INVOICES, Portal

TEMPLATES = Path(__file__).parent / "templates"


def create_site(accounts: Composition, portal: Portal, mails: MemoryMailer, origin: str) -> FastAPI:
    pages = create_app(
        accounts.client(),
        wording=accounts.wording,
        tokens=accounts.tokens,
        base_url=f"{origin}/espace/",
        branding=Branding("Régie des eaux de Cassis", phone="04 65 71 00 00"),
        templates=[TEMPLATES],
        stylesheets=[TEMPLATES / "regie.css"],
        dashboard_panels=[lambda _found: PanelTemplate("panel.html")],
        allow_next=["/mes-factures"],
        mailbox=lambda: mails.messages,  # for demonstrations only
    )
    espace = FastAPIEspaceClient(pages.authenticator, sign_in=pages.sign_in, client=pages.client)
    signed_in = Depends(espace.required)
    site, templates = FastAPI(), Jinja2Templates(TEMPLATES)
    espace.init_app(site)
    site.mount("/espace", pages)

    @site.get("/")
    async def home() -> Response:
        return RedirectResponse("/mes-factures")

    @site.get("/mes-factures")
    async def invoices(request: Request, session: Annotated[SessionFound, signed_in]) -> Response:
        visitor = visitor_of(request)
        shown = [
            each
            for each in INVOICES
            if isinstance(await visitor.may_see(each.contract, each.on), Entitled)
        ]
        values = {"invoices": shown, "session": session, "csrf_field": visitor.csrf_field}
        values["telephone"], values["paper"] = portal.customer(session.account)
        return templates.TemplateResponse(request, "invoices.html", values)

    @site.post("/mes-factures/sans-papier")
    async def stop_paper(session: Annotated[SessionFound, signed_in]) -> Response:
        portal.stop_paper(session.account)
        return RedirectResponse("/mes-factures", 303)

    return site
