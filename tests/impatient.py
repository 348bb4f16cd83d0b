"""An event that lets loops go round without waiting."""

from threading import Event


class Impatient(Event):
    """Waits for nothing; set once it was waited for so many times."""

    def __init__(self, waits: int) -> None:
        super().__init__()
        self.waited: list[float | None] = []
        self._waits = waits

    def wait(self, timeout: float | None = None) -> bool:
        self.waited.append(timeout)
        if len(self.waited) == self._waits:
            self.set()
        return self.is_set()
