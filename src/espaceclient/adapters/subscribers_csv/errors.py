"""Errors about a whole file; a single line that cannot be used is a ``Reject`` instead."""

from pathlib import Path

from attrs import define


class BillingError(Exception):
    """The common ancestor of what is raised while a file is read and staged."""


@define(eq=False)  # callers may add notes to an exception
class UnreadableFile(BillingError, ValueError):
    """The file as a whole cannot be used.

    ``line`` is the number of the physical line with the mistake, from 1, or ``None``.
    """

    path: Path
    line: int | None
    reason: str

    def __str__(self) -> str:
        place = str(self.path) if self.line is None else f"{self.path}, line {self.line}"
        return f"{place}: {self.reason}"


class StagingFailed(BillingError):
    """The lines cannot be staged on disk, e.g. because the folder for temporary files is full."""
