"""The driver's exceptions as those of the port."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from espaceclient.ports.errors import Conflict, StorageUnavailable


@contextmanager
def translated() -> Iterator[None]:
    """Translate the driver's exceptions into those of the port."""
    try:
        yield
    except sqlite3.IntegrityError as error:
        raise Conflict(str(error)) from error
    except sqlite3.Error as error:
        raise StorageUnavailable(str(error)) from error
