"""The kit: laws for adapters, strategies, the cost of a use case, the machine, non-disclosure.

Needs Hypothesis (``pip install espaceclient[testing]``), no pytest.
"""

import sys

if "pytest" in sys.modules:
    # Two pages that differ are shown line by line.
    sys.modules["pytest"].register_assert_rewrite("espaceclient.testing.transcript")

from espaceclient.testing.cost import MOST, MOST_WITH_NEW_HASH, Cost, Meter
from espaceclient.testing.interception import intercept
from espaceclient.testing.laws import (
    CLOCK_LAWS,
    DEFERRED_MAIL_LAWS,
    DURABLE_STORAGE_LAWS,
    HASHER_LAWS,
    HASHER_SUCCESSION_LAWS,
    MAILER_LAWS,
    OUTBOX_LAWS,
    REFUSED_MAIL_LAWS,
    SECRETS_LAWS,
    SECRETS_SUCCESSION_LAWS,
    SHARED_STORAGE_LAWS,
    SILENT_SUBSCRIBERS_LAWS,
    STORAGE_LAWS,
    SUBSCRIBERS_LAWS,
    UNREACHABLE_MAILER_LAWS,
    WORLD_CLOCK_LAWS,
    Arrived,
    HasherSuccession,
    LawBroken,
    MailerAndMailbox,
    SecretsSuccession,
    StorageAndOutbox,
)
from espaceclient.testing.machine import run_machine
from espaceclient.testing.non_disclosure import expect_non_disclosure
from espaceclient.testing.ports import Ports, ports_over
from espaceclient.testing.transcript import Page, assert_same_transcript, page, tokens_aside

__all__ = [
    "CLOCK_LAWS",
    "DEFERRED_MAIL_LAWS",
    "DURABLE_STORAGE_LAWS",
    "HASHER_LAWS",
    "HASHER_SUCCESSION_LAWS",
    "MAILER_LAWS",
    "MOST",
    "MOST_WITH_NEW_HASH",
    "OUTBOX_LAWS",
    "REFUSED_MAIL_LAWS",
    "SECRETS_LAWS",
    "SECRETS_SUCCESSION_LAWS",
    "SHARED_STORAGE_LAWS",
    "SILENT_SUBSCRIBERS_LAWS",
    "STORAGE_LAWS",
    "SUBSCRIBERS_LAWS",
    "UNREACHABLE_MAILER_LAWS",
    "WORLD_CLOCK_LAWS",
    "Arrived",
    "Cost",
    "HasherSuccession",
    "LawBroken",
    "MailerAndMailbox",
    "Meter",
    "Page",
    "Ports",
    "SecretsSuccession",
    "StorageAndOutbox",
    "assert_same_transcript",
    "expect_non_disclosure",
    "intercept",
    "page",
    "ports_over",
    "run_machine",
    "tokens_aside",
]
