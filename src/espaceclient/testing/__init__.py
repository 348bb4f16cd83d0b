"""The kit: laws for adapters, strategies, the cost of a use case, the machine, non-disclosure.

Needs Hypothesis (``pip install espaceclient[testing]``), no pytest.
"""

import sys

if "pytest" in sys.modules:
    # Of two pages that differ, what differs is shown.
    sys.modules["pytest"].register_assert_rewrite("espaceclient.testing.transcript")

from espaceclient.testing.contrast import contrast_ratio, expect_contrast
from espaceclient.testing.cost import MOST, MOST_WITH_NEW_HASH, Cost, Meter
from espaceclient.testing.doubles import (
    Around,
    FailingMailer,
    FailingSubscribers,
    PlainWording,
    intercept,
)
from espaceclient.testing.entitlement import expect_entitlement, expect_exclusivity
from espaceclient.testing.laws.breached_passwords import (
    BREACHED_PASSWORDS_LAWS,
    UNREACHABLE_BREACHED_PASSWORDS_LAWS,
    MakeBreachedPasswords,
)
from espaceclient.testing.laws.clock import CLOCK_LAWS, WORLD_CLOCK_LAWS
from espaceclient.testing.laws.event_feed import (
    EVENT_FEED_LAWS,
    UNREACHABLE_FEED_LAWS,
    UNREADABLE_EVENT_LAWS,
)
from espaceclient.testing.laws.event_feed.fixture import StorageAndFeed
from espaceclient.testing.laws.event_feed.unreadable import SpoilableFeed
from espaceclient.testing.laws.event_sink import (
    EVENT_SINK_LAWS,
    REFUSED_EVENT_LAWS,
    UNREACHABLE_SINK_LAWS,
    MakeSinkRefusing,
    SinkAndHost,
)
from espaceclient.testing.laws.foreign_hasher import FOREIGN_HASHER_LAWS
from espaceclient.testing.laws.hasher import (
    HASHER_LAWS,
    HASHER_ROTATION_LAWS,
    HasherRotation,
)
from espaceclient.testing.laws.law import Fixture, LawBroken, Make
from espaceclient.testing.laws.mailer import (
    BLOCKED_MAIL_LAWS,
    DEFERRED_MAIL_LAWS,
    INTERNATIONAL_MAIL_LAWS,
    MAILER_LAWS,
    REFUSED_MAIL_LAWS,
    UNREACHABLE_MAILER_LAWS,
    Arrived,
    MailerAndMailbox,
    MakeMailerTo,
)
from espaceclient.testing.laws.outbox import OUTBOX_LAWS, UNREADABLE_MAIL_LAWS
from espaceclient.testing.laws.outbox.unreadable import SpoilableOutbox
from espaceclient.testing.laws.storage import (
    CRASHABLE_STORAGE_LAWS,
    DURABLE_STORAGE_LAWS,
    EXCLUSIVE_STORAGE_LAWS,
    LOCKABLE_STORAGE_LAWS,
    NETWORKED_STORAGE_LAWS,
    SHARED_STORAGE_LAWS,
    STORAGE_LAWS,
    SURROUNDED_STORAGE_LAWS,
    UNREACHABLE_STORAGE_LAWS,
)
from espaceclient.testing.laws.storage.durable import MakeReopenable, OpenStorage
from espaceclient.testing.laws.storage.fixture import StorageAndOutbox
from espaceclient.testing.laws.storage.networked import (
    CrashableStorage,
    Network,
    NetworkedStorage,
)
from espaceclient.testing.laws.storage.surrounded import LockableStorage, SurroundedStorage
from espaceclient.testing.laws.subscribers import (
    DETAILED_SUBSCRIBERS_LAWS,
    SUBSCRIBERS_LAWS,
    UNREACHABLE_SUBSCRIBERS_LAWS,
    MakeSubscribers,
)
from espaceclient.testing.laws.tokens import (
    TOKENS_LAWS,
    TOKENS_ROTATION_LAWS,
    TokensRotation,
)
from espaceclient.testing.laws.trail import (
    DURABLE_TRAIL_LAWS,
    TRAIL_LAWS,
    UNREACHABLE_TRAIL_LAWS,
)
from espaceclient.testing.laws.trail.fixture import OpenTrail, StorageAndTrail
from espaceclient.testing.laws.wording import WORDING_LAWS
from espaceclient.testing.non_disclosure import expect_non_disclosure
from espaceclient.testing.pages import Page, page, tokens_aside
from espaceclient.testing.ports import MakeClient, MakeRelay, Ports, ports_over
from espaceclient.testing.proxy import Proxy
from espaceclient.testing.replay import Replay, replay
from espaceclient.testing.samples import BEGINNING, COMMUNES, REGISTER, SOMEBODY
from espaceclient.testing.stateful.harness import MakeConfiguredHasher
from espaceclient.testing.stateful.run import judge, run_machine
from espaceclient.testing.templates import expect_templates
from espaceclient.testing.transcript import assert_same_transcript
from espaceclient.testing.worlds import MakeVisitor, WorldPorts, expect_worlds_alike

__all__ = [
    "BEGINNING",
    "BLOCKED_MAIL_LAWS",
    "BREACHED_PASSWORDS_LAWS",
    "CLOCK_LAWS",
    "COMMUNES",
    "CRASHABLE_STORAGE_LAWS",
    "DEFERRED_MAIL_LAWS",
    "DETAILED_SUBSCRIBERS_LAWS",
    "DURABLE_STORAGE_LAWS",
    "DURABLE_TRAIL_LAWS",
    "EVENT_FEED_LAWS",
    "EVENT_SINK_LAWS",
    "EXCLUSIVE_STORAGE_LAWS",
    "FOREIGN_HASHER_LAWS",
    "HASHER_LAWS",
    "HASHER_ROTATION_LAWS",
    "INTERNATIONAL_MAIL_LAWS",
    "LOCKABLE_STORAGE_LAWS",
    "MAILER_LAWS",
    "MOST",
    "MOST_WITH_NEW_HASH",
    "NETWORKED_STORAGE_LAWS",
    "OUTBOX_LAWS",
    "REFUSED_EVENT_LAWS",
    "REFUSED_MAIL_LAWS",
    "REGISTER",
    "SHARED_STORAGE_LAWS",
    "SOMEBODY",
    "STORAGE_LAWS",
    "SUBSCRIBERS_LAWS",
    "SURROUNDED_STORAGE_LAWS",
    "TOKENS_LAWS",
    "TOKENS_ROTATION_LAWS",
    "TRAIL_LAWS",
    "UNREACHABLE_BREACHED_PASSWORDS_LAWS",
    "UNREACHABLE_FEED_LAWS",
    "UNREACHABLE_MAILER_LAWS",
    "UNREACHABLE_SINK_LAWS",
    "UNREACHABLE_STORAGE_LAWS",
    "UNREACHABLE_SUBSCRIBERS_LAWS",
    "UNREACHABLE_TRAIL_LAWS",
    "UNREADABLE_EVENT_LAWS",
    "UNREADABLE_MAIL_LAWS",
    "WORDING_LAWS",
    "WORLD_CLOCK_LAWS",
    "Around",
    "Arrived",
    "Cost",
    "CrashableStorage",
    "FailingMailer",
    "FailingSubscribers",
    "Fixture",
    "HasherRotation",
    "LawBroken",
    "LockableStorage",
    "MailerAndMailbox",
    "Make",
    "MakeBreachedPasswords",
    "MakeClient",
    "MakeConfiguredHasher",
    "MakeMailerTo",
    "MakeRelay",
    "MakeReopenable",
    "MakeSinkRefusing",
    "MakeSubscribers",
    "MakeVisitor",
    "Meter",
    "Network",
    "NetworkedStorage",
    "OpenStorage",
    "OpenTrail",
    "Page",
    "PlainWording",
    "Ports",
    "Proxy",
    "Replay",
    "SinkAndHost",
    "SpoilableFeed",
    "SpoilableOutbox",
    "StorageAndFeed",
    "StorageAndOutbox",
    "StorageAndTrail",
    "SurroundedStorage",
    "TokensRotation",
    "WorldPorts",
    "assert_same_transcript",
    "contrast_ratio",
    "expect_contrast",
    "expect_entitlement",
    "expect_exclusivity",
    "expect_non_disclosure",
    "expect_templates",
    "expect_worlds_alike",
    "intercept",
    "judge",
    "page",
    "ports_over",
    "replay",
    "run_machine",
    "tokens_aside",
]
