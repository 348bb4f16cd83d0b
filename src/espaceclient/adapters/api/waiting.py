"""A request that waits for its mail: to have it sent again, or to correct the address."""

from collections.abc import Iterable
from typing import assert_never

from attrs import frozen
from pydantic import Field

from espaceclient.adapters.api.body import Body
from espaceclient.adapters.api.operation import Asked, Carried, Operation, Outcome, Reply
from espaceclient.adapters.api.refusals import Refusal, Refused
from espaceclient.adapters.api.tokens import WaitingTokens
from espaceclient.adapters.api.views import View
from espaceclient.adapters.async_client import AsyncEspaceClient
from espaceclient.domain.correct_address import AddressCorrected, CorrectionRefused
from espaceclient.domain.problem import Invalid
from espaceclient.domain.resend_activation import ActivationResent
from espaceclient.domain.waiting import NothingWaits, Waiting


class RightAddress(Body):
    """The address that the request was meant for."""

    email: str = Field(examples=["camille@exemple.fr"])


class WaitingView(View):
    """The address as it was typed, and whether it may still be corrected."""

    email: str = Field(examples=["camile@exemple.fr"])
    correctable: bool = Field(examples=[True])


@frozen
class WaitingApi:
    """Whoever has an account, the answers are the same."""

    client: AsyncEspaceClient

    def operations(self) -> Iterable[Operation]:
        yield Operation(
            name="preview_waiting",
            method="POST",
            path="/waiting/preview",
            summary="Show the request that waits; changes nothing",
            handle=self._preview,
            carries=(Carried.WAITING,),
            replies={200: WaitingView},
            refusals=(Refusal.NOTHING_WAITS,),
        )
        yield Operation(
            name="resend_activation",
            method="POST",
            path="/waiting/resend",
            summary="Have the mail sent again; the answer tells nothing",
            handle=self._resend,
            carries=(Carried.WAITING,),
            replies={202: None},
        )
        yield Operation(
            name="correct_address",
            method="POST",
            path="/waiting/correct",
            summary="Correct the address, once and within an hour",
            handle=self._correct,
            body=RightAddress,
            carries=(Carried.WAITING,),
            replies={202: WaitingTokens},
            refusals=(Refusal.CORRECTION_REFUSED,),
        )

    async def _preview(self, asked: Asked) -> Outcome:
        client = self.client.calling_from(asked.client_address)
        answer = await client.preview_waiting(asked.waiting)
        match answer:
            case Waiting(email, correctable):
                return Reply(200, WaitingView(email=email.text, correctable=correctable))
            case NothingWaits():
                return Refused(Refusal.NOTHING_WAITS)
            case _:
                assert_never(answer)

    async def _resend(self, asked: Asked) -> Outcome:
        answer = await self.client.resend_activation(
            asked.waiting, client_address=asked.client_address
        )
        match answer:
            case ActivationResent():
                return Reply(202)
            case _:
                assert_never(answer)

    async def _correct(self, asked: Asked) -> Outcome:
        answer = await self.client.correct_address(
            asked.waiting, asked.texts, client_address=asked.client_address
        )
        match answer:
            case AddressCorrected(waiting):
                return Reply(202, WaitingTokens(waiting=waiting))
            case CorrectionRefused():
                return Refused(Refusal.CORRECTION_REFUSED)
            case Invalid(problems):
                return Refused(Refusal.INVALID, problems)
            case _:
                assert_never(answer)
