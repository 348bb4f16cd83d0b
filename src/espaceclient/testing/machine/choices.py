"""What a history is drawn from: few enough that people, lines and passwords meet again and again."""

from collections.abc import Callable
from datetime import timedelta

from attrs import evolve
from hypothesis import strategies as st

from espaceclient.domain.values import ContractNumber
from espaceclient.ports.errors import MailDeferred, MailerUnavailable, MailRefused, PortError
from espaceclient.testing.ports import REGISTER

EMAILS = st.sampled_from(("anne@exemple.fr", "ANNE@exemple.fr", "bob@exemple.fr", "zo\u00eb@exemple.fr"))
PASSWORDS = st.sampled_from(("Aa1!aaaa", "Aa1!aaaa ", "\u00c9t\u00e92026!", "E\u0301te\u03012026!"))
WRONG = st.sampled_from(("aa1!aaaa", "Aa1!aaa", " Aa1!aaaa", "Ete2026!"))
ANY_PASSWORD = PASSWORDS | WRONG
NEWEST_FIRST = st.integers(0, 4)
SOMEBODY = st.none() | NEWEST_FIRST
ORIGINS = st.sampled_from(("192.0.2.1", "198.51.100.7"))
ENDED = REGISTER[-1]
UNKNOWN = evolve(ENDED, contract=evolve(ENDED.contract, number=ContractNumber("1111111")))
LINES = st.sampled_from([*REGISTER[:3], *REGISTER[:3], ENDED, UNKNOWN])
METERS = st.sampled_from([None, None, None, None, "A042", "B042"])
"""``None`` is the right one."""

WAITS = st.sampled_from(
    [
        timedelta(microseconds=999_999),
        timedelta(seconds=1),
        timedelta(seconds=59),
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
CRASHES = st.sampled_from(["storage.commit", "outbox.delivered", "mailer.send"]) | st.integers(0, 13)
STEPS_BACK = st.sampled_from([timedelta(seconds=1), timedelta(minutes=2), timedelta(minutes=6)])
MOODS: list[Callable[[], PortError]] = [
    lambda: MailerUnavailable("nobody there"),
    lambda: MailDeferred("later"),
    lambda: MailRefused("no such box"),
]
