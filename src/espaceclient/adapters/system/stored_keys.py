"""Keys in files of a folder: for a machine on which something is tried, or developed."""

import os
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TypeVar

from espaceclient.ports.keys import (
    FingerprintKeys,
    Key,
    KeyRing,
    Keys,
    LinkKeys,
    PepperKeys,
    SessionKeys,
)

Ring = TypeVar("Ring", bound=KeyRing)


def stored_keys(folder: Path) -> Keys:
    """Read the four rings of a folder, each drawn the first time, so that accounts which one run
    opened are opened by the next, and by all processes that begin at once. The folder is made, its
    files are for their owner alone.

    Where there are real subscribers, keys are kept apart from what they protect. Raises
    ``ValueError`` for a file that holds none, and ``OSError``.
    """
    folder.mkdir(parents=True, exist_ok=True)
    return Keys(
        links=_stored(LinkKeys, folder / "link.key"),
        sessions=_stored(SessionKeys, folder / "session.key"),
        fingerprints=_stored(FingerprintKeys, folder / "fingerprint.key"),
        peppers=_stored(PepperKeys, folder / "password.key"),
    )


def _stored(kind: type[Ring], file: Path) -> Ring:
    if not file.exists():
        _draw(file)
    return kind.parse(file.read_text("ascii"))


def _draw(file: Path) -> None:
    """Write a new key, unless another process has just done so: all read the same, and none reads
    half of one.
    """
    with NamedTemporaryFile("w", encoding="ascii", dir=file.parent) as drawn:  # for its owner alone
        drawn.write(Key.generate().export())
        drawn.flush()
        os.fsync(drawn.fileno())
        with suppress(FileExistsError):
            os.link(drawn.name, file)
