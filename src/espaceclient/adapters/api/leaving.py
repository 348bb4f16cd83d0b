"""Who leaves: an export of all that is held, and closing the account for good."""

from collections.abc import Iterable
from typing import Any, assert_never

from attrs import frozen
from pydantic import RootModel

from espaceclient.adapters.api.operation import Asked, Operation, Outcome, Reply
from espaceclient.adapters.api.passwords import CurrentPassword
from espaceclient.adapters.api.refusals import Refusal, Refused
from espaceclient.adapters.async_client import AsyncEspaceClient
from espaceclient.adapters.authentication import Cookie
from espaceclient.domain.change_password import CurrentPasswordRefused
from espaceclient.domain.close_account import AccountClosed
from espaceclient.domain.export_account import AccountExported
from espaceclient.domain.find_session import NoSession
from espaceclient.domain.problem import Invalid


class Export(RootModel[dict[str, Any]]):
    """All that is held of an account, for the person alone; more may be told in a later version."""


@frozen
class LeavingApi:
    """The export is posted for: the trail notes it, and no other site can have it made."""

    client: AsyncEspaceClient

    def operations(self) -> Iterable[Operation]:
        yield Operation(
            name="export_account",
            method="POST",
            path="/account/export",
            summary="Write out all that is held of whoever is signed in",
            handle=self._export,
            replies={200: Export},
            signed_in=True,
        )
        yield Operation(
            name="close_account",
            method="POST",
            path="/account/closing",
            summary="Close the account for good; the password is asked",
            handle=self._close,
            body=CurrentPassword,
            replies={204: None},
            refusals=(Refusal.CURRENT_PASSWORD_REFUSED,),
            signed_in=True,
        )

    async def _export(self, asked: Asked) -> Outcome:
        answer = await self.client.export_account(
            asked.session, client_address=asked.client_address
        )
        match answer:
            case AccountExported(fields):
                return Reply(200, Export(dict(fields)))
            case NoSession():
                return Refused(Refusal.NOT_SIGNED_IN)
            case _:
                assert_never(answer)

    async def _close(self, asked: Asked) -> Outcome:
        answer = await self.client.close_account(
            asked.session, asked.texts["current_password"], client_address=asked.client_address
        )
        match answer:
            case AccountClosed():
                return Reply(204, cookies={Cookie.SESSION: "", Cookie.BROWSER: ""})
            case CurrentPasswordRefused():
                return Refused(Refusal.CURRENT_PASSWORD_REFUSED)
            case NoSession():
                return Refused(Refusal.NOT_SIGNED_IN)
            case Invalid(problems):
                return Refused(Refusal.INVALID, problems)
            case _:
                assert_never(answer)
