"""The machine finds nothing wrong with right adapters and the right core.

``ESPACECLIENT_HISTORIES=2000`` makes it live so many on memory, and 300 on SQLite.
"""

import os

from espaceclient.adapters.bcrypt import BcryptHasher
from espaceclient.ports.keys import Key, KeyRing
from espaceclient.testing import expect_non_disclosure, run_machine
from tests.adapters.makers import memory_storage, sqlite_storage

HISTORIES = int(os.environ.get("ESPACECLIENT_HISTORIES", "150"))


def bcrypt_under(newest_key: str) -> BcryptHasher:
    """Keys are ``key-0``, ``key-1``…; the cost rises with the first change of keys."""
    number = int(newest_key.removeprefix("key-"))
    ring = KeyRing.of(*(Key(f"key-{older}", bytes([older + 1]) * 32) for older in range(number, -1, -1)))
    return BcryptHasher(ring, cost=4 + min(number, 1))


def test_histories_on_memory_agree_with_the_model() -> None:
    run_machine(memory_storage, histories=HISTORIES)


def test_histories_on_sqlite_agree_with_the_model() -> None:
    run_machine(sqlite_storage, histories=HISTORIES * 3 // 20)


def test_histories_with_bcrypt_agree_with_the_model() -> None:
    run_machine(memory_storage, make_hasher=bcrypt_under, histories=HISTORIES // 10)


def test_a_stranger_on_memory_sees_no_difference() -> None:
    expect_non_disclosure(memory_storage, histories=HISTORIES // 5)


def test_a_stranger_on_sqlite_sees_no_difference() -> None:
    expect_non_disclosure(sqlite_storage, histories=HISTORIES // 30)
