"""The contracts of an account: those that may be seen, and adding and removing one."""

from collections.abc import Iterable
from typing import assert_never

from attrs import frozen
from pydantic import Field

from espaceclient.adapters.api.body import Body
from espaceclient.adapters.api.operation import Asked, Operation, Outcome, Reply
from espaceclient.adapters.api.passwords import CurrentPassword
from espaceclient.adapters.api.refusals import Refusal, Refused
from espaceclient.adapters.api.views import ContractView, View
from espaceclient.adapters.async_client import AsyncEspaceClient
from espaceclient.domain.add_contract import AlreadyYours, ContractAdded, ContractHeld
from espaceclient.domain.change_password import CurrentPasswordRefused
from espaceclient.domain.contracts import Contracts
from espaceclient.domain.find_session import NoSession
from espaceclient.domain.open_account import RegisterUnavailable, RequestRefused
from espaceclient.domain.problem import Invalid
from espaceclient.domain.remove_contract import ContractRemoved, NotHeld


class Proof(Body):
    """The contract and its meter, as written on invoices; `commune` is the INSEE code."""

    commune: str = Field(examples=["13026"])
    contract_number: str = Field(examples=["7654321"])
    meter_number: str = Field(examples=["D08A54321"])


class ContractsView(View):
    """The oldest first; maybe none."""

    contracts: list[ContractView]


@frozen
class ContractsApi:
    client: AsyncEspaceClient

    def operations(self) -> Iterable[Operation]:
        yield Operation(
            name="list_contracts",
            method="GET",
            path="/contracts",
            summary="List the contracts that may be seen, and from when to when; no visit",
            handle=self._list,
            replies={200: ContractsView},
            signed_in=True,
        )
        yield Operation(
            name="add_contract",
            method="POST",
            path="/contracts",
            summary="Add a contract, after the same proof as at the opening",
            handle=self._add,
            body=Proof,
            replies={201: ContractView, 204: None},
            refusals=(
                Refusal.CONTRACT_REFUSED,
                Refusal.CONTRACT_HELD,
                Refusal.REGISTER_UNAVAILABLE,
            ),
            signed_in=True,
        )
        yield Operation(
            name="remove_contract",
            method="POST",
            path="/contracts/{contract}/removal",
            summary="Remove a contract; the password is asked",
            handle=self._remove,
            body=CurrentPassword,
            replies={204: None},
            refusals=(Refusal.CURRENT_PASSWORD_REFUSED, Refusal.CONTRACT_NOT_HELD),
            signed_in=True,
        )

    async def _list(self, asked: Asked) -> Outcome:
        answer = await self._contracts(asked)
        match answer:
            case Contracts(holdings):
                contracts = [ContractView.of(each) for each in holdings]
                return Reply(200, ContractsView(contracts=contracts))
            case NoSession():
                return Refused(Refusal.NOT_SIGNED_IN)
            case _:
                assert_never(answer)

    async def _add(self, asked: Asked) -> Outcome:
        answer = await self.client.add_contract(
            asked.session, asked.texts, client_address=asked.client_address
        )
        match answer:
            case ContractAdded(holding):
                return Reply(201, ContractView.of(holding))
            case AlreadyYours():
                return Reply(204)
            case ContractHeld():
                return Refused(Refusal.CONTRACT_HELD)
            case RequestRefused():
                return Refused(Refusal.CONTRACT_REFUSED)
            case RegisterUnavailable():
                return Refused(Refusal.REGISTER_UNAVAILABLE)
            case NoSession():
                return Refused(Refusal.NOT_SIGNED_IN)
            case Invalid(problems):
                return Refused(Refusal.INVALID, problems)
            case _:
                assert_never(answer)

    async def _remove(self, asked: Asked) -> Outcome:
        """Remove the contract that is named by the id of its holding among one's own."""
        answer = await self._contracts(asked)
        match answer:
            case NoSession():
                return Refused(Refusal.NOT_SIGNED_IN)
            case Contracts(holdings):
                named = [each for each in holdings if each.id == asked.path["contract"]]
            case _:
                assert_never(answer)
        if not named:
            return Refused(Refusal.CONTRACT_NOT_HELD)
        removed = await self.client.remove_contract(
            asked.session,
            named[0].contract,
            asked.texts["current_password"],
            client_address=asked.client_address,
        )
        match removed:
            case ContractRemoved():
                return Reply(204)
            case NotHeld():
                return Refused(Refusal.CONTRACT_NOT_HELD)
            case CurrentPasswordRefused():
                return Refused(Refusal.CURRENT_PASSWORD_REFUSED)
            case NoSession():
                return Refused(Refusal.NOT_SIGNED_IN)
            case Invalid(problems):
                return Refused(Refusal.INVALID, problems)
            case _:
                assert_never(removed)

    async def _contracts(self, asked: Asked) -> Contracts | NoSession:
        return await self.client.calling_from(asked.client_address).contracts(asked.session)
