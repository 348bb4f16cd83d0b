"""Keys in files of a folder: for a machine on which something is tried, or developed."""

from pathlib import Path
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
    opened are opened by the next. The folder is made, its files are for their owner alone.

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
        drawn = file.with_suffix(".new")  # so that no half of a key is ever read
        drawn.touch(mode=0o600)
        drawn.write_text(Key.generate().export(), "ascii")
        drawn.replace(file)
    return kind.parse(file.read_text("ascii"))
