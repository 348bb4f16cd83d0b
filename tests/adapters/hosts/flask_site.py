from flask import Flask, render_template_string

from espaceclient.adapters.flask import FlaskEspaceClient
from espaceclient.adapters.web.wsgi import mount_wsgi
from espaceclient.answers import SessionFound
from espaceclient.ports.errors import StorageUnavailable
from tests.adapters.hosts.site import (
    BASE,
    Site,
    authenticator_of,
    contract_numbered,
    over_wsgi,
    sign_in_from,
)
from tests.adapters.web.world import World

HOME = (
    "{% if espace_client.signed_in %}{{ espace_client.signed_in.email.text }}"
    "{% else %}personne{% endif %}"
)
FORM = "<form method=post>{{ espace_client.csrf_field }}</form>{{ session.email.text }}"


def flask_site() -> Site:
    world = World(BASE)
    app = Flask("host")
    espace_client = FlaskEspaceClient(authenticator_of(world), sign_in=sign_in_from)
    espace_client.init_app(app)

    @app.get("/")
    def home() -> str:
        return render_template_string(HOME)

    @app.get("/factures")
    @espace_client.sign_in_required
    def bills(session: SessionFound) -> str:
        return render_template_string(FORM, session=session)

    @app.post("/factures")
    @espace_client.sign_in_required
    def pay(_session: SessionFound) -> str:
        return "payée"

    @app.get("/contrats/<number>")
    def contract(number: str) -> str:
        return espace_client.require_entitled(contract_numbered(number)).since.isoformat()

    @app.get("/public")
    def public() -> str:
        return "public"

    @app.get("/panne")
    def fail() -> str:
        raise StorageUnavailable

    return Site(world, over_wsgi(mount_wsgi(app, world.app, BASE)))
