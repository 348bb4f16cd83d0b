"""Views for those who are signed in, synchronous and asynchronous ones."""

from collections.abc import Callable, Coroutine
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast, overload

from asgiref.sync import iscoroutinefunction
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.module_loading import import_string

from espaceclient.adapters.authentication import SignInPage, where_to_sign_in
from espaceclient.adapters.django.middleware import visitor_of
from espaceclient.answers import Entitled, MaySeeAnswer, SessionFound
from espaceclient.domain.problem import Problem
from espaceclient.domain.values import Contract

P = ParamSpec("P")
Awaited = Coroutine[Any, Any, HttpResponseBase]


@overload
def sign_in_required(
    view: Callable[Concatenate[HttpRequest, SessionFound, P], Awaited],
) -> Callable[Concatenate[HttpRequest, P], Awaited]: ...
@overload
def sign_in_required(
    view: Callable[Concatenate[HttpRequest, SessionFound, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]: ...


def sign_in_required(
    view: Callable[Concatenate[HttpRequest, SessionFound, P], HttpResponseBase | Awaited],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase | Awaited]:
    """Decorate a view for those who are signed in; it is given the session after the request.

    Whoever is not is sent to ``ESPACE_CLIENT_SIGN_IN``, or answered 401 where that leads nowhere: a
    posted form, a bearer token. Forms are protected by Django's own ``CsrfViewMiddleware``.
    """
    if not iscoroutinefunction(view):

        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            session = visitor_of(request).signed_in
            if session is None:
                return _turned_away(request)
            return cast("HttpResponseBase", view(request, session, *args, **kwargs))

        return guarded

    @wraps(view)
    async def awaited(
        request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponseBase:
        session = await visitor_of(request).asigned_in()
        if session is None:
            return _turned_away(request)
        return await cast("Awaited", view(request, session, *args, **kwargs))

    return awaited


def require_entitled(
    request: HttpRequest, contract: Contract | Problem, on: datetime | None = None
) -> Entitled:
    """Return the period that whoever is signed in may see of a contract, as
    ``EspaceClient.may_see`` tells it.

    Raises ``PermissionDenied``, which Django answers 403, when there is none, also for a number
    that no contract can have.
    """
    return _entitled(visitor_of(request).may_see(_known(contract), on))


async def arequire_entitled(
    request: HttpRequest, contract: Contract | Problem, on: datetime | None = None
) -> Entitled:
    """Do the same in an asynchronous view."""
    return _entitled(await visitor_of(request).amay_see(_known(contract), on))


def _known(contract: Contract | Problem) -> Contract:
    if isinstance(contract, Problem):
        raise PermissionDenied
    return contract


def _entitled(answer: MaySeeAnswer) -> Entitled:
    if not isinstance(answer, Entitled):
        raise PermissionDenied
    return answer


def _turned_away(request: HttpRequest) -> HttpResponseBase:
    if not visitor_of(request).may_be_redirected(request.method or ""):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    query = request.META.get("QUERY_STRING", "").encode("latin-1", "replace")
    where = where_to_sign_in(_sign_in_page(), request.path, query)
    return HttpResponse(status=303, headers={"Location": where})


def _sign_in_page() -> SignInPage:
    page: SignInPage = settings.ESPACE_CLIENT_SIGN_IN
    if isinstance(page, str) and not page.startswith("/"):
        page = cast("SignInPage", import_string(page))
    return page
