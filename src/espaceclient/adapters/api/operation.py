"""An operation: a use case under a path, what it takes and what it answers."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from enum import StrEnum
from typing import Any, Protocol

from attrs import field, frozen
from pydantic import BaseModel

from espaceclient.adapters.api.body import Body
from espaceclient.adapters.api.refusals import Refusal, Refused
from espaceclient.adapters.authentication import Cookie
from espaceclient.domain.language import Language
from espaceclient.domain.token import BrowserToken, SessionToken, WaitingToken


class Carried(StrEnum):
    """What a request may bring beside its fields: by cookies or, from an app, in its body.

    ``LABEL`` is what to call the device, which a browser says by its User-Agent.
    """

    BROWSER = "browser"
    WAITING = "waiting"
    LABEL = "label"


@frozen
class Asked:
    """A request, whichever surface it came by; its tokens are not verified yet.

    ``texts`` are the fields that were sent, ``path`` the parameters of the path; ``csrf`` is the
    value of a browser's cookie against forgery.
    """

    texts: Mapping[str, str] = field(repr=False)
    path: Mapping[str, str]
    client_address: str | None
    session: SessionToken = field(repr=False)
    browser: BrowserToken | None = field(repr=False)
    waiting: WaitingToken = field(repr=False)
    label: str | None
    language: Language
    csrf: str | None = field(default=None, repr=False)


@frozen
class Reply:
    """An answer that is no refusal. ``content`` may be ``Tokens``, which each surface carries in
    its own way. ``cookies`` are what a browser keeps besides; it forgets those that are empty.
    """

    status: int
    content: BaseModel | Mapping[str, Any] | None = field(default=None, repr=False)
    cookies: Mapping[Cookie, str] = field(factory=dict, repr=False)


Outcome = Reply | Refused
Handle = Callable[[Asked], Awaitable[Outcome]]


@frozen(kw_only=True)
class Operation:
    """``name`` is the stable id, which each surface begins with its own name.

    ``replies`` are the models of the answers by their status, ``None`` for one without content;
    ``refusals`` those of the use case, beside what any request may be refused for. ``body`` are the
    fields, ``carries`` what comes with them. ``signed_in``: the session is asked for.
    """

    name: str
    method: str
    path: str
    summary: str
    handle: Handle
    replies: Mapping[int, type[BaseModel] | None]
    refusals: tuple[Refusal, ...] = ()
    body: type[Body] | None = None
    carries: tuple[Carried, ...] = ()
    signed_in: bool = False

    @property
    def changes(self) -> bool:
        """Whether it may change something, or is sent as what may."""
        return self.method != "GET"

    @property
    def title(self) -> str:
        """The name, as a class is called."""
        return self.name.title().replace("_", "")


class Resource(Protocol):
    """The operations on one kind of thing."""

    def operations(self) -> Iterable[Operation]: ...
