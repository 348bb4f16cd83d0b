"""A new database file, which is there whole or not at all."""

import secrets
import sqlite3
from contextlib import closing
from pathlib import Path

from espaceclient.adapters.sqlite.errors import translated
from espaceclient.ports.errors import StorageUnavailable


def create(path: Path) -> None:
    """Create the file under a temporary name and link it to ``path`` when it is complete.

    A process that comes second uses the file of the first.
    """
    fresh = path.with_name(f"{path.name}-{secrets.token_hex(8)}")
    try:
        if path.exists():
            return
        fresh.touch(mode=0o600, exist_ok=False)
        try:
            # Switching an empty file to WAL mode is the one step that two processes cannot do at
            # the same time.
            with translated(), closing(sqlite3.connect(fresh, isolation_level=None)) as connection:
                connection.execute("PRAGMA journal_mode = WAL")
            path.hardlink_to(fresh)
        finally:
            fresh.unlink()
    except FileExistsError:
        pass  # another process was faster; its file is as good
    except OSError as error:
        raise StorageUnavailable(f"it cannot be created: {error.strerror}") from error
