"""Every adapter keeps every law of its port."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from espaceclient.adapters.memory import MemorySubscribers, QuickHasher, SettableClock
from espaceclient.adapters.system import SystemClock
from espaceclient.testing import laws
from espaceclient.testing.strategies.values import EPOCH
from tests.adapters import makers

Laws = tuple[Callable[..., None], ...]

KEPT: dict[str, list[tuple[Laws, Callable[..., object]]]] = {
    "memory": [
        (laws.STORAGE_LAWS, makers.memory_storage),
        (laws.OUTBOX_LAWS, makers.memory_storage),
        (laws.SUBSCRIBERS_LAWS, MemorySubscribers),
        (laws.MAILER_LAWS, makers.memory_mailer),
        (laws.HASHER_LAWS, QuickHasher),
        (laws.HASHER_SUCCESSION_LAWS, makers.quick_hasher_of_newer_key),
        (laws.CLOCK_LAWS, partial(SettableClock, EPOCH)),
    ],
    "sqlite": [
        (laws.STORAGE_LAWS, makers.sqlite_storage),
        (laws.OUTBOX_LAWS, makers.sqlite_storage),
        (laws.SUBSCRIBERS_LAWS, makers.sqlite_subscribers),
        (laws.SILENT_SUBSCRIBERS_LAWS, makers.closed_sqlite_subscribers),
    ],
    "smtp": [
        (laws.MAILER_LAWS, makers.smtp_mailer),
        (laws.REFUSED_MAIL_LAWS, makers.smtp_mailer_that_is_refused),
        (laws.DEFERRED_MAIL_LAWS, makers.smtp_mailer_that_is_put_off),
        (laws.UNREACHABLE_MAILER_LAWS, makers.smtp_mailer_to_nobody),
    ],
    "http": [
        (laws.SUBSCRIBERS_LAWS, makers.http_subscribers),
        (laws.SILENT_SUBSCRIBERS_LAWS, makers.http_subscribers_of_nobody),
        (laws.SILENT_SUBSCRIBERS_LAWS, makers.http_subscribers_of_a_silent_service),
    ],
    "bcrypt": [(laws.HASHER_LAWS, partial(makers.bcrypt_hasher, makers.OLD_KEY))],
    "bcrypt of a higher cost": [(laws.HASHER_SUCCESSION_LAWS, makers.bcrypt_of_higher_cost)],
    "bcrypt of a newer key": [(laws.HASHER_SUCCESSION_LAWS, makers.bcrypt_of_newer_key)],
    "system": [
        (laws.SECRETS_LAWS, makers.system_secrets),
        (laws.SECRETS_SUCCESSION_LAWS, makers.system_secrets_of_newer_key),
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
    "law", [*laws.DURABLE_STORAGE_LAWS, *laws.SHARED_STORAGE_LAWS], ids=lambda law: f"sqlite: {law.__name__}"
)
def test_a_storage_on_disk_keeps_the_law(law: Callable[..., None], tmp_path: Path) -> None:
    law(makers.sqlite_places(tmp_path))
