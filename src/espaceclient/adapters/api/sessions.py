"""The session: signing in, who is signed in, signing out."""

from collections.abc import Iterable
from datetime import datetime
from typing import Self, assert_never

from attrs import frozen
from pydantic import Field

from espaceclient.adapters.api.body import Body
from espaceclient.adapters.api.operation import Asked, Carried, Operation, Outcome, Reply
from espaceclient.adapters.api.refusals import Refusal, Refused
from espaceclient.adapters.api.tokens import SessionTokens
from espaceclient.adapters.api.views import ContractView, View
from espaceclient.adapters.async_client import AsyncEspaceClient
from espaceclient.adapters.authentication import Cookie
from espaceclient.domain.find_session import NoSession, SessionFound
from espaceclient.domain.problem import Invalid
from espaceclient.domain.sign_in import SignedIn, SignInRefused
from espaceclient.domain.sign_out import SignedOut


class Credentials(Body):
    email: str = Field(examples=["camille@exemple.fr"])
    password: str = Field(examples=["Clé-d'eau-2026"])


class SessionView(View):
    """Who is signed in, and the contracts that they may see, the oldest first. The session ends at
    `expires_at` unless there is a visit before.
    """

    account: str = Field(examples=["A" * 22])
    email: str = Field(examples=["camille@exemple.fr"])
    account_opened_at: datetime = Field(examples=["2026-03-02T09:00:00Z"])
    signed_in_at: datetime = Field(examples=["2026-03-02T09:00:00Z"])
    expires_at: datetime = Field(examples=["2026-03-02T09:30:00Z"])
    language: str = Field(examples=["fr"])
    contracts: list[ContractView]

    @classmethod
    def of(cls, found: SessionFound) -> Self:
        return cls(
            account=found.account,
            email=found.email.text,
            account_opened_at=found.account_opened_at,
            signed_in_at=found.signed_in_at,
            expires_at=found.expires_at,
            language=found.language.code,
            contracts=[ContractView.of(each) for each in found.holdings],
        )


@frozen
class SessionsApi:
    client: AsyncEspaceClient

    def operations(self) -> Iterable[Operation]:
        yield Operation(
            name="sign_in",
            method="POST",
            path="/session",
            summary="Sign in",
            handle=self._sign_in,
            body=Credentials,
            carries=(Carried.BROWSER, Carried.LABEL),
            replies={201: SessionTokens},
            refusals=(Refusal.SIGN_IN_REFUSED,),
        )
        yield Operation(
            name="find_session",
            method="GET",
            path="/session",
            summary="Tell who is signed in; a visit, which extends the session",
            handle=self._find,
            replies={200: SessionView},
            signed_in=True,
        )
        yield Operation(
            name="sign_out",
            method="DELETE",
            path="/session",
            summary="Sign out; twice is no mistake",
            handle=self._sign_out,
            replies={204: None},
        )

    async def _sign_in(self, asked: Asked) -> Outcome:
        answer = await self.client.sign_in(
            asked.texts,
            browser=asked.browser,
            label=asked.label,
            client_address=asked.client_address,
        )
        match answer:
            case SignedIn(session, browser):
                return Reply(201, SessionTokens(session=session, browser=browser))
            case SignInRefused():
                return Refused(Refusal.SIGN_IN_REFUSED)
            case Invalid(problems):
                return Refused(Refusal.INVALID, problems)
            case _:
                assert_never(answer)

    async def _find(self, asked: Asked) -> Outcome:
        answer = await self.client.calling_from(asked.client_address).find_session(asked.session)
        match answer:
            case SessionFound():
                return Reply(200, SessionView.of(answer))
            case NoSession():
                return Refused(Refusal.NOT_SIGNED_IN)
            case _:
                assert_never(answer)

    async def _sign_out(self, asked: Asked) -> Outcome:
        answer = await self.client.calling_from(asked.client_address).sign_out(asked.session)
        match answer:
            case SignedOut():
                return Reply(204, cookies={Cookie.SESSION: ""})
            case _:
                assert_never(answer)
