"""Stand between a caller and a port: count its calls, crash them, run something in between."""

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar, cast

P = TypeVar("P")

Around = Callable[[str, Callable[[], Any]], Any]
"""Called with a name such as ``storage.commit`` and the call itself, which it makes or not; returns
its result.
"""


def intercept(port: P, name: str, around: Around) -> P:
    """Return a port that does as ``port`` does, each call of a method going through ``around``."""
    return cast(P, _Intercepted(port, name, around))


class _Intercepted:
    def __init__(self, port: object, name: str, around: Around) -> None:
        self._port, self._name, self._around = port, name, around

    def __getattr__(self, attribute: str) -> Callable[..., Any]:
        method = getattr(self._port, attribute)

        def call(*args: Any, **kwargs: Any) -> Any:
            return self._around(f"{self._name}.{attribute}", partial(method, *args, **kwargs))

        return call
