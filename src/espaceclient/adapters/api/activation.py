"""Activation: the mailed link, whose preview changes nothing (guide, step 4)."""

from collections.abc import Iterable
from typing import assert_never

from attrs import frozen

from espaceclient.adapters.api.links import (
    PASSWORD_REQUIRED,
    Link,
    LinkAndPassword,
    LinkView,
)
from espaceclient.adapters.api.operation import Asked, Carried, Operation, Outcome, Reply
from espaceclient.adapters.api.refusals import Refusal, Refused
from espaceclient.adapters.api.tokens import SessionTokens
from espaceclient.adapters.async_client import AsyncEspaceClient
from espaceclient.domain.activate import Activated, ActivationReady, ActivationRefused
from espaceclient.domain.link import LinkUnusable, PasswordRequired
from espaceclient.domain.token import LinkToken


@frozen
class ActivationApi:
    client: AsyncEspaceClient

    def operations(self) -> Iterable[Operation]:
        yield Operation(
            name="preview_activation",
            method="POST",
            path="/activation/preview",
            summary="Tell what an activation link asks for; changes nothing",
            handle=self._preview,
            body=Link,
            carries=(Carried.BROWSER,),
            replies={200: LinkView},
            refusals=(Refusal.ACTIVATION_LINK_UNUSABLE,),
        )
        yield Operation(
            name="activate",
            method="POST",
            path="/activation",
            summary="Open the account behind an activation link, and a session",
            handle=self._activate,
            body=LinkAndPassword,
            carries=(Carried.BROWSER, Carried.LABEL),
            replies={201: SessionTokens},
            refusals=(Refusal.ACTIVATION_REFUSED, Refusal.ACTIVATION_LINK_UNUSABLE),
        )

    async def _preview(self, asked: Asked) -> Outcome:
        answer = await self.client.calling_from(asked.client_address).preview_activation(
            LinkToken(asked.texts["link"]), browser=asked.browser
        )
        match answer:
            case ActivationReady():
                return Reply(200, LinkView(asks_password=False))
            case PasswordRequired():
                return Reply(200, LinkView(asks_password=True))
            case LinkUnusable():
                return Refused(Refusal.ACTIVATION_LINK_UNUSABLE)
            case _:
                assert_never(answer)

    async def _activate(self, asked: Asked) -> Outcome:
        answer = await self.client.activate(
            LinkToken(asked.texts["link"]),
            browser=asked.browser,
            password=asked.texts.get("password"),
            label=asked.label,
            client_address=asked.client_address,
        )
        match answer:
            case Activated(session, browser):
                return Reply(201, SessionTokens(session=session, browser=browser))
            case PasswordRequired():
                return Refused(Refusal.INVALID, PASSWORD_REQUIRED)
            case ActivationRefused():
                return Refused(Refusal.ACTIVATION_REFUSED)
            case LinkUnusable():
                return Refused(Refusal.ACTIVATION_LINK_UNUSABLE)
            case _:
                assert_never(answer)
