"""What a law is: a function that takes ``make`` and raises ``LawBroken`` when a promise is not
kept.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import wraps
from typing import ParamSpec, TypeAlias, TypeVar, cast

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import SearchStrategy

T = TypeVar("T")
P = ParamSpec("P")

Fixture: TypeAlias = T | AbstractContextManager[T]
"""An adapter, or a context manager that gives one and closes it afterwards."""


class LawBroken(AssertionError):
    """Its text is one sentence: what was promised, and what happened."""


def law(check: Callable[P, None]) -> Callable[P, None]:
    """Make a law of a function whose docstring is the promise, one sentence."""
    if not check.__doc__:
        raise RuntimeError(
            "a law's promise is its docstring, and python -OO leaves docstrings out: use -O at most"
        )
    promise = " ".join(check.__doc__.split()).rstrip(".")

    @wraps(check)
    def kept(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            check(*args, **kwargs)
        except Exception as error:
            raise LawBroken(f"{promise}, but {_what_happened(error)}.") from error

    return kept


def expect(holds: bool, otherwise: str) -> None:  # noqa: FBT001 - reads as a sentence: expect(found == saved, "…")
    """Go on if ``holds``; ``otherwise`` says what happened instead."""
    if not holds:
        raise LawBroken(otherwise)


def for_all(strategy: SearchStrategy[T], check: Callable[[T], None], *, examples: int = 20) -> None:
    """Check that many examples; a Hypothesis profile of 1,000 ``max_examples`` makes it ten times
    as many.

    The loaded profile also says whether runs are derandomised.
    """
    present = settings()
    runs = settings(
        present,
        max_examples=max(1, examples * present.max_examples // 100),
        deadline=None,
        database=None,
        report_multiple_bugs=False,
        phases=[
            Phase.generate
        ],  # the sentence says what happened: a smaller example is not worth its wait
        suppress_health_check=list(HealthCheck),
    )

    def example(drawn: T) -> None:
        check(drawn)

    runs(given(strategy)(example))()


@contextmanager
def opened(made: Fixture[T]) -> Iterator[T]:
    """Enter what ``make`` gave if it is a context manager, else take it as it is."""
    if isinstance(made, AbstractContextManager):
        with made as entered:
            yield cast(T, entered)
    else:
        yield made


def _what_happened(error: BaseException) -> str:
    if isinstance(error, BaseExceptionGroup):  # Hypothesis: the same example did not fail twice
        return _what_happened(error.exceptions[0])
    if isinstance(error, AssertionError):
        return str(error).partition("\n")[0].rstrip(".")
    return " ".join(f"{type(error).__name__} was raised: {error}".split()).rstrip(".")
