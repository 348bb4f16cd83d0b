"""Every adapter keeps every law of its port."""

from collections.abc import Callable, Iterator
from functools import partial

import pytest

from espaceclient.adapters.bcrypt import BcryptHasher
from espaceclient.adapters.memory import (
    MemoryMailer,
    MemoryOutbox,
    MemoryStorage,
    MemorySubscribers,
    QuickHasher,
    SettableClock,
)
from espaceclient.adapters.system import SystemClock, SystemSecrets
from espaceclient.ports.keys import Key, KeyRing
from espaceclient.testing import laws
from espaceclient.testing.strategies.values import EPOCH

OLD_KEY, NEW_KEY = Key("old", b"o" * 32), Key("new", b"n" * 32)


def memory_storage() -> laws.StorageAndOutbox:
    outbox = MemoryOutbox()
    return laws.StorageAndOutbox(MemoryStorage(outbox), outbox)


def memory_mailer() -> laws.MailerAndMailbox:
    mailer = MemoryMailer()

    def arrived() -> list[laws.Arrived]:
        return [
            laws.Arrived(mail.message_id, mail.to.text, mail.subject, mail.text, mail.html)
            for mail in mailer.messages
        ]

    return laws.MailerAndMailbox(mailer, arrived)


def bcrypt_hasher(*keys: Key, cost: int = 4) -> BcryptHasher:
    return BcryptHasher(KeyRing.of(*keys), cost=cost)


def bcrypt_of_higher_cost() -> laws.HasherSuccession:
    return laws.HasherSuccession(bcrypt_hasher(OLD_KEY), bcrypt_hasher(OLD_KEY, cost=5))


def bcrypt_of_newer_key() -> laws.HasherSuccession:
    return laws.HasherSuccession(bcrypt_hasher(OLD_KEY), bcrypt_hasher(NEW_KEY, OLD_KEY))


def system_secrets() -> SystemSecrets:
    return SystemSecrets(KeyRing.of(OLD_KEY))


def system_secrets_of_newer_key() -> laws.SecretsSuccession:
    rings = (KeyRing.of(OLD_KEY), KeyRing.of(NEW_KEY, OLD_KEY), KeyRing.of(NEW_KEY))
    return laws.SecretsSuccession(*map(SystemSecrets, rings))


ADAPTERS: dict[str, list[tuple[tuple[Callable[..., None], ...], Callable[..., object]]]] = {
    "memory": [
        (laws.STORAGE_LAWS, memory_storage),
        (laws.OUTBOX_LAWS, memory_storage),
        (laws.SUBSCRIBERS_LAWS, MemorySubscribers),
        (laws.MAILER_LAWS, memory_mailer),
        (laws.HASHER_LAWS, QuickHasher),
        (laws.CLOCK_LAWS, partial(SettableClock, EPOCH)),
    ],
    "bcrypt": [
        (laws.HASHER_LAWS, partial(bcrypt_hasher, OLD_KEY)),
        (laws.HASHER_SUCCESSION_LAWS, bcrypt_of_higher_cost),
        (laws.HASHER_SUCCESSION_LAWS, bcrypt_of_newer_key),
    ],
    "system": [
        (laws.SECRETS_LAWS, system_secrets),
        (laws.SECRETS_SUCCESSION_LAWS, system_secrets_of_newer_key),
        (laws.CLOCK_LAWS, SystemClock),
        (laws.WORLD_CLOCK_LAWS, SystemClock),
    ],
}


def every_promise() -> Iterator[object]:
    for adapter, promises in ADAPTERS.items():
        for kept, make in promises:
            name = getattr(make, "__name__", adapter)
            for law in kept:
                yield pytest.param(law, make, id=f"{name}-{law.__name__}")


@pytest.mark.parametrize(("law", "make"), tuple(every_promise()))
def test_an_adapter_keeps_the_law(law: Callable[..., None], make: Callable[..., object]) -> None:
    law(make)
