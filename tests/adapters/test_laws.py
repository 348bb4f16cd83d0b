"""Every adapter keeps every law of its port."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from espaceclient import testing as laws
from espaceclient.adapters.memory import (
    ManualClock,
    MemoryBreachedPasswords,
    MemoryHasher,
    MemorySubscribers,
)
from espaceclient.adapters.system import SystemClock
from espaceclient.adapters.wording import TomlWording
from espaceclient.testing.samples import EPOCH
from tests.adapters import makers, otherwise_right

KIND_NOT_UTF8 = "UPDATE outbox SET kind = CAST(x'22ff22' AS TEXT) WHERE id = ?"
NOT_UTF8 = "UPDATE outbox SET payload = CAST(x'22ff22' AS TEXT) WHERE id = ?"
EVENT_NOT_UTF8 = "UPDATE events SET payload = CAST(x'22ff22' AS TEXT) WHERE id = ?"
EVENT_WITHOUT_TIME = "UPDATE events SET at = 1 << 62 WHERE id = ?"

Laws = tuple[Callable[..., None], ...]

KEPT: dict[str, list[tuple[Laws, Callable[..., object]]]] = {
    "memory": [
        (laws.STORAGE_LAWS, makers.memory_storage),
        (laws.EXCLUSIVE_STORAGE_LAWS, makers.memory_storage),
        (laws.OUTBOX_LAWS, makers.memory_storage),
        (laws.EVENT_FEED_LAWS, makers.memory_feed),
        (laws.EVENT_SINK_LAWS, makers.memory_sink),
        (laws.TRAIL_LAWS, makers.memory_trail),
        (laws.SUBSCRIBERS_LAWS, MemorySubscribers),
        (laws.DETAILED_SUBSCRIBERS_LAWS, MemorySubscribers),
        (laws.BREACHED_PASSWORDS_LAWS, MemoryBreachedPasswords),
        (laws.MAILER_LAWS, makers.memory_mailer),
        (laws.INTERNATIONAL_MAIL_LAWS, makers.memory_mailer),
        (laws.HASHER_LAWS, MemoryHasher),
        (laws.HASHER_ROTATION_LAWS, makers.memory_hasher_of_newer_key),
        (laws.CLOCK_LAWS, partial(ManualClock, EPOCH)),
    ],
    "french": [(laws.WORDING_LAWS, TomlWording.french)],
    "english": [(laws.WORDING_LAWS, TomlWording.english)],
    "sqlite": [
        (laws.STORAGE_LAWS, makers.sqlite_storage),
        (laws.EXCLUSIVE_STORAGE_LAWS, makers.sqlite_storage),
        (laws.UNREACHABLE_STORAGE_LAWS, makers.closed_sqlite_storage),
        (laws.UNREACHABLE_STORAGE_LAWS, makers.sqlite_storage_whose_file_is_a_folder),
        (laws.SURROUNDED_STORAGE_LAWS, makers.surrounded_sqlite_storage),
        (laws.LOCKABLE_STORAGE_LAWS, makers.lockable_sqlite_storage),
        (laws.OUTBOX_LAWS, makers.sqlite_storage),
        (laws.UNREADABLE_MAIL_LAWS, makers.spoilable_sqlite_outbox),
        (laws.UNREADABLE_MAIL_LAWS, partial(makers.spoilable_sqlite_outbox, NOT_UTF8)),
        (laws.UNREADABLE_MAIL_LAWS, partial(makers.spoilable_sqlite_outbox, KIND_NOT_UTF8)),
        (laws.EVENT_FEED_LAWS, makers.sqlite_feed),
        (laws.UNREACHABLE_FEED_LAWS, makers.closed_sqlite_feed),
        (laws.UNREADABLE_EVENT_LAWS, makers.spoilable_sqlite_feed),
        (laws.UNREADABLE_EVENT_LAWS, partial(makers.spoilable_sqlite_feed, EVENT_NOT_UTF8)),
        (laws.UNREADABLE_EVENT_LAWS, partial(makers.spoilable_sqlite_feed, EVENT_WITHOUT_TIME)),
        (laws.TRAIL_LAWS, makers.sqlite_trail),
        (laws.UNREACHABLE_TRAIL_LAWS, makers.closed_sqlite_trail),
        (laws.SUBSCRIBERS_LAWS, makers.sqlite_subscribers),
        (laws.DETAILED_SUBSCRIBERS_LAWS, makers.sqlite_subscribers),
        (laws.UNREACHABLE_SUBSCRIBERS_LAWS, makers.closed_sqlite_subscribers),
    ],
    "smtp": [
        (laws.MAILER_LAWS, makers.smtp_mailer),
        (laws.INTERNATIONAL_MAIL_LAWS, makers.smtp_mailer),
        (laws.REFUSED_MAIL_LAWS, makers.smtp_mailer_that_is_refused),
        (laws.DEFERRED_MAIL_LAWS, makers.smtp_mailer_that_is_deferred),
        (laws.BLOCKED_MAIL_LAWS, makers.smtp_mailer_that_is_blocked),
        (laws.UNREACHABLE_MAILER_LAWS, makers.smtp_mailer_to_nobody),
    ],
    "django's backends": [
        (laws.MAILER_LAWS, makers.django_mailer),
        (laws.REFUSED_MAIL_LAWS, makers.django_mailer_that_is_refused),
        (laws.DEFERRED_MAIL_LAWS, makers.django_mailer_that_is_deferred),
        (laws.BLOCKED_MAIL_LAWS, makers.django_mailer_that_is_blocked),
        (laws.UNREACHABLE_MAILER_LAWS, makers.django_mailer_to_nobody),
    ],
    "smtp to a server of ASCII addresses": [(laws.MAILER_LAWS, makers.smtp_mailer_in_ascii)],
    "http": [
        (laws.SUBSCRIBERS_LAWS, makers.http_subscribers),
        (laws.DETAILED_SUBSCRIBERS_LAWS, makers.http_subscribers),
        (laws.UNREACHABLE_SUBSCRIBERS_LAWS, makers.http_subscribers_of_nobody),
        (laws.UNREACHABLE_SUBSCRIBERS_LAWS, makers.http_subscribers_of_a_silent_service),
    ],
    "a call": [
        (laws.EVENT_SINK_LAWS, makers.call),
        (laws.REFUSED_EVENT_LAWS, makers.call),
        (laws.UNREACHABLE_SINK_LAWS, makers.call_of_a_host_that_is_down),
    ],
    "webhook": [
        (laws.EVENT_SINK_LAWS, makers.webhook),
        (laws.REFUSED_EVENT_LAWS, makers.webhook),
        (laws.UNREACHABLE_SINK_LAWS, makers.webhook_to_nobody),
        (laws.UNREACHABLE_SINK_LAWS, makers.webhook_with_a_wrong_secret),
    ],
    "service of breached passwords": [
        (laws.BREACHED_PASSWORDS_LAWS, makers.breached_passwords_service),
        (
            laws.UNREACHABLE_BREACHED_PASSWORDS_LAWS,
            makers.breached_passwords_service_of_nobody,
        ),
        (laws.UNREACHABLE_BREACHED_PASSWORDS_LAWS, makers.silent_breached_passwords_service),
    ],
    "file of breached passwords": [
        (laws.BREACHED_PASSWORDS_LAWS, makers.breached_passwords_file),
        (
            laws.UNREACHABLE_BREACHED_PASSWORDS_LAWS,
            makers.breached_passwords_file_that_is_missing,
        ),
    ],
    "bcrypt": [
        (laws.HASHER_LAWS, partial(makers.bcrypt_hasher, makers.OLD_KEY)),
        (laws.FOREIGN_HASHER_LAWS, partial(makers.bcrypt_hasher, makers.OLD_KEY, cost=5)),
    ],
    "bcrypt of a higher cost": [(laws.HASHER_ROTATION_LAWS, makers.bcrypt_of_higher_cost)],
    "bcrypt of a newer key": [(laws.HASHER_ROTATION_LAWS, makers.bcrypt_of_newer_key)],
    "right in a way of its own": [
        (laws.TOKENS_LAWS, otherwise_right.PrefixedIds),
        (laws.TOKENS_LAWS, otherwise_right.UuidsAndMore),
        (laws.REFUSED_MAIL_LAWS, otherwise_right.mailer_with_refusals_of_its_own),
        (laws.HASHER_LAWS, otherwise_right.HasherInAnotherThread),
    ],
    "system": [
        (laws.TOKENS_LAWS, makers.system_tokens),
        (laws.TOKENS_ROTATION_LAWS, makers.system_tokens_of_newer_key),
        (laws.CLOCK_LAWS, SystemClock),
        (laws.WORLD_CLOCK_LAWS, SystemClock),
    ],
}

EACH = [
    pytest.param(law, make, id=f"{adapter}: {law.__name__}")
    for adapter, promises in KEPT.items()
    for kept, make in promises
    for law in kept
]


@pytest.mark.parametrize(("law", "make"), EACH)
def test_an_adapter_keeps_the_law(law: Callable[..., None], make: Callable[..., object]) -> None:
    law(make)


@pytest.mark.parametrize(
    "law",
    [*laws.DURABLE_STORAGE_LAWS, *laws.SHARED_STORAGE_LAWS],
    ids=lambda law: f"sqlite: {law.__name__}",
)
def test_a_storage_on_disk_keeps_the_law(law: Callable[..., None], tmp_path: Path) -> None:
    law(makers.reopenable_sqlite(tmp_path))


@pytest.mark.parametrize("law", laws.DURABLE_TRAIL_LAWS, ids=lambda law: f"sqlite: {law.__name__}")
def test_a_trail_on_disk_keeps_the_law(law: Callable[..., None], tmp_path: Path) -> None:
    law(lambda: makers.reopenable_sqlite_trail(tmp_path))
