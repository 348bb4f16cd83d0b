"""The entitlement: whether whoever is signed in may see what concerns a contract."""

from collections.abc import Iterable
from datetime import datetime
from typing import assert_never

from attrs import frozen
from pydantic import Field

from espaceclient.adapters.api.body import Body, Given
from espaceclient.adapters.api.operation import Asked, Operation, Outcome, Reply
from espaceclient.adapters.api.refusals import Refusal, Refused
from espaceclient.adapters.api.views import View
from espaceclient.adapters.async_client import AsyncEspaceClient
from espaceclient.domain.find_session import NoSession
from espaceclient.domain.instant import in_utc
from espaceclient.domain.may_see import Entitled, NotEntitled
from espaceclient.domain.policy import Policy
from espaceclient.domain.problem import Problem
from espaceclient.domain.values import Contract, ContractNumber, Operator


class Question(Body):
    """A contract, by its operator's code, and the instant that is asked about, by RFC 3339.

    Without `on` it is the latest period that can be read.
    """

    operator: Given = Field(examples=["Société Eau de Marseille Métropole"])
    contract_number: str = Field(examples=["0123456"])
    on: str | None = Field(
        default=None,
        examples=["2026-03-01T00:00:00Z"],
        json_schema_extra={"format": "date-time"},
    )


class EntitlementView(View):
    """`may_see`: from `since` (included) until `until` (excluded), `null` while no end is known.
    What lies outside may not be shown. Both are `null` where nothing may be seen.
    """

    may_see: bool = Field(examples=[True])
    since: datetime | None = Field(examples=["2026-03-02T09:00:00Z"])
    until: datetime | None = Field(examples=[None])


@frozen
class EntitlementApi:
    client: AsyncEspaceClient

    def operations(self) -> Iterable[Operation]:
        yield Operation(
            name="may_see",
            method="POST",
            path="/entitlement",
            summary="Tell whether a contract may be seen, and from when to when; no visit",
            handle=self._tell,
            body=Question,
            replies={200: EntitlementView},
            signed_in=True,
        )

    async def _tell(self, asked: Asked) -> Outcome:
        contract, on = _contract(asked, self.client.policy), _instant(asked.texts.get("on"))
        match (contract, on):
            case (Contract(), None | datetime()):
                pass
            case parsed:
                problems = tuple(each for each in parsed if isinstance(each, Problem))
                return Refused(Refusal.INVALID, problems)
        client = self.client.calling_from(asked.client_address)
        answer = await client.may_see(asked.session, contract, on)
        match answer:
            case Entitled(since, until):
                return Reply(200, EntitlementView(may_see=True, since=since, until=until))
            case NotEntitled():
                return Reply(200, EntitlementView(may_see=False, since=None, until=None))
            case NoSession():
                return Refused(Refusal.NOT_SIGNED_IN)
            case _:
                assert_never(answer)


def _contract(asked: Asked, policy: Policy) -> Contract | Problem:
    try:
        operator = Operator(asked.texts["operator"])
    except ValueError:
        return Problem("operator", "operator/blank")
    written = policy.formats.of(operator).contract
    number = ContractNumber.parse(asked.texts["contract_number"], written)
    return number if isinstance(number, Problem) else Contract(operator, number)


def _instant(text: str | None) -> datetime | Problem | None:
    if text is None:
        return None
    try:
        return in_utc(datetime.fromisoformat(text))
    except ValueError:
        return Problem("on", "on/not_an_instant")
