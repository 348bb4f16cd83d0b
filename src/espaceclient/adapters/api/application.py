"""The API as an application of its own, for a server that has nothing else, or beside the pages."""

from collections.abc import Iterable, Sequence

from fastapi import FastAPI
from starlette.exceptions import HTTPException

from espaceclient.adapters.api.errors import ErrorAnswers
from espaceclient.adapters.api.router import VERSION, Audience, create_api
from espaceclient.adapters.async_client import AsyncEspaceClient
from espaceclient.adapters.authentication import CookieSettings
from espaceclient.client import EspaceClient
from espaceclient.ports.tokens import Tokens
from espaceclient.ports.wording import Wording

TITLE = "Espace client"


def create_api_app(
    client: EspaceClient | AsyncEspaceClient,
    *,
    wording: Wording,
    languages: Sequence[Wording] = (),
    tokens: Tokens,
    cookies: CookieSettings | None = None,
    surfaces: Iterable[Audience] = tuple(Audience),
) -> FastAPI:
    """Return the API of ``create_api`` as an ASGI application, its document at ``v1/openapi.json``.

    Whatever it is asked, it answers by problem details, also what it does not know. It has no pages
    to try it out, since these load their scripts from elsewhere, and no CORS.
    """
    shared = AsyncEspaceClient.over(client)
    errors = ErrorAnswers.worded(shared, wording, languages)
    app = FastAPI(
        title=TITLE,
        version=VERSION,
        openapi_url=f"/{VERSION}/openapi.json",
        docs_url=None,
        redoc_url=None,
        exception_handlers={HTTPException: errors.http, Exception: errors.broken},
        redirect_slashes=False,
    )
    app.include_router(
        create_api(
            shared,
            wording=wording,
            languages=languages,
            tokens=tokens,
            cookies=cookies,
            surfaces=surfaces,
        )
    )
    return app
