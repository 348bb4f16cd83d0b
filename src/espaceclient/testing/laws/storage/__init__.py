"""The laws of a storage."""

from espaceclient.testing.laws.storage.concurrency import CONCURRENCY_LAWS
from espaceclient.testing.laws.storage.conflicts import CONFLICTS_LAWS
from espaceclient.testing.laws.storage.expiry import EXPIRY_LAWS
from espaceclient.testing.laws.storage.isolation import ISOLATION_LAWS
from espaceclient.testing.laws.storage.ownership import OWNERSHIP_LAWS
from espaceclient.testing.laws.storage.reading import READING_LAWS
from espaceclient.testing.laws.storage.uniqueness import UNIQUENESS_LAWS

STORAGE_LAWS = (
    *READING_LAWS,
    *CONFLICTS_LAWS,
    *UNIQUENESS_LAWS,
    *OWNERSHIP_LAWS,
    *EXPIRY_LAWS,
    *CONCURRENCY_LAWS,
    *ISOLATION_LAWS,
)
