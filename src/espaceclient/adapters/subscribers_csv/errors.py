"""What keeps a file from being read at all; a line that cannot be used is a ``Reject`` instead."""

from pathlib import Path

from attrs import define


class BillingError(Exception):
    """The family: nothing else is raised while a file is read and staged."""


@define(eq=False)  # callers up the stack may note things on an exception
class UnreadableFile(BillingError, ValueError):
    """The file as a whole is of no use; ``line`` is the physical line at fault, where there is
    one.
    """

    path: Path
    line: int | None
    reason: str

    def __str__(self) -> str:
        place = str(self.path) if self.line is None else f"{self.path}, line {self.line}"
        return f"{place}: {self.reason}"


class StagingFailed(BillingError):
    """The lines cannot be set aside on disk, e.g. because the folder for temporary files is
    full.
    """
