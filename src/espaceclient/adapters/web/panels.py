"""What a host adds to the dashboard: panels of its own, below the contracts."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from inspect import isawaitable
from typing import TypeAlias

from anyio import fail_after
from attrs import field, frozen
from jinja2 import Environment
from markupsafe import Markup

from espaceclient.adapters.async_client import Bulkhead
from espaceclient.domain.find_session import SessionFound
from espaceclient.domain.values import ClientNetwork

_logger = logging.getLogger(__name__)
_FAILED = "a panel of the dashboard failed"

PATIENCE = 2.0
"""Seconds for a panel; nobody waits longer for a dashboard."""

_ANYBODY = ClientNetwork.parse("")
_threads = Bulkhead(8, waiting=24, waiting_of_one=24, longest_wait=PATIENCE)
"""Threads of their own: a host's system that is silent holds up no other code of the host."""


@frozen
class PanelTemplate:
    """A template of the host's folders, and what it shows beside ``found`` and the page's own."""

    name: str
    values: Mapping[str, object] = field(factory=dict)


Panel: TypeAlias = "Markup | PanelTemplate | None"
"""What a panel holds: HTML that the host vouches for (``Markup``), a template, or nothing."""

MakePanel: TypeAlias = "Callable[[SessionFound], Panel | Awaitable[Panel]]"
"""Makes a panel for who is signed in: an ``async def``, or a function, which runs in a thread."""


async def make_panels(
    makers: tuple[MakePanel, ...], found: SessionFound, patience: float = PATIENCE
) -> tuple[Markup | PanelTemplate, ...]:
    """Return the panels of who is signed in.

    One that fails, or takes more than ``patience`` seconds, is logged and left out: a host's own
    system that is down, or silent, takes no dashboard down.
    """
    made = [await _make(maker, found, patience) for maker in makers]
    return tuple(panel for panel in made if panel is not None)


async def _make(maker: MakePanel, found: SessionFound, patience: float) -> Panel:
    try:
        with fail_after(patience):
            panel = await _threads.run(_ANYBODY, maker, found)
            return await panel if isawaitable(panel) else panel
    except Exception:  # whatever the host's own code raises
        _logger.exception(_FAILED)
        return None


def as_html(
    panel: Markup | PanelTemplate, templates: Environment, context: Mapping[str, object]
) -> Markup:
    """Return a panel as HTML, nothing where its template fails, which is logged.

    Raises ``TypeError`` for a text that nobody vouches for: no data lead there, only a mistake.
    """
    match panel:
        case Markup():
            return panel
        case PanelTemplate(name, values):
            return _rendered(templates, name, {**context, **values})
        case _:
            raise TypeError("a panel is Markup or a PanelTemplate")


def _rendered(templates: Environment, name: str, values: Mapping[str, object]) -> Markup:
    try:
        return Markup(templates.get_template(name).render(values))  # noqa: S704 - autoescaped
    except Exception:  # whatever the host's own template raises
        _logger.exception(_FAILED)
        return Markup("")
