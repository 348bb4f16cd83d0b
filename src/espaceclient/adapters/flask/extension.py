"""The extension: a visitor a request, and the decorator of pages for those who are signed in."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import wraps
from typing import Concatenate, NoReturn, ParamSpec

from attrs import frozen
from flask import Flask, Response, abort, current_app, g, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import WWWAuthenticate

from espaceclient.adapters.authentication import (
    FIELD,
    HEADER,
    SAFE_METHODS,
    Authenticator,
    RequestHeaders,
    SignInPage,
    Visitor,
    where_to_sign_in,
)
from espaceclient.answers import Entitled, NoSession, NotEntitled, SessionFound
from espaceclient.domain.problem import Problem
from espaceclient.domain.values import Contract
from espaceclient.ports.errors import PortError

P = ParamSpec("P")
Returned = ResponseReturnValue | Awaitable[ResponseReturnValue]

_CHALLENGE = WWWAuthenticate("bearer")


@frozen
class FlaskEspaceClient:
    """Tells Flask who is signed in: ``g.espace_client`` is a ``Visitor``, in templates
    ``espace_client``.

    ``sign_in`` is where visitors without a session are sent. ``forms`` is false where something
    else protects the host's forms against forgery, such as Flask-WTF.
    """

    authenticator: Authenticator
    sign_in: SignInPage
    forms: bool = True

    def init_app(self, app: Flask) -> None:
        """Have each request of ``app`` know its visitor.

        Its responses are then answers for one person where they depend on who is signed in, and a
        ``PortError`` that the host handles no other way is answered 503.
        """
        app.before_request(self._meet)
        app.after_request(_complete)
        app.context_processor(lambda: {"espace_client": g.get("espace_client")})
        if PortError not in app.error_handler_spec[None][None]:
            app.register_error_handler(PortError, _unavailable)

    @property
    def visitor(self) -> Visitor:
        """Whoever sends the request; the typed way to ``g.espace_client``.

        Raises ``RuntimeError`` in an application without ``init_app``.
        """
        found = g.get("espace_client")
        if not isinstance(found, Visitor):
            raise RuntimeError("call FlaskEspaceClient.init_app on the application first")
        return found

    def sign_in_required(
        self, view: Callable[Concatenate[SessionFound, P], Returned]
    ) -> Callable[P, ResponseReturnValue]:
        """Decorate a view for those who are signed in; it is given the session first.

        Whoever is not is sent to the page for signing in, or answered 401 where that leads nowhere:
        a posted form, a bearer token. A posted form without its field is answered 403.
        """

        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            session = self.visitor.signed_in
            if session is None:
                self._turn_away()
            self._require_form()
            answer: ResponseReturnValue = current_app.ensure_sync(view)(session, *args, **kwargs)
            return answer

        return guarded

    def require_entitled(
        self, contract: Contract | Problem, on: datetime | None = None
    ) -> Entitled:
        """Return the period that whoever is signed in may see of a contract, as
        ``EspaceClient.may_see`` tells it; answer 403 when there is none, also to a number that no
        contract can have.
        """
        if isinstance(contract, Problem):
            abort(403)
        answer = self.visitor.may_see(contract, on)
        if isinstance(answer, NoSession):
            self._turn_away()
        if isinstance(answer, NotEntitled):
            abort(403)
        return answer

    def _require_form(self) -> None:
        """Answer 403 to what changes something and was not sent by a form of this site: its field
        is ``espace_client.csrf_field``. A script sends ``X-CSRF-Token`` instead.
        """
        if not self.forms or request.method in SAFE_METHODS:
            return
        if self.visitor.form_problem(request.form.get(FIELD) or request.headers.get(HEADER)):
            abort(403)

    def _meet(self) -> None:
        g.espace_client = Visitor(self.authenticator, RequestHeaders.of_wsgi(request.environ))

    def _turn_away(self) -> NoReturn:
        if not self.visitor.may_be_redirected(request.method):
            abort(401, www_authenticate=_CHALLENGE)
        path = request.script_root + request.path
        abort(redirect(where_to_sign_in(self.sign_in, path, request.query_string), 303))


def _complete(response: Response) -> Response:
    visitor = g.get("espace_client")
    if isinstance(visitor, Visitor):
        for name, value in visitor.response_headers(map(str.lower, response.headers.keys())):
            response.headers.add(name, value)
    return response


def _unavailable(_error: PortError) -> ResponseReturnValue:
    return "", 503, {"Retry-After": "60", "Cache-Control": "no-store"}
