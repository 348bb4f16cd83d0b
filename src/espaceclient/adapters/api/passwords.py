"""The password: a forgotten one, a new one behind a reset link, and the change of one's own."""

from collections.abc import Iterable
from typing import assert_never

from attrs import frozen
from pydantic import Field

from espaceclient.adapters.api.body import Body
from espaceclient.adapters.api.links import Link
from espaceclient.adapters.api.operation import Asked, Carried, Operation, Outcome, Reply
from espaceclient.adapters.api.refusals import Refusal, Refused
from espaceclient.adapters.api.tokens import KnownBrowser, RenewedSession
from espaceclient.adapters.async_client import AsyncEspaceClient
from espaceclient.adapters.authentication import Cookie
from espaceclient.domain.change_password import CurrentPasswordRefused, PasswordChanged
from espaceclient.domain.find_session import NoSession
from espaceclient.domain.link import LinkUnusable
from espaceclient.domain.problem import Invalid
from espaceclient.domain.request_reset import ResetRequested
from espaceclient.domain.reset_password import PasswordReset, ResetReady
from espaceclient.domain.token import LinkToken

_NEW = "Autre-mot-2026"


class Forgotten(Body):
    """The address of the account."""

    email: str = Field(examples=["camille@exemple.fr"])


class NewPassword(Link):
    """The last part of a reset link, and the new password, twice."""

    password: str = Field(examples=[_NEW])
    confirmation: str = Field(examples=[_NEW])


class CurrentPassword(Body):
    """The password of the account."""

    current_password: str = Field(examples=["Clé-d'eau-2026"])


class ChangedPassword(CurrentPassword):
    """The current password, and the new one, twice."""

    password: str = Field(examples=[_NEW])
    confirmation: str = Field(examples=[_NEW])


@frozen
class PasswordsApi:
    client: AsyncEspaceClient

    def operations(self) -> Iterable[Operation]:
        yield Operation(
            name="request_reset",
            method="POST",
            path="/password/forgotten",
            summary="Ask for a reset link by mail; the answer tells nothing",
            handle=self._request,
            body=Forgotten,
            replies={202: None},
        )
        yield Operation(
            name="preview_reset",
            method="POST",
            path="/password/reset/preview",
            summary="Tell whether a reset link still works; changes nothing",
            handle=self._preview,
            body=Link,
            replies={204: None},
            refusals=(Refusal.RESET_LINK_UNUSABLE,),
        )
        yield Operation(
            name="reset_password",
            method="POST",
            path="/password/reset",
            summary="Set a new password behind a reset link; ends every session, opens none",
            handle=self._reset,
            body=NewPassword,
            carries=(Carried.BROWSER,),
            replies={200: KnownBrowser},
            refusals=(Refusal.RESET_LINK_UNUSABLE,),
        )
        yield Operation(
            name="change_password",
            method="POST",
            path="/password/change",
            summary="Change the password; this session goes on under another token",
            handle=self._change,
            body=ChangedPassword,
            replies={200: RenewedSession},
            refusals=(Refusal.CURRENT_PASSWORD_REFUSED,),
            signed_in=True,
        )

    async def _request(self, asked: Asked) -> Outcome:
        answer = await self.client.request_reset(asked.texts, client_address=asked.client_address)
        match answer:
            case ResetRequested():
                return Reply(202)
            case Invalid(problems):
                return Refused(Refusal.INVALID, problems)
            case _:
                assert_never(answer)

    async def _preview(self, asked: Asked) -> Outcome:
        client = self.client.calling_from(asked.client_address)
        answer = await client.preview_reset(LinkToken(asked.texts["link"]))
        match answer:
            case ResetReady():
                return Reply(204)
            case LinkUnusable():
                return Refused(Refusal.RESET_LINK_UNUSABLE)
            case _:
                assert_never(answer)

    async def _reset(self, asked: Asked) -> Outcome:
        answer = await self.client.reset_password(
            LinkToken(asked.texts["link"]),
            asked.texts,
            browser=asked.browser,
            client_address=asked.client_address,
        )
        match answer:
            case PasswordReset(browser):
                return Reply(200, KnownBrowser(browser=browser), cookies={Cookie.SESSION: ""})
            case LinkUnusable():
                return Refused(Refusal.RESET_LINK_UNUSABLE)
            case Invalid(problems):
                return Refused(Refusal.INVALID, problems)
            case _:
                assert_never(answer)

    async def _change(self, asked: Asked) -> Outcome:
        answer = await self.client.change_password(
            asked.session, asked.texts, client_address=asked.client_address
        )
        match answer:
            case PasswordChanged(session):
                return Reply(200, RenewedSession(session=session))
            case CurrentPasswordRefused():
                return Refused(Refusal.CURRENT_PASSWORD_REFUSED)
            case NoSession():
                return Refused(Refusal.NOT_SIGNED_IN)
            case Invalid(problems):
                return Refused(Refusal.INVALID, problems)
            case _:
                assert_never(answer)
