"""The communes served, with which an account's opening and a contract's adding begin."""

from collections.abc import Iterable
from typing import Self

from attrs import frozen

from espaceclient.adapters.api.operation import Asked, Operation, Reply
from espaceclient.adapters.api.views import CommuneView, NumberView, View
from espaceclient.adapters.async_client import AsyncEspaceClient
from espaceclient.domain.policy import Policy
from espaceclient.domain.values import Commune


class CommuneServed(CommuneView):
    """A commune, and how its operator writes numbers."""

    contract_number: NumberView
    meter_number: NumberView

    @classmethod
    def served(cls, commune: Commune, policy: Policy) -> Self:
        written = policy.formats.of(commune.operator)
        return cls(
            **dict(CommuneView.of(commune)),
            contract_number=NumberView.of(written.contract),
            meter_number=NumberView.of(written.meter),
        )


class CommunesServed(View):
    """In the order in which they are offered."""

    communes: list[CommuneServed]


@frozen
class CommunesApi:
    client: AsyncEspaceClient

    def operations(self) -> Iterable[Operation]:
        yield Operation(
            name="list_communes",
            method="GET",
            path="/communes",
            summary="List the communes served",
            handle=self._list,
            replies={200: CommunesServed},
        )

    async def _list(self, _asked: Asked) -> Reply:
        served = [
            CommuneServed.served(each, self.client.policy) for each in self.client.communes.communes
        ]
        return Reply(200, CommunesServed(communes=served))
