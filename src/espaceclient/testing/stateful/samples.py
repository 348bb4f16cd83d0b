"""What a history is drawn from: few enough that people, lines and passwords meet again and
again.
"""

from collections.abc import Callable
from datetime import timedelta

from attrs import evolve
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from espaceclient.domain.values import ContractNumber
from espaceclient.ports.errors import MailDeferred, MailerUnavailable, MailRefused, PortError
from espaceclient.testing.ports import REGISTER
from espaceclient.testing.stateful.interruption import COMMIT, Call

ADDRESSES = ("anne@exemple.fr", "ANNE@exemple.fr", "bob@exemple.fr", "zo\u00eb@exemple.fr")
EMAILS = st.sampled_from(ADDRESSES)
PASSWORDS = st.sampled_from(("Aa1!aaaa", "Aa1!aaaa ", "\u00c9t\u00e92026!", "E\u0301te\u03012026!"))
WRONG = st.sampled_from(("aa1!aaaa", "Aa1!aaa", " Aa1!aaaa", "Ete2026!"))
ANY_PASSWORD = PASSWORDS | WRONG
NEWEST_FIRST = st.integers(0, 4)
SOMEBODY = st.none() | NEWEST_FIRST
ORIGINS = st.sampled_from(("192.0.2.1", "198.51.100.7"))
ENDED = REGISTER[-1]
UNKNOWN = evolve(ENDED, contract=evolve(ENDED.contract, number=ContractNumber("1111111")))
LINES = st.sampled_from([*REGISTER[:3], *REGISTER[:3], ENDED, UNKNOWN])
LIVE_LINES = st.sampled_from(REGISTER[:3])
METERS = st.sampled_from([None, None, None, None, "A042", "B042"])
"""``None`` is the right one."""

WAITS = st.sampled_from(
    [
        timedelta(seconds=1),
        timedelta(seconds=59),
        timedelta(seconds=59, microseconds=999_999),
        timedelta(minutes=1),
        timedelta(minutes=2),
        timedelta(minutes=15),
        timedelta(minutes=29, seconds=59),
        timedelta(minutes=30),
        timedelta(minutes=59, seconds=59),
        timedelta(hours=1),
        timedelta(hours=11, minutes=30),
        timedelta(hours=24),
        timedelta(hours=46, minutes=59, seconds=59),
        timedelta(hours=48),
    ]
)
CLIENT_CALLS = (
    "subscribers.find",
    "hasher.hash",
    "hasher.verify",
    "hasher.needs_rehash",
    "tokens.new_id",
    "tokens.sign",
    "tokens.verify",
    "tokens.fingerprint",
    "storage.read",
    "clock.now",
    "storage.commit",
)
"""All that a client calls of its ports; it may crash before and after each."""

RELAY_CALLS = (
    "clock.now",
    "outbox.lease",
    "tokens.sign",
    "wording.compose",
    "mailer.send",
    "outbox.delivered",
    "outbox.defer",
    "outbox.release",
    "outbox.dead_letter",
    "mailer.close",
)
"""All that a relay calls of its own."""

SENDING = ("mailer.send", "outbox.delivered")
"""Between these two a mail has left and waits all the same."""


def calls(names: tuple[str, ...]) -> SearchStrategy[Call]:
    """Calls of those names, mostly the first of its name."""
    return st.tuples(st.sampled_from(names), st.sampled_from((1, 1, 1, 2, 3)))


GAPS: SearchStrategy[Call] = st.sampled_from(
    (COMMIT, ("storage.read", 2), COMMIT, ("storage.read", 1))
)
"""Where a rival may slip in: before a commit, or between two looks, or before all."""

STEPS_BACK = st.sampled_from([timedelta(seconds=1), timedelta(minutes=2), timedelta(minutes=6)])
MOODS: list[Callable[[], PortError]] = [
    lambda: MailerUnavailable("nobody there"),
    lambda: MailDeferred("later"),
    lambda: MailRefused("no such box"),
]
