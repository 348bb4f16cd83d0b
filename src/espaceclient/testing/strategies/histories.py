"""Whole histories: all that may have happened before, as plain values to draw, print, keep and live
again.

The machine judges the library; a history is for a host's own tests: whatever has happened, this
page does that.
"""

from collections.abc import Callable, Iterable
from datetime import timedelta
from functools import cache
from itertools import chain

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from espaceclient.adapters.memory import ManualClock
from espaceclient.domain.values import Subscriber
from espaceclient.testing.ports import COMMUNES, REGISTER, Ports
from espaceclient.testing.stateful.samples import (
    ANY_PASSWORD,
    EMAILS,
    LINES,
    METERS,
    NEWEST_FIRST,
    PASSWORDS,
    WAITS,
)
from espaceclient.testing.strategies.acts import (
    OUTAGES,
    Act,
    Activate,
    Change,
    Deliver,
    Forget,
    History,
    Life,
    Open,
    Outage,
    Purge,
    Reset,
    SignIn,
    SignOut,
    Visit,
    Wait,
)

Concern = Callable[[str, str, str], History]

_CONCERNS: tuple[Concern, ...] = (
    lambda _email, _old, _new: (Visit(),),
    lambda _email, old, new: (Change(new, old), Change(old, new), SignOut()),
    lambda email, _old, new: (Forget(email), Deliver(), Reset(new), SignIn(email, new)),
)
_BACKWARDS = st.sampled_from([timedelta(seconds=-1), timedelta(minutes=-2)])


def live(history: Iterable[Act], ports: Ports) -> Life:
    """Let it all happen over the ports, of which the clock must be a ``ManualClock``; look at them
    afterwards.
    """
    if not isinstance(ports.clock, ManualClock):
        raise TypeError("in a history time passes: the ports need a ManualClock")
    life = Life(ports, ports.clock)
    for act in history:
        life.see(act.happen(life))
    return life


@cache
def histories(most_phrases: int = 20) -> SearchStrategy[History]:
    """What a few people do, in up to so many phrases: each is one act, or a whole visit."""
    phrases = st.one_of(acts().map(lambda act: (act,)), _customers())
    return st.lists(phrases, max_size=most_phrases).map(
        lambda drawn: tuple(chain.from_iterable(drawn))
    )


@cache
def acts() -> SearchStrategy[Act]:
    """Rightly or wrongly done, in any order."""
    return st.one_of(
        st.builds(_opening, EMAILS, LINES, METERS, PASSWORDS),
        st.builds(Activate, NEWEST_FIRST, st.booleans(), st.none() | ANY_PASSWORD),
        st.builds(SignIn, EMAILS, ANY_PASSWORD),
        st.builds(Visit, NEWEST_FIRST),
        st.builds(SignOut, NEWEST_FIRST),
        st.builds(Forget, EMAILS),
        st.builds(Reset, PASSWORDS, NEWEST_FIRST),
        st.builds(Change, ANY_PASSWORD, PASSWORDS, NEWEST_FIRST),
        st.sampled_from((Deliver(), Purge())),
        st.builds(Wait, WAITS | _BACKWARDS),
        st.builds(Outage, st.sampled_from(sorted(OUTAGES)), st.booleans()),
    )


@cache
def _customers() -> SearchStrategy[History]:
    """Somebody opens an account, signs in, and comes for something."""

    def customer(opening: Open, elsewhere: bool, concern: Concern, new: str) -> History:  # noqa: FBT001 - drawn
        email, old = opening.email, opening.password
        asked = [Activate(elsewhere=True, password=password) for password in (None, new, old)]
        return (
            opening,
            Deliver(),
            *(asked if elsewhere else [Activate()]),
            SignIn(email, old),
            *concern(email, old, new),
        )

    opening = st.builds(_opening, EMAILS, st.sampled_from(REGISTER[:3]), st.none(), PASSWORDS)
    return st.builds(customer, opening, st.booleans(), st.sampled_from(_CONCERNS), PASSWORDS)


def _opening(email: str, line: Subscriber, meter: str | None, password: str) -> Open:
    code = next(
        commune.code for commune in COMMUNES.communes if commune.operator == line.contract.operator
    )
    return Open(email, code, line.contract.number.digits, meter or line.meter.text, password)
