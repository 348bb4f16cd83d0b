"""Cores whose limits keep an owner out, or let a stranger in."""

from collections.abc import Iterator
from itertools import count
from typing import Any, ClassVar

from attrs import evolve, frozen

from espaceclient.client import EspaceClient
from espaceclient.domain.decision import Decision
from espaceclient.domain.known_browser import newly_known
from espaceclient.domain.sign_in import SignInRefused
from espaceclient.domain.throttle import FailedAttempts
from espaceclient.ports.storage import AccountAtAddress, FailedAttemptsByKey, Snapshot, Stored
from espaceclient.ports.tokens import Tokens
from espaceclient.testing import BEGINNING
from tests.testing.faults.cores.fixture import (
    ClientWithPorts,
    MakeClient,
    Misreading,
    deciding,
    standing_on,
    the_machine,
)
from tests.testing.faults.fault import Fault


def of_address_and_of_browser(seen: Snapshot) -> list[FailedAttemptsByKey]:
    """Return the two failed attempts that a sign-in reads; nothing for other use cases."""
    failures = [lookup for lookup in seen.found if isinstance(lookup, FailedAttemptsByKey)]
    signs_in = isinstance(next(iter(seen.found), None), AccountAtAddress)
    return failures if signs_in and len(failures) == 2 else []


class FindsItKnown(Misreading):
    def misread(self, truth: Snapshot) -> Snapshot:
        _, of_browser = of_address_and_of_browser(truth)
        known = (Stored(newly_known(of_browser.key, BEGINNING), 0),)
        return Snapshot({**truth.found, of_browser: truth.found[of_browser] or known})


class TakesACookieForKnown(ClientWithPorts):
    def sign_in(self, request: Any, **kwargs: Any) -> Any:
        if kwargs["browser"] is None:
            return super().sign_in(request, **kwargs)
        ports = self.ports | {"storage": FindsItKnown(self.ports["storage"])}
        return EspaceClient(**ports).sign_in(request, **kwargs)


def count_at_the_address_too(decision: Decision[Any], seen: Snapshot) -> Decision[Any]:
    pair = of_address_and_of_browser(seen)
    failed = [
        evolve(record, key=pair[0].key)
        for record in decision.save
        if pair and isinstance(record, FailedAttempts) and record.key == pair[1].key
        if record.in_a_row
    ]
    return evolve(decision, save=(*decision.save, *failed))


@frozen
class _Naming:
    tokens: Tokens

    def __getattr__(self, name: str) -> Any:
        return getattr(self.tokens, name)


class NamesNoAddress(_Naming):
    """Names the failures of a browser by the browser alone."""

    def fingerprint(self, scope: str, text: str) -> str:
        named = text.partition(" ")[0] if scope == "sign-in from browser" else text
        return self.tokens.fingerprint(scope, named)


@frozen
class NeverCounts(_Naming):
    """Gives whatever is named by these words another name each time."""

    words: tuple[str, ...]
    turns: ClassVar[Iterator[int]] = count()

    def fingerprint(self, scope: str, text: str) -> str:
        forgotten = any(word in f"{scope} {text}" for word in self.words)
        return self.tokens.fingerprint(scope, f"{text} {next(self.turns)}" if forgotten else text)


def never_counting(*words: str) -> MakeClient:
    return standing_on(tokens=lambda tokens: NeverCounts(tokens, words))


def know_at_the_first_try(decision: Decision[Any], seen: Snapshot) -> Decision[Any]:
    """Remember a browser for an account that exists when the password was wrong, too."""
    pair = of_address_and_of_browser(seen)
    account_is_there = any(
        found for lookup, found in seen.found.items() if isinstance(lookup, AccountAtAddress)
    )
    refused = isinstance(decision.answer, SignInRefused) and decision.save
    if not (pair and account_is_there and refused) or seen.found[pair[1]]:
        return decision
    known = newly_known(pair[1].key, decision.at)
    return evolve(decision, save=(*decision.save, known))


LIMIT_FAULTS = (
    Fault("takes a browser for known by its cookie alone", the_machine, TakesACookieForKnown),
    Fault(
        "knows a browser at every address once it is known at one",
        the_machine,
        standing_on(tokens=NamesNoAddress),
    ),
    Fault(
        "counts a known browser's failures at the address too",
        the_machine,
        deciding(count_at_the_address_too),
    ),
    Fault("counts networks of IPv6 as /64 alone", the_machine, never_counting("/56", "/48")),
    Fault("counts no wrong pairs of a meter", the_machine, never_counting("meter ")),
    Fault("counts no requests for an address", the_machine, never_counting("recipient ")),
)
