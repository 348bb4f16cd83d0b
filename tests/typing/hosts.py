"""What mypy --strict knows in a host of each framework: what a view is given, what it must take.
Each ignore below would be an error if it hid none.
"""

from typing import Annotated, assert_type

from django.http import HttpRequest, HttpResponse
from fastapi import Depends, FastAPI
from flask import Flask
from starlette.requests import Request

from espaceclient.adapters.authentication import Authenticator, RequestHeaders, Visitor
from espaceclient.adapters.django import DjangoMailer, arequire_entitled, require_entitled
from espaceclient.adapters.django import sign_in_required as django_sign_in_required
from espaceclient.adapters.django import visitor_of as django_visitor_of
from espaceclient.adapters.fastapi import ENTITLED, FastAPIEspaceClient
from espaceclient.adapters.flask import FlaskEspaceClient
from espaceclient.adapters.introspection_http import ActiveSession, HttpIntrospection
from espaceclient.adapters.starlette import visitor_of
from espaceclient.answers import Entitled, MaySeeAnswer, NoSession, SessionFound
from espaceclient.domain.token import SessionToken
from espaceclient.ports import Mailer
from espaceclient.values import Contract, Operator, Problem


def without_a_framework(authenticator: Authenticator, headers: RequestHeaders) -> None:
    assert_type(authenticator.find_session(headers), SessionFound | NoSession)
    assert_type(Visitor(authenticator, headers).signed_in, SessionFound | None)
    authenticator.find_session({"Cookie": ""})  # type: ignore[arg-type]  # RequestHeaders.of does that


def flask(app: Flask, espace_client: FlaskEspaceClient, contract: Contract) -> None:
    @app.get("/factures/<number>")
    @espace_client.sign_in_required
    def bills(session: SessionFound, number: str) -> str:
        assert_type(espace_client.require_entitled(contract), Entitled)
        return f"{session.email.text} {number}"

    bills(number="1")
    bills()  # type: ignore[call-arg]  # the number is missing

    @espace_client.sign_in_required  # type: ignore[arg-type]  # it takes no session
    def nobodys() -> str:
        return ""

    assert_type(espace_client.visitor, Visitor)


async def starlette(request: Request, contract: Contract) -> None:
    visitor = visitor_of(request)
    assert_type(await visitor.signed_in(), SessionFound | None)
    assert_type(await visitor.may_see(contract), MaySeeAnswer)
    visitor.signed_in().account  # type: ignore[attr-defined]  # nobody awaits it  # noqa: B018 - as above


def fastapi(app: FastAPI, espace_client: FastAPIEspaceClient) -> None:
    def contract_numbered(number: str) -> Contract | Problem:
        return Contract.parse(Operator("Eau"), number)

    @app.get("/factures/{number}", responses=ENTITLED)
    async def bills(
        entitled: Annotated[Entitled, Depends(espace_client.entitled(contract_numbered))],
        session: Annotated[SessionFound, Depends(espace_client.required)],
        maybe: Annotated[SessionFound | None, Depends(espace_client.optional)],
    ) -> str:
        return f"{entitled.since} {session.email.text} {maybe}"

    espace_client.entitled(str)  # type: ignore[arg-type]  # it makes no contract


def django(request: HttpRequest, contract: Contract) -> None:
    @django_sign_in_required
    def bills(request: HttpRequest, session: SessionFound, number: str) -> HttpResponse:
        assert_type(require_entitled(request, contract), Entitled)
        return HttpResponse(f"{session.email.text} {number}")

    @django_sign_in_required
    async def abills(request: HttpRequest, session: SessionFound) -> HttpResponse:
        assert_type(await arequire_entitled(request, contract), Entitled)
        return HttpResponse(session.email.text)

    bills(request, number="1")
    bills(request)  # type: ignore[call-arg]  # the number is missing
    assert_type(django_visitor_of(request).signed_in, SessionFound | None)
    request.espace_client  # type: ignore[attr-defined]  # visitor_of has its type  # noqa: B018 - as above
    mailer: Mailer = DjangoMailer()
    mailer.close()


def elsewhere(sessions: HttpIntrospection, token: SessionToken, contract: Contract) -> None:
    assert_type(sessions.find_session(token), ActiveSession | NoSession)
    assert_type(sessions.may_see(token, contract), MaySeeAnswer)
