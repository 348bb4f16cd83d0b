"""The list of breached passwords that the settings name: a file, or a service of ranges."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from espaceclient.adapters.cli.console import fail
from espaceclient.adapters.cli.loading import SettingsError, source_of
from espaceclient.adapters.cli.settings import is_web_address
from espaceclient.domain.password import PasswordAttempt
from espaceclient.ports.breached_passwords import BreachedPasswords
from espaceclient.ports.errors import BreachedPasswordsUnavailable


@contextmanager
def breached_passwords(named: str | None) -> Iterator[BreachedPasswords | None]:
    """Open the list during a ``with`` block; ``None`` where none is named.

    Raises ``SettingsError`` for a file that cannot be read. A service is not asked: one that is
    silent now may answer later.
    """
    if named is None:
        yield None
        return
    try:
        from espaceclient.adapters.breached_passwords import (  # noqa: PLC0415 - the extra may be missing
            BreachedPasswordsFile,
            BreachedPasswordsService,
        )
    except ModuleNotFoundError as missing:
        source = source_of("breached_passwords")
        fail(f"{missing.name} is missing: {source} needs pip install 'espaceclient[http]'")
    if is_web_address(named):
        with BreachedPasswordsService(named) as service:
            yield service
        return
    file = BreachedPasswordsFile(Path(named).expanduser())
    _require_readable(file)
    yield file


def _require_readable(file: BreachedPasswords) -> None:
    try:
        file.contains(PasswordAttempt(""))
    except BreachedPasswordsUnavailable as error:
        raise SettingsError([f"{source_of('breached_passwords')}: {error}"]) from error
