"""The first page: the guide in short."""

from datetime import timedelta

from espaceclient import Lifetimes, Policy
from tests.adapters.web.visitor import Visitor, shown
from tests.adapters.web.world import World

TWO_HOURS = Policy(lifetimes=Lifetimes(activation=timedelta(hours=2)))


def test_the_guide_warns_of_48_hours(visitor: Visitor) -> None:
    assert "Attention : ce lien n'est valable que 48 heures." in shown(visitor.get("/"))


def test_a_shorter_lifetime_is_told_as_it_is() -> None:
    visitor = Visitor(World(policy=TWO_HOURS))
    assert "Attention : ce lien n'est valable que 2 heures." in shown(visitor.get("/"))
    assert "il date de plus de 2 heures." in shown(visitor.get("/activation/mort"))
