"""The laws of a storage."""

from espaceclient.testing.laws.storage.concurrency import RIVALS_LAWS
from espaceclient.testing.laws.storage.conflicts import CONFLICTS_LAWS
from espaceclient.testing.laws.storage.durable import DURABLE_STORAGE_LAWS
from espaceclient.testing.laws.storage.expiry import DUE_LAWS
from espaceclient.testing.laws.storage.isolation import WATCHING_LAWS
from espaceclient.testing.laws.storage.ownership import BELONGING_LAWS
from espaceclient.testing.laws.storage.reading import READING_LAWS
from espaceclient.testing.laws.storage.records import StorageAndOutbox
from espaceclient.testing.laws.storage.shared import SHARED_STORAGE_LAWS
from espaceclient.testing.laws.storage.uniqueness import CLAIMS_LAWS
from espaceclient.testing.laws.storage.unreachable import UNREACHABLE_STORAGE_LAWS

STORAGE_LAWS = (
    *READING_LAWS,
    *CONFLICTS_LAWS,
    *CLAIMS_LAWS,
    *BELONGING_LAWS,
    *DUE_LAWS,
    *RIVALS_LAWS,
    *WATCHING_LAWS,
)

__all__ = [
    "DURABLE_STORAGE_LAWS",
    "SHARED_STORAGE_LAWS",
    "STORAGE_LAWS",
    "UNREACHABLE_STORAGE_LAWS",
    "StorageAndOutbox",
]
