"""An operation on a surface: reads a request, has it answered, and answers by HTTP."""

from collections.abc import Mapping

from attrs import field, frozen
from starlette.requests import Request
from starlette.responses import Response

from espaceclient.adapters.api.body import Body
from espaceclient.adapters.api.headers import add_headers
from espaceclient.adapters.api.json_body import read_json
from espaceclient.adapters.api.operation import Operation, Outcome, Reply
from espaceclient.adapters.api.problem_details import Problems
from espaceclient.adapters.api.refusals import Refusal, Refused, RefusedError
from espaceclient.adapters.api.surface import Surface
from espaceclient.adapters.async_client import Busy
from espaceclient.ports.errors import PortError

_COUNTED_AS = "espaceclient.page"
"""Under this name the pages' metrics find what a request was for."""


@frozen
class Endpoint:
    """``body`` holds the fields that its requests have."""

    operation: Operation
    surface: Surface
    problems: Problems
    body: type[Body] | None = field(init=False)

    @body.default
    def _body(self) -> type[Body] | None:
        return self.surface.body_of(self.operation)

    async def answer(self, request: Request) -> Response:
        """Answer a request; whatever is refused is answered by problem details."""
        request.scope[_COUNTED_AS] = self.operation.name
        response = self._response(request, await self._outcome(request))
        add_headers(response.headers)
        return response

    async def _outcome(self, request: Request) -> Outcome:
        try:
            self._let_in(request)
            asked = self.surface.asked(request, await self._texts(request))
            return await self.operation.handle(asked)
        except RefusedError as error:
            return error.refused
        except (Busy, PortError):  # whoever raises them logs them
            return Refused(Refusal.UNAVAILABLE)

    def _let_in(self, request: Request) -> None:
        """Refuse what needs no look at its body."""
        if self.operation.changes:
            self.surface.check(request)
        if self.operation.signed_in and not self.surface.session(request):
            raise RefusedError(Refusal.NOT_SIGNED_IN)

    async def _texts(self, request: Request) -> Mapping[str, str]:
        return self.body.of(await read_json(request)).texts() if self.body else {}

    def _response(self, request: Request, outcome: Outcome) -> Response:
        match outcome:
            case Reply():
                return self.surface.response(outcome)
            case Refused():
                response = self.problems.response(outcome, self.surface.language(request))
                self.surface.mark_refusal(response, outcome)
                return response
