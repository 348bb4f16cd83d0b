"""What a law is: a function that takes ``make`` and raises ``LawBroken`` when a promise is not
kept.

Its docstring is the promise, one sentence.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import partial, wraps
from types import ModuleType
from typing import Any, Concatenate, ParamSpec, TypeAlias, TypeVar, cast

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

T = TypeVar("T")
A = TypeVar("A")
P = ParamSpec("P")

Fixture: TypeAlias = T | AbstractContextManager[T]
"""An adapter, or a context manager that gives one and closes it afterwards."""

Make: TypeAlias = Callable[[], Fixture[T]]
"""Gives a fresh adapter each time that it is called."""

Law: TypeAlias = Callable[[Make[A]], None]


_LAWS: list[Callable[..., None]] = []


class LawBroken(AssertionError):
    """Its text is one sentence: what was promised, and what happened."""


def law(check: Callable[P, None]) -> Callable[P, None]:
    """Make a law of a function that is called as the law is, such as with ``make``."""
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

    _LAWS.append(kept)
    return kept


def laws_in(*modules: ModuleType) -> tuple[Callable[..., None], ...]:
    """Return the laws of these modules, in the order in which they stand there."""
    return tuple(each for module in modules for each in _LAWS if each.__module__ == module.__name__)


def law_of_one(check: Callable[[A], None]) -> Law[A]:
    """Make a law ``law(make)`` of a check of one fresh adapter."""

    @wraps(check)
    def over(make: Make[A]) -> None:
        with opened(make()) as adapter:
            check(adapter)

    return law(over)


def law_of_each(cases: Collection[Any]) -> Callable[[Callable[[A, Any], None]], Law[A]]:
    """Make a law of a check of a fresh adapter and a case, made for every one of the cases."""

    def decorate(check: Callable[[A, Any], None]) -> Law[A]:
        @wraps(check)
        def over(make: Make[A]) -> None:
            for case in cases:
                with opened(make()) as adapter:
                    check(adapter, case)

        return law(over)

    return decorate


def law_for_all(
    *strategies: SearchStrategy[Any], examples: int = 20
) -> Callable[[Callable[Concatenate[A, ...], None]], Law[A]]:
    """Make a law of a check of a fresh adapter and what is drawn: see ``for_all``."""

    def decorate(check: Callable[Concatenate[A, ...], None]) -> Law[A]:
        def example(make: Make[A], drawn: tuple[Any, ...]) -> None:
            with opened(make()) as adapter:
                check(adapter, *drawn)

        @wraps(check)
        def over(make: Make[A]) -> None:
            for_all(st.tuples(*strategies), partial(example, make), examples=examples)

        return law(over)

    return decorate


def expect(holds: bool, otherwise: str) -> None:  # noqa: FBT001 - reads as a sentence: expect(found == saved, "…")
    """Go on if ``holds``; ``otherwise`` says what happened instead."""
    if not holds:
        raise LawBroken(otherwise)


def expect_raised(error: type[Exception], call: Callable[[], object], otherwise: str) -> None:
    """Go on if ``call`` raises ``error``; whatever else it raises comes out."""
    try:
        call()
    except error:
        return
    raise LawBroken(otherwise)


def until_nothing_is_left(take: Callable[[], Sequence[T]], at_most: int) -> Iterator[T]:
    """Give what is taken, call by call, until nothing is left: ``at_most`` that many."""
    given = 0
    while taken := take():
        given += len(taken)
        expect(given <= at_most, f"there were {at_most}, and {given} were given, with no end")
        yield from taken


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
        # The sentence says what happened: a smaller example is not worth its wait.
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )

    def example(drawn: T) -> None:
        try:
            check(drawn)
        except Exception as error:
            error.add_note(f"It was drawn: {drawn!r}")
            raise _Found(error) from error

    try:
        runs(given(strategy)(example))()
    except _Found as found:
        raise found.error from found.error.__cause__


class _Found(BaseException):
    """Ends a search at once: Hypothesis would let it happen again, and print it beautifully, which
    takes longer than the search.
    """

    def __init__(self, error: Exception) -> None:
        super().__init__(error)
        self.error = error


@contextmanager
def opened(fixture: Fixture[T]) -> Iterator[T]:
    """Enter what ``make`` gave if it is a context manager, else take it as it is."""
    if isinstance(fixture, AbstractContextManager):
        with fixture as entered:
            yield cast(T, entered)
    else:
        yield fixture


def _what_happened(error: BaseException) -> str:
    if isinstance(error, BaseExceptionGroup):  # Hypothesis: the same example did not fail twice
        return _what_happened(error.exceptions[0])
    if isinstance(error, AssertionError):
        return str(error).partition("\n")[0].rstrip(".")
    return " ".join(f"{type(error).__name__} was raised: {error}".split()).rstrip(".")
