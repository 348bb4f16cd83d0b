"""``--app``: a host's own composition, on which the commands run."""

import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer

from espaceclient.adapters.cli.loading import SettingsError, load
from espaceclient.adapters.cli.opening import open_store
from espaceclient.adapters.cli.settings import DataSettings
from espaceclient.adapters.composition import Application, Composition
from espaceclient.ports.event_feed import EventFeed
from espaceclient.ports.outbox import Outbox

_logger = logging.getLogger(__name__)

App = Annotated[
    str | None,
    typer.Option(
        "--app",
        metavar="MODULE:FACTORY",
        help="Run on what this function of yours returns, instead of on the settings' own: a "
        "Composition or an Application.",
    ),
]


@contextmanager
def application(named: str) -> Iterator[Application]:
    """Call a host's factory; what it returns, or opens as a context manager, is there during a
    ``with`` block.

    Modules are found in the working directory too. Raises ``SettingsError``, in a sentence, for
    whatever keeps it from being had.
    """
    factory = _factory(named)
    with ExitStack() as stack:
        made = _told(named, "it", lambda: _entered(factory(), stack))
        match made:
            case Application():
                yield made
            case Composition():
                yield Application(composition=made)
            case _:
                raise _unusable(
                    named,
                    f"it returned {type(made).__name__}, neither a Composition nor an Application",
                )


def _entered(made: object, stack: ExitStack) -> object:
    return stack.enter_context(made) if isinstance(made, AbstractContextManager) else made


def _factory(named: str) -> Callable[[], object]:
    module_name, colon, name = named.partition(":")
    if not (module_name and colon and name):
        raise _unusable(named, "name a module and a function in it, such as host.espace:compose")
    here = str(Path.cwd())
    if here not in sys.path:
        sys.path.insert(0, here)
    module = _told(named, module_name, lambda: _module(named, module_name))
    factory: object = getattr(module, name, None)
    if not callable(factory):
        lacks = "is no function" if hasattr(module, name) else f"is not in {module_name}"
        raise _unusable(named, f"{name} {lacks}")
    return factory


def _module(named: str, name: str) -> object:
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        if name == error.name or name.startswith(f"{error.name}."):
            raise _unusable(named, f"there is no module {error.name}") from error
        raise  # it is there, and imports another one that is not


def _told(named: str, what: str, do: Callable[[], object]) -> object:
    try:
        return do()
    except SettingsError:
        raise
    except Exception as error:
        _logger.debug("--app %s failed", named, exc_info=error)
        raise _unusable(named, f"{what} raised {_sentence(error)}") from error


def _unusable(named: str, why: str) -> SettingsError:
    return SettingsError([f"--app {named}: {why}"])


def _sentence(error: Exception) -> str:
    first, *_ = (str(error) or "").splitlines() or [""]
    return f"{type(error).__name__}: {first}" if first else type(error).__name__


@contextmanager
def outbox_of(app: str | None) -> Iterator[Outbox]:
    """Open the host's outbox, or that of the settings."""
    if app is not None:
        with application(app) as host:
            yield host.composition.outbox
        return
    with open_store(load(DataSettings)) as store:
        yield store.outbox


@contextmanager
def feed_of(app: str | None) -> Iterator[EventFeed]:
    """Open the host's feed of events, or that of the settings."""
    if app is not None:
        with application(app) as host:
            yield required_feed(host, app)
        return
    with open_store(load(DataSettings)) as store:
        yield store.feed


def required_feed(host: Application, named: str) -> EventFeed:
    """Return the feed of a composition; raises ``SettingsError`` where it has none."""
    if host.composition.feed is None:
        raise _unusable(named, "its composition has no feed of events")
    return host.composition.feed
