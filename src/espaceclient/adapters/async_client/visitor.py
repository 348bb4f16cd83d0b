"""Whoever sends one request to an asynchronous host."""

from datetime import datetime

from espaceclient import answers
from espaceclient.adapters.async_client.async_client import AsyncEspaceClient
from espaceclient.adapters.authentication import Authenticator, RequestHeaders, VisitorRequest
from espaceclient.domain.values import Contract


class AsyncVisitor(VisitorRequest):
    """``client`` calls from the visitor's network. ``PortError`` and ``Busy`` are raised when who
    they are cannot be told.
    """

    def __init__(
        self, authenticator: Authenticator, headers: RequestHeaders, client: AsyncEspaceClient
    ) -> None:
        super().__init__(authenticator, headers)
        self._client = client
        self._found: answers.FindSessionAnswer | None = None

    async def signed_in(self) -> answers.SessionFound | None:
        """Tell who is signed in, asked once; ``None`` is nobody."""
        if self._found is None:
            token = self.token
            self._found = (
                answers.NoSession()
                if token is None
                else await self._client.find_session(token, visit=self.authenticator.visits)
            )
        return self._found if isinstance(self._found, answers.SessionFound) else None

    async def may_see(self, contract: Contract, on: datetime | None = None) -> answers.MaySeeAnswer:
        """Tell whether they may see what concerns a contract, as ``EspaceClient.may_see`` does."""
        token = self.token
        return (
            answers.NoSession()
            if token is None
            else await self._client.may_see(token, contract, on)
        )
