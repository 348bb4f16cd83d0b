"""What a call meets when too many wait before it."""

RETRY_AFTER = 60
"""Seconds after which to ask again: a burst has passed by then, and what waited was served."""


class Busy(Exception):
    """Too many are waiting already. Nothing was started: the same call may be made again."""

    def __init__(self, retry_after: int = RETRY_AFTER) -> None:
        super().__init__(f"too many are waiting already: ask again in {retry_after} s")
        self.retry_after = retry_after
        """Seconds to wait before the next try; what HTTP calls ``Retry-After``."""
