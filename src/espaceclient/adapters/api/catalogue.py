"""The catalogue of what may be refused, for whoever words it in an application of their own."""

from collections.abc import Iterable

from attrs import frozen

from espaceclient.adapters.api.operation import Asked, Operation, Reply
from espaceclient.adapters.api.problem_details import ProblemDetails, Problems
from espaceclient.adapters.api.refusals import Refusal, Refused
from espaceclient.adapters.api.views import View


class Catalogue(View):
    """Every type of problem that an answer may have."""

    problems: list[ProblemDetails]


@frozen
class CatalogueApi:
    problems: Problems

    def operations(self) -> Iterable[Operation]:
        yield Operation(
            name="list_problems",
            method="GET",
            path="/problems",
            summary="List the types of problems",
            handle=self._list,
            replies={200: Catalogue},
        )

    async def _list(self, asked: Asked) -> Reply:
        told = [self.problems.details(Refused(each), asked.language) for each in Refusal]
        return Reply(200, Catalogue(problems=told))
