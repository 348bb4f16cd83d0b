"""What mypy --strict knows of the pages in a host's look: folders, style sheets and panels of each
kind are taken, a panel that is a plain text is not. Each ignore below would be an error if it hid
none.
"""

from datetime import timedelta
from pathlib import Path

from markupsafe import Markup
from starlette.applications import Starlette

from espaceclient import EspaceClient
from espaceclient.adapters.web import (
    Branding,
    Conformity,
    ContentSources,
    Duties,
    PanelTemplate,
    create_app,
)
from espaceclient.adapters.wording import TomlWording
from espaceclient.answers import SessionFound
from espaceclient.ports.tokens import Tokens


def drawn(found: SessionFound) -> Markup:
    return Markup("<p>{}</p>").format(found.email.text)


async def awaited(found: SessionFound) -> PanelTemplate | None:
    held = len(found.holdings)
    return PanelTemplate("invoices.html", {"count": held}) if held else None


def plain(found: SessionFound) -> str:
    return f"<p>{found.email.text}</p>"


def pages(client: EspaceClient, tokens: Tokens, folders: list[Path]) -> Starlette:
    return create_app(
        client,
        wording=TomlWording.french(),
        tokens=tokens,
        base_url="https://www.exemple.fr/",
        branding=Branding(logo=Path("logo.svg"), duties=Duties(accessibility=Conformity.PARTIAL)),
        templates=folders,
        stylesheets=[Path("regie.css"), "/static/host.css"],
        dashboard_panels=[drawn, awaited],
        csp=ContentSources(images=("https://cdn.exemple.fr",)),
        hsts=timedelta(days=365),
    )


def mistakes(client: EspaceClient, tokens: Tokens) -> None:
    create_app(
        client,
        wording=TomlWording.french(),
        tokens=tokens,
        base_url="https://www.exemple.fr/",
        dashboard_panels=[plain],  # type: ignore[list-item]  # nobody vouches for it
    )
