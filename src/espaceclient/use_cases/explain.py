"""Explain: read what happened about an address or a contract, and how things stand now."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from operator import attrgetter

from attrs import frozen

from espaceclient.domain.account import Account
from espaceclient.domain.email_address import EmailAddress
from espaceclient.domain.event import (
    AccountOpened,
    AccountRequested,
    ActivationResent,
    EventKey,
    RecordedEvent,
    RegistrationAddressCorrected,
)
from espaceclient.domain.event_outcome import RequestOutcome
from espaceclient.domain.holding import Holding
from espaceclient.domain.registration import Registration
from espaceclient.domain.values import Contract
from espaceclient.ports.storage import (
    AccountAtAddress,
    AccountOfContract,
    HoldingsOfContract,
    RegistrationsAtAddress,
    RegistrationsFor,
    Storage,
)
from espaceclient.ports.trail import (
    AboutAccount,
    AboutContract,
    AboutSubject,
    Everything,
    Question,
    Trail,
)

SubjectsOf = Callable[[EmailAddress], Iterable[str]]
"""Returns the fingerprints of an address, one under each key that events may have been named by."""

_MAILED = AccountRequested | ActivationResent | RegistrationAddressCorrected
"""What queues the mail that answers a request."""

_NOBODY = ""
"""The key of no address."""


@frozen
class Explanation:
    """How things stand at the instant ``at``, and what led there.

    ``account`` is the one at the address, or the one that holds the contract; ``waiting`` are the
    registrations whose links can still be used, and ``holdings`` those of the contract.
    """

    at: datetime
    account: Account | None
    waiting: tuple[Registration, ...]
    holdings: tuple[Holding, ...]
    events: tuple[RecordedEvent, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing is known at all."""
        return not (self.account or self.waiting or self.holdings or self.events)

    @property
    def link_was_not_used(self) -> bool:
        """Whether the latest activation link that was mailed has opened nothing, and cannot now."""
        about_opening = (
            each.event for each in self.events if isinstance(each.event, _MAILED | AccountOpened)
        )
        latest = next(reversed(tuple(about_opening)), None)
        was_mailed = (
            isinstance(latest, _MAILED) and latest.outcome is RequestOutcome.ACTIVATION_MAILED
        )
        return was_mailed and not self.account and not self.waiting


@frozen
class Explain:
    """``subjects_of`` needs the fingerprint keys, and nothing else needs a key."""

    storage: Storage
    trail: Trail
    subjects_of: SubjectsOf

    def address(self, email: EmailAddress, now: datetime) -> Explanation:
        """Explain what happened at an address, and to its account."""
        at_address, waiting = AccountAtAddress(email.key), RegistrationsAtAddress(email.key)
        seen = self.storage.read(at_address, waiting)
        account = seen.one(at_address)
        asked = self._about(email, account)
        return Explanation(
            now, account, self._usable(seen.all(waiting), now), (), self._events(*asked)
        )

    def contract(self, contract: Contract, now: datetime) -> Explanation:
        """Explain what happened about a contract, and to the account that holds it."""
        holder, holdings = AccountOfContract(contract), HoldingsOfContract(contract)
        waiting = RegistrationsFor(_NOBODY, contract)
        seen = self.storage.read(holder, holdings, waiting)
        account = seen.one(holder)
        asked = self._about(account.email, account) if account else ()
        events = self._events(AboutContract(contract), *asked)
        usable = self._usable(seen.all(waiting), now)
        return Explanation(now, account, usable, seen.all(holdings), events)

    def _usable(self, waiting: Iterable[Registration], now: datetime) -> tuple[Registration, ...]:
        """Return those in time whose address and contract nobody has."""
        return tuple(each for each in waiting if each.waits(now) and not self._is_taken(each))

    def _is_taken(self, waiting: Registration) -> bool:
        at_address = AccountAtAddress(waiting.email.key)
        of_contract = AccountOfContract(waiting.contract)
        seen = self.storage.read(at_address, of_contract)
        return bool(seen.one(at_address) or seen.one(of_contract))

    def _about(self, email: EmailAddress, account: Account | None) -> tuple[Question, ...]:
        subjects = (AboutSubject(each) for each in self.subjects_of(email))
        return (*subjects, AboutAccount(account.id)) if account else tuple(subjects)

    def _events(self, *asked: Question) -> tuple[RecordedEvent, ...]:
        found = {each.id: each for question in asked for each in walk(self.trail, question)}
        return tuple(sorted(found.values(), key=attrgetter("key")))


def walk(
    trail: Trail,
    asked: Question = Everything(),  # noqa: B008 - a frozen value
    *,
    since: datetime | None = None,
    until: datetime | None = None,
) -> Iterator[RecordedEvent]:
    """Yield the events from ``since`` (included) until ``until`` (excluded), page by page."""
    after = EventKey(since, "") if since else None
    while page := trail.page(asked, after=after):
        for each in page:
            if until is not None and each.at >= until:
                return
            yield each
        after = page[-1].key
