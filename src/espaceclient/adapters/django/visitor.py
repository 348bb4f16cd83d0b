"""Whoever sends one request to Django, whose views may be synchronous or not."""

from datetime import datetime

from django.http import HttpRequest
from django.utils.asyncio import async_unsafe

from espaceclient import answers
from espaceclient.adapters.async_client import AsyncEspaceClient, AsyncVisitor
from espaceclient.adapters.authentication import Authenticator, RequestHeaders, Visitor
from espaceclient.domain.values import Contract


class DjangoVisitor(Visitor):
    """A ``Visitor``, whose methods with an ``a`` in front are for asynchronous views.

    There ``signed_in`` raises ``SynchronousOnlyOperation``, as Django's own queries do, unless
    ``asigned_in`` was awaited before: templates of asynchronous views may then use it.

    Django's own cache does not keep the response to ``request`` once anything was asked, not even
    that of ``cache_page``, which stores what a view returns before a middleware sees it.
    """

    def __init__(
        self, request: HttpRequest, authenticator: Authenticator, client: AsyncEspaceClient
    ) -> None:
        self._request = request
        headers = RequestHeaders.of_wsgi(request.META)
        super().__init__(authenticator, headers)
        self._awaited = AsyncVisitor(authenticator, headers, client)

    @property
    def was_asked(self) -> bool:
        return self._was_asked

    @was_asked.setter
    def was_asked(self, asked: bool) -> None:
        self._was_asked = asked
        if asked:  # Django has no public way to tell its cache so before there is a response
            vars(self._request)["_cache_update_cache"] = False

    @property
    def signed_in(self) -> answers.SessionFound | None:
        self.was_asked = True
        return vars(self)["signed_in"] if "signed_in" in vars(self) else self._signed_in()

    @async_unsafe("await asigned_in() before signed_in is used in an asynchronous view")
    def _signed_in(self) -> answers.SessionFound | None:
        return super().signed_in

    @async_unsafe("await amay_see() instead of may_see() in an asynchronous view")
    def may_see(self, contract: Contract, on: datetime | None = None) -> answers.MaySeeAnswer:
        return super().may_see(contract, on)

    async def asigned_in(self) -> answers.SessionFound | None:
        """Tell who is signed in, asked once; ``None`` is nobody.

        Raises ``PortError`` and ``Busy`` when that cannot be told.
        """
        self.was_asked = True
        if "signed_in" not in vars(self):
            vars(self)["signed_in"] = await self._awaited.signed_in()
        return self.signed_in

    async def amay_see(
        self, contract: Contract, on: datetime | None = None
    ) -> answers.MaySeeAnswer:
        """Tell whether they may see what concerns a contract, as ``EspaceClient.may_see`` does."""
        self.was_asked = True
        return await self._awaited.may_see(contract, on)
