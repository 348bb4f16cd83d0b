"""What mypy --strict knows of an awaited method: its parameters and its answer, and that it must be
awaited. Each ignore below would be an error if it hid none.
"""

from typing import assert_type

from espaceclient.adapters.async_client import AsyncEspaceClient
from espaceclient.answers import (
    Entitlement,
    MaySeeAnswer,
    NoSession,
    SessionFound,
    SignInAnswer,
)
from espaceclient.domain.account import AccountId
from espaceclient.domain.token import LinkToken, SessionToken
from espaceclient.values import Contract


async def answers(client: AsyncEspaceClient, session: SessionToken, contract: Contract) -> None:
    assert_type(await client.find_session(session), SessionFound | NoSession)
    assert_type(await client.may_see(session, contract), MaySeeAnswer)
    assert_type(await client.may_account_see(AccountId("1"), contract), Entitlement)
    assert_type(await client.sign_in({}, client_address="192.0.2.1"), SignInAnswer)


async def mistakes(client: AsyncEspaceClient, session: SessionToken, link: LinkToken) -> None:
    await client.find_session(link)  # type: ignore[arg-type]  # a link is no session
    await client.sign_in({}, None)  # type: ignore[call-arg]  # what is optional has a name
    await client.sign_in({}, adress="192.0.2.1")  # type: ignore[call-arg]  # no such name
    await client.sign_in()  # type: ignore[call-arg]  # something is missing
    client.sign_out(session)  # type: ignore[unused-coroutine]  # nobody awaits it
    client.find_session(session).account  # type: ignore[attr-defined]  # nor this  # noqa: B018 - as above
