"""The kit: laws for adapters, strategies, the cost of a use case, the machine, non-disclosure.

Needs Hypothesis (``pip install espaceclient[testing]``), no pytest.
"""

import sys

if "pytest" in sys.modules:
    # Of two pages that differ, what differs is shown.
    sys.modules["pytest"].register_assert_rewrite("espaceclient.testing.transcript")

from espaceclient.testing.cost import MOST, MOST_WITH_NEW_HASH, Cost, Meter
from espaceclient.testing.interception import Around, intercept
from espaceclient.testing.laws import (
    CLOCK_LAWS,
    DEFERRED_MAIL_LAWS,
    DURABLE_STORAGE_LAWS,
    HASHER_LAWS,
    HASHER_ROTATION_LAWS,
    INTERNATIONAL_MAIL_LAWS,
    MAILER_LAWS,
    OUTBOX_LAWS,
    REFUSED_MAIL_LAWS,
    SHARED_STORAGE_LAWS,
    SILENT_SUBSCRIBERS_LAWS,
    STORAGE_LAWS,
    SUBSCRIBERS_LAWS,
    TOKENS_LAWS,
    TOKENS_ROTATION_LAWS,
    UNREACHABLE_MAILER_LAWS,
    UNREACHABLE_STORAGE_LAWS,
    UNREADABLE_MAIL_LAWS,
    WORLD_CLOCK_LAWS,
    Arrived,
    HasherRotation,
    LawBroken,
    MailerAndMailbox,
    SpoilableOutbox,
    StorageAndOutbox,
    TokensRotation,
)
from espaceclient.testing.laws.clock import MakeClock
from espaceclient.testing.laws.hasher import MakeHasher, MakeHasherRotation
from espaceclient.testing.laws.law import Fixture
from espaceclient.testing.laws.mailer import MakeMailer, MakeMailerTo
from espaceclient.testing.laws.outbox.unreadable import MakeSpoilable
from espaceclient.testing.laws.storage.durable import MakeReopenable, OpenStorage
from espaceclient.testing.laws.storage.records import MakeStorage
from espaceclient.testing.laws.subscribers import MakeSilentSubscribers, MakeSubscribers
from espaceclient.testing.laws.tokens import MakeTokens, MakeTokensRotation
from espaceclient.testing.non_disclosure import (
    SOMEBODY,
    WorldPorts,
    expect_non_disclosure,
    expect_worlds_alike,
)
from espaceclient.testing.non_disclosure.world import MakeVisitor
from espaceclient.testing.pages import Page, page, tokens_aside
from espaceclient.testing.ports import (
    BEGINNING,
    COMMUNES,
    REGISTER,
    MakeClient,
    MakeRelay,
    Ports,
    ports_over,
)
from espaceclient.testing.stateful import MakeConfiguredHasher, run_machine
from espaceclient.testing.transcript import assert_same_transcript

__all__ = [
    "BEGINNING",
    "CLOCK_LAWS",
    "COMMUNES",
    "DEFERRED_MAIL_LAWS",
    "DURABLE_STORAGE_LAWS",
    "HASHER_LAWS",
    "HASHER_ROTATION_LAWS",
    "INTERNATIONAL_MAIL_LAWS",
    "MAILER_LAWS",
    "MOST",
    "MOST_WITH_NEW_HASH",
    "OUTBOX_LAWS",
    "REFUSED_MAIL_LAWS",
    "REGISTER",
    "SHARED_STORAGE_LAWS",
    "SILENT_SUBSCRIBERS_LAWS",
    "SOMEBODY",
    "STORAGE_LAWS",
    "SUBSCRIBERS_LAWS",
    "TOKENS_LAWS",
    "TOKENS_ROTATION_LAWS",
    "UNREACHABLE_MAILER_LAWS",
    "UNREACHABLE_STORAGE_LAWS",
    "UNREADABLE_MAIL_LAWS",
    "WORLD_CLOCK_LAWS",
    "Around",
    "Arrived",
    "Cost",
    "Fixture",
    "HasherRotation",
    "LawBroken",
    "MailerAndMailbox",
    "MakeClient",
    "MakeClock",
    "MakeConfiguredHasher",
    "MakeHasher",
    "MakeHasherRotation",
    "MakeMailer",
    "MakeMailerTo",
    "MakeRelay",
    "MakeReopenable",
    "MakeSilentSubscribers",
    "MakeSpoilable",
    "MakeStorage",
    "MakeSubscribers",
    "MakeTokens",
    "MakeTokensRotation",
    "MakeVisitor",
    "Meter",
    "OpenStorage",
    "Page",
    "Ports",
    "SpoilableOutbox",
    "StorageAndOutbox",
    "TokensRotation",
    "WorldPorts",
    "assert_same_transcript",
    "expect_non_disclosure",
    "expect_worlds_alike",
    "intercept",
    "page",
    "ports_over",
    "run_machine",
    "tokens_aside",
]
