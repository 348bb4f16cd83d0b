"""The site: the utility's own pages, and below ``/client`` those of the accounts."""

from pathlib import Path
from wsgiref.types import WSGIApplication

from flask import Flask, abort, redirect, render_template
from flask.typing import ResponseReturnValue

from espaceclient.adapters.composition import Composition
from espaceclient.adapters.flask import FlaskEspaceClient
from espaceclient.adapters.memory import MemoryMailer
from espaceclient.adapters.web import Branding, create_app
from espaceclient.adapters.web.wsgi import mount_wsgi
from espaceclient.answers import Entitled, SessionFound
from examples.flask_site.portal import INVOICES, Portal

TEMPLATES = Path(__file__).parent / "templates"


def create_site(
    accounts: Composition, portal: Portal, mails: MemoryMailer, origin: str
) -> WSGIApplication:
    pages = create_app(
        accounts.client(),
        wording=accounts.wording,
        tokens=accounts.tokens,
        base_url=f"{origin}/client/",
        branding=Branding("Les Eaux du Lac", email="bonjour@eaux-du-lac.example"),
        templates=[TEMPLATES / "client"],
        stylesheets=[TEMPLATES / "lac.css"],
        landing="/mes-factures",
        allow_next=["/mes-factures"],
        mailbox=lambda: mails.messages,  # for demonstrations only
    )
    site, espace = Flask(__name__), FlaskEspaceClient(pages.authenticator, sign_in=pages.sign_in)
    espace.init_app(site)

    @site.get("/")
    def home() -> ResponseReturnValue:
        return redirect("/mes-factures")

    @site.get("/mes-factures")
    @espace.sign_in_required
    def invoices(session: SessionFound) -> ResponseReturnValue:
        may_see = espace.visitor.may_see
        shown = [
            (number, each, portal.is_paid(number))
            for number, each in INVOICES.items()
            if isinstance(may_see(each.contract, each.on), Entitled)
        ]
        history = portal.history(session.account)
        return render_template("invoices.html", invoices=shown, history=history, session=session)

    @site.post("/mes-factures/<int:number>/paiement")
    @espace.sign_in_required
    def pay(_session: SessionFound, number: int) -> ResponseReturnValue:
        invoice = INVOICES.get(number) or abort(403)  # as for an invoice of somebody else
        espace.require_entitled(invoice.contract, invoice.on)
        portal.pay(number)
        return redirect("/mes-factures", 303)

    return mount_wsgi(site, pages, f"{origin}/client/")
