"""Files made on the spot."""

from collections.abc import Callable
from pathlib import Path

import pytest

WriteFile = Callable[[bytes | str], Path]


@pytest.fixture
def write_file(tmp_path: Path) -> WriteFile:
    """Write one file; text in UTF-8, its line breaks as given."""

    def write(content: bytes | str) -> Path:
        path = tmp_path / "export.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write
