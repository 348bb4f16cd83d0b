"""The token against cross-site request forgery, which a browser's requests bring in a header."""

from collections.abc import Iterable

from attrs import frozen
from pydantic import Field

from espaceclient.adapters.api.operation import Asked, Operation, Reply
from espaceclient.adapters.api.views import View
from espaceclient.adapters.authentication import Cookie, Csrf


class CsrfView(View):
    """To be sent as `X-CSRF-Token` with whatever changes something, until the browser is closed."""

    csrf: str = Field(examples=["C" * 43])


@frozen
class ForgeryApi:
    """The token is that of the pages' forms: it is bound to a cookie, which is set if need be."""

    csrf: Csrf

    def operations(self) -> Iterable[Operation]:
        yield Operation(
            name="show_csrf",
            method="GET",
            path="/csrf",
            summary="Get the token for X-CSRF-Token",
            handle=self._show,
            replies={200: CsrfView},
        )

    async def _show(self, asked: Asked) -> Reply:
        value = asked.csrf or self.csrf.new()
        cookies = {} if asked.csrf else {Cookie.CSRF: value}
        return Reply(200, CsrfView(csrf=self.csrf.token(value)), cookies)
