"""What an event hands over to the host alone: the trail never tells it."""

from attrs import evolve

from espaceclient.domain.event import AccountOpened, Event
from espaceclient.domain.extra_fields import Extra


def extra_of(event: Event) -> Extra | None:
    """Return what is handed over with an event, if anything is."""
    return event.extra if isinstance(event, AccountOpened) else None


def for_trail(event: Event) -> Event:
    """Return an event as the trail tells it: without what is handed over."""
    return with_extra(event, None)


def with_extra(event: Event, extra: Extra | None) -> Event:
    """Return an event of the trail as the feed tells it: with what is handed over."""
    return evolve(event, extra=extra) if isinstance(event, AccountOpened) else event
