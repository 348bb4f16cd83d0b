"""The devices: where one is signed in, and how to end it elsewhere."""

from collections.abc import Iterable
from datetime import datetime
from typing import Self, assert_never

from attrs import frozen
from pydantic import Field

from espaceclient.adapters.api.operation import Asked, Operation, Outcome, Reply
from espaceclient.adapters.api.refusals import Refusal, Refused
from espaceclient.adapters.api.views import View
from espaceclient.adapters.async_client import AsyncEspaceClient
from espaceclient.domain.end_other_sessions import OtherSessionsEnded
from espaceclient.domain.end_session import SessionEnded
from espaceclient.domain.find_session import NoSession
from espaceclient.domain.session import SessionReference
from espaceclient.domain.sessions import OpenSession, Sessions


class DeviceView(View):
    """A session as its owner sees it; `reference` names it here, and opens nothing."""

    reference: str = Field(examples=["C" * 43])
    opened_at: datetime = Field(examples=["2026-03-02T09:00:00Z"])
    seen_at: datetime = Field(examples=["2026-03-02T09:12:00Z"])
    label: str | None = Field(examples=["Firefox sur Windows"])
    is_this: bool = Field(examples=[True])

    @classmethod
    def of(cls, session: OpenSession) -> Self:
        return cls(
            reference=session.reference,
            opened_at=session.opened_at,
            seen_at=session.seen_at,
            label=session.label,
            is_this=session.is_this,
        )


class DevicesView(View):
    """As they are at that instant: the device that asks, then the others."""

    at: datetime = Field(examples=["2026-03-02T09:12:30Z"])
    devices: list[DeviceView]


@frozen
class DevicesApi:
    client: AsyncEspaceClient

    def operations(self) -> Iterable[Operation]:
        yield Operation(
            name="list_devices",
            method="GET",
            path="/devices",
            summary="List where one is signed in",
            handle=self._list,
            replies={200: DevicesView},
            signed_in=True,
        )
        yield Operation(
            name="end_session",
            method="DELETE",
            path="/devices/{reference}",
            summary="Sign out on a device; one that is signed out already is no mistake",
            handle=self._end,
            replies={204: None},
            signed_in=True,
        )
        yield Operation(
            name="end_other_sessions",
            method="DELETE",
            path="/other-devices",
            summary="Sign out on all devices but this one",
            handle=self._end_others,
            replies={204: None},
            signed_in=True,
        )

    async def _list(self, asked: Asked) -> Outcome:
        answer = await self.client.calling_from(asked.client_address).sessions(asked.session)
        match answer:
            case Sessions(at, sessions):
                devices = [DeviceView.of(each) for each in sessions]
                return Reply(200, DevicesView(at=at, devices=devices))
            case NoSession():
                return Refused(Refusal.NOT_SIGNED_IN)
            case _:
                assert_never(answer)

    async def _end(self, asked: Asked) -> Outcome:
        answer = await self.client.end_session(
            asked.session,
            SessionReference(asked.path["reference"]),
            client_address=asked.client_address,
        )
        return _ended(answer)

    async def _end_others(self, asked: Asked) -> Outcome:
        answer = await self.client.end_other_sessions(
            asked.session, client_address=asked.client_address
        )
        return _ended(answer)


def _ended(answer: SessionEnded | OtherSessionsEnded | NoSession) -> Outcome:
    match answer:
        case SessionEnded() | OtherSessionsEnded():
            return Reply(204)
        case NoSession():
            return Refused(Refusal.NOT_SIGNED_IN)
        case _:
            assert_never(answer)
