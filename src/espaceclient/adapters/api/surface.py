"""A surface: how a kind of client brings its tokens, and is given new ones."""

from collections.abc import Mapping
from typing import Any, Protocol

from attrs import field, frozen
from fastapi.security import APIKeyCookie, HTTPBearer
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from espaceclient.adapters.api.asking import address_of, language_of
from espaceclient.adapters.api.body import Body
from espaceclient.adapters.api.operation import Asked, Operation, Reply
from espaceclient.adapters.api.refusals import Refused
from espaceclient.domain.language import Language
from espaceclient.domain.token import SessionToken, WaitingToken
from espaceclient.ports.languages import Languages


class Surface(Protocol):
    """``name`` begins the paths and the ids of its operations, unless it is empty; ``security`` is
    the scheme of its sessions; ``tokens_in_body``: it is given tokens in the bodies of answers.
    """

    @property
    def name(self) -> str: ...
    @property
    def security(self) -> APIKeyCookie | HTTPBearer | None: ...
    @property
    def tokens_in_body(self) -> bool: ...

    def body_of(self, operation: Operation) -> type[Body] | None:
        """Return all the fields that an operation takes in its body."""
        ...

    def headers_needed(self, operation: Operation) -> list[dict[str, Any]]:
        """Describe the headers that an operation needs, as parameters of OpenAPI."""
        ...

    def check(self, request: Request) -> None:
        """Raise ``RefusedError`` for a request that another site may have had sent."""
        ...

    def language(self, request: Request) -> Language:
        """Return the language to answer in."""
        ...

    def session(self, request: Request) -> SessionToken | None:
        """Return the session that a request brings; it is not verified yet."""
        ...

    def asked(self, request: Request, texts: Mapping[str, str]) -> Asked:
        """Return what a request asks; ``texts`` are the fields of its body."""
        ...

    def response(self, reply: Reply) -> Response:
        """Answer what is no refusal."""
        ...

    def mark_refusal(self, response: Response, refused: Refused) -> None:
        """Add to a refusal what this kind of client needs."""
        ...


@frozen
class PublicSurface:
    """What asks for no token: whoever asks, the answer is the same."""

    languages: Languages
    name: str = field(default="", init=False)
    security: None = field(default=None, init=False)
    tokens_in_body: bool = field(default=False, init=False)

    def body_of(self, operation: Operation) -> type[Body] | None:
        return operation.body

    def headers_needed(self, _operation: Operation) -> list[dict[str, Any]]:
        return []

    def check(self, _request: Request) -> None: ...

    def language(self, request: Request) -> Language:
        return language_of(request, self.languages)

    def session(self, _request: Request) -> SessionToken | None:
        return None

    def asked(self, request: Request, texts: Mapping[str, str]) -> Asked:
        return Asked(
            texts=texts,
            path=request.path_params,
            client_address=address_of(request),
            session=SessionToken(""),
            browser=None,
            waiting=WaitingToken(""),
            label=None,
            language=self.language(request),
        )

    def response(self, reply: Reply) -> Response:
        return json_response(reply)

    def mark_refusal(self, _response: Response, _refused: Refused) -> None: ...


def json_response(reply: Reply) -> Response:
    """Return a reply with its content, if it has any."""
    match reply.content:
        case None:
            return Response(status_code=reply.status)
        case Mapping():
            return JSONResponse(dict(reply.content), reply.status)
        case content:
            return JSONResponse(content.model_dump(mode="json"), reply.status)
