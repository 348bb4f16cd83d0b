"""A mistake that real systems made, over a right adapter, and the law that catches it."""

from collections.abc import Callable

from attrs import frozen


@frozen
class Fault:
    """``caught_by`` is called with ``make``; ``mistake`` says in a few words what ``make`` gets
    wrong.
    """

    mistake: str
    caught_by: Callable[..., None]
    make: Callable[..., object]

    @property
    def part(self) -> str:
        """What the law is a law of, after the module that it stands in."""
        module = self.caught_by.__module__
        of_laws = module.removeprefix("espaceclient.testing.laws.")
        return (
            "The core"
            if of_laws == module
            else of_laws.partition(".")[0].capitalize().replace("_", " ")
        )

    @property
    def law(self) -> str:
        return self.caught_by.__name__
