"""Opening an account: the request that the guide's form makes."""

from collections.abc import Iterable
from functools import cache
from typing import Any, assert_never

from attrs import frozen
from pydantic import Field, create_model

from espaceclient.adapters.api.body import Body
from espaceclient.adapters.api.operation import Asked, Carried, Operation, Outcome, Reply
from espaceclient.adapters.api.refusals import Refusal, Refused
from espaceclient.adapters.api.tokens import OpeningTokens
from espaceclient.adapters.async_client import AsyncEspaceClient
from espaceclient.domain.extra_fields import ExtraField, ExtraFields
from espaceclient.domain.open_account import RegisterUnavailable, RequestReceived, RequestRefused
from espaceclient.domain.problem import Invalid


class Opening(Body):
    """The guide's form. `commune` is the INSEE code; the numbers are written as on invoices."""

    commune: str = Field(examples=["13026"])
    email: str = Field(examples=["camille@exemple.fr"])
    password: str = Field(examples=["Clé-d'eau-2026"])
    confirmation: str = Field(examples=["Clé-d'eau-2026"])
    contract_number: str = Field(examples=["0123456"])
    meter_number: str = Field(examples=["D08A12345"])


@cache
def _with_extra_fields(asked: ExtraFields) -> type[Opening]:
    """Return the form with what the host asks besides, each field under its ``key``."""
    extra: dict[str, Any] = {each.key: (str, _field(each)) for each in asked.declared}
    return create_model("Opening", __base__=Opening, __doc__=Opening.__doc__, **extra)


def _field(asked: ExtraField) -> Any:
    unsent = ... if asked.required else ""
    return Field(unsent, title=asked.label, description=asked.hint)


@frozen
class OpeningApi:
    client: AsyncEspaceClient

    def operations(self) -> Iterable[Operation]:
        yield Operation(
            name="open_account",
            method="POST",
            path="/accounts",
            summary="Ask for an account; a mail says what comes of it",
            handle=self._open,
            body=_with_extra_fields(self.client.policy.extra_fields),
            carries=(Carried.BROWSER,),
            replies={202: OpeningTokens},
            refusals=(Refusal.OPENING_REFUSED, Refusal.REGISTER_UNAVAILABLE),
        )

    async def _open(self, asked: Asked) -> Outcome:
        answer = await self.client.open_account(
            asked.texts,
            client_address=asked.client_address,
            browser=asked.browser,
            language=asked.language,
        )
        match answer:
            case RequestReceived(browser, waiting):
                return Reply(202, OpeningTokens(browser=browser, waiting=waiting))
            case RequestRefused():
                return Refused(Refusal.OPENING_REFUSED)
            case RegisterUnavailable():
                return Refused(Refusal.REGISTER_UNAVAILABLE)
            case Invalid(problems):
                return Refused(Refusal.INVALID, problems)
            case _:
                assert_never(answer)
