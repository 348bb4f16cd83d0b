"""Files that hold a secret each, as systemd's ``LoadCredential`` and Docker's secrets make them."""

import logging
import stat
from functools import cache
from pathlib import Path

from attrs import frozen

_logger = logging.getLogger(__name__)


@frozen
class SecretFile:
    """A file that holds a secret. ``source`` is the setting that names it; ``also`` is where the
    same secret is given by itself, if it is.
    """

    path: Path
    source: str
    also: str | None = None

    def read(self) -> str:
        """Return what the file holds, without the newline at its end.

        A file that everybody on the machine can read is warned about. Raises ``ValueError``, which
        quotes nothing of it, when the secret is given twice, or the file is empty or unreadable.
        """
        if self.also:
            raise ValueError(f"given together with {self.also}; remove one of them")
        try:
            if self.path.stat().st_mode & stat.S_IROTH:
                _warn(self.source, self.path)
            text = self.path.read_text("utf-8")
        except OSError as error:
            raise ValueError(f"{self.path} cannot be read: {error.strerror}") from None
        except UnicodeDecodeError:
            raise ValueError(f"{self.path} is no text in UTF-8") from None
        if secret := text.removesuffix("\n").removesuffix("\r"):
            return secret
        raise ValueError(f"{self.path} is empty")


@cache  # each file once: a command may load several groups of settings
def _warn(source: str, path: Path) -> None:
    _logger.warning(
        "%s: everybody on this machine can read %s; chmod 600 keeps it to its owner", source, path
    )
