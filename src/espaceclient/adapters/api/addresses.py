"""The change of the address: asked for from a session, confirmed behind the link at the new one."""

from collections.abc import Iterable
from typing import assert_never

from attrs import frozen
from pydantic import Field

from espaceclient.adapters.api.links import (
    PASSWORD_REQUIRED,
    Link,
    LinkAndPassword,
    LinkView,
)
from espaceclient.adapters.api.operation import Asked, Carried, Operation, Outcome, Reply
from espaceclient.adapters.api.passwords import CurrentPassword
from espaceclient.adapters.api.refusals import Refusal, Refused
from espaceclient.adapters.api.tokens import KnownBrowser
from espaceclient.adapters.async_client import AsyncEspaceClient
from espaceclient.domain.change_password import CurrentPasswordRefused
from espaceclient.domain.confirm_address_change import AddressChanged, AddressChangeReady
from espaceclient.domain.find_session import NoSession
from espaceclient.domain.link import LinkUnusable, PasswordRequired
from espaceclient.domain.problem import Invalid
from espaceclient.domain.request_address_change import AddressChangeRequested, TooManyRequests
from espaceclient.domain.token import LinkToken


class NewAddress(CurrentPassword):
    """The new address, and the password of the account."""

    email: str = Field(examples=["camille.d@exemple.fr"])


@frozen
class AddressesApi:
    client: AsyncEspaceClient

    def operations(self) -> Iterable[Operation]:
        yield Operation(
            name="request_address_change",
            method="POST",
            path="/address/change",
            summary="Ask for another address; a link is mailed to it",
            handle=self._request,
            body=NewAddress,
            carries=(Carried.BROWSER,),
            replies={202: KnownBrowser},
            refusals=(Refusal.CURRENT_PASSWORD_REFUSED, Refusal.TOO_MANY_REQUESTS),
            signed_in=True,
        )
        yield Operation(
            name="preview_address_change",
            method="POST",
            path="/address/confirmation/preview",
            summary="Tell what the link to a new address asks for; changes nothing",
            handle=self._preview,
            body=Link,
            carries=(Carried.BROWSER,),
            replies={200: LinkView},
            refusals=(Refusal.ADDRESS_LINK_UNUSABLE,),
        )
        yield Operation(
            name="confirm_address_change",
            method="POST",
            path="/address/confirmation",
            summary="Give the account its new address; signs nobody in",
            handle=self._confirm,
            body=LinkAndPassword,
            carries=(Carried.BROWSER,),
            replies={200: KnownBrowser},
            refusals=(Refusal.CURRENT_PASSWORD_REFUSED, Refusal.ADDRESS_LINK_UNUSABLE),
        )

    async def _request(self, asked: Asked) -> Outcome:
        answer = await self.client.request_address_change(
            asked.session,
            asked.texts,
            browser=asked.browser,
            client_address=asked.client_address,
        )
        match answer:
            case AddressChangeRequested(browser):
                return Reply(202, KnownBrowser(browser=browser))
            case TooManyRequests():
                return Refused(Refusal.TOO_MANY_REQUESTS)
            case CurrentPasswordRefused():
                return Refused(Refusal.CURRENT_PASSWORD_REFUSED)
            case NoSession():
                return Refused(Refusal.NOT_SIGNED_IN)
            case Invalid(problems):
                return Refused(Refusal.INVALID, problems)
            case _:
                assert_never(answer)

    async def _preview(self, asked: Asked) -> Outcome:
        answer = await self.client.calling_from(asked.client_address).preview_address_change(
            LinkToken(asked.texts["link"]), browser=asked.browser
        )
        match answer:
            case AddressChangeReady():
                return Reply(200, LinkView(asks_password=False))
            case PasswordRequired():
                return Reply(200, LinkView(asks_password=True))
            case LinkUnusable():
                return Refused(Refusal.ADDRESS_LINK_UNUSABLE)
            case _:
                assert_never(answer)

    async def _confirm(self, asked: Asked) -> Outcome:
        answer = await self.client.confirm_address_change(
            LinkToken(asked.texts["link"]),
            browser=asked.browser,
            password=asked.texts.get("password"),
            client_address=asked.client_address,
        )
        match answer:
            case AddressChanged(browser):
                return Reply(200, KnownBrowser(browser=browser))
            case PasswordRequired():
                return Refused(Refusal.INVALID, PASSWORD_REQUIRED)
            case CurrentPasswordRefused():
                return Refused(Refusal.CURRENT_PASSWORD_REFUSED)
            case LinkUnusable():
                return Refused(Refusal.ADDRESS_LINK_UNUSABLE)
            case _:
                assert_never(answer)
