import pytest
from starlette.exceptions import HTTPException
from starlette.testclient import TestClient

from espaceclient import Contract, Subscriber
from espaceclient.adapters.memory import MemoryStorage
from espaceclient.domain.decision import Decision
from espaceclient.ports.errors import StorageUnavailable
from espaceclient.ports.storage import Snapshot
from tests.adapters.web.visitor import FORM, OPENING, Visitor, shown
from tests.adapters.web.world import World


@pytest.mark.parametrize(
    "path", ["/nulle-part", "/connexion/", "/static/x/style.css", "/activation/"]
)
def test_a_page_that_is_not_there_says_so_in_the_same_look(visitor: Visitor, path: str) -> None:
    page = visitor.get(path)
    assert page.status_code == 404
    assert "Page introuvable" in shown(page)
    assert "Eaux de l’Exemple" in shown(page)


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", "/deconnexion", {"POST"}),
        ("PUT", "/connexion", {"GET", "HEAD", "POST"}),
        ("DELETE", "/", {"GET", "HEAD"}),
    ],
)
def test_a_wrong_method_is_told_the_right_ones(
    visitor: Visitor, method: str, path: str, allowed: set[str]
) -> None:
    answer = visitor.http.request(method, path)
    assert answer.status_code == 405
    assert set(answer.headers["allow"].split(", ")) == allowed


class SilentStorage(MemoryStorage):
    def commit(self, decision: Decision[object], seen: Snapshot) -> None:  # noqa: ARG002 - the port's own names
        raise StorageUnavailable("no answer")


def test_broken_infrastructure_is_a_page_that_asks_to_come_back(world: World) -> None:
    world.storage = SilentStorage(world.outbox)
    world.rebuild()
    answer = Visitor(world).open_account()
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "60")
    assert "Service momentanément indisponible" in shown(answer)
    assert answer.headers["cache-control"] == "no-store"


class SlowRegister:
    """Stands for a form that came too slowly: what it raises is what reading one would."""

    def find(self, contract: Contract) -> Subscriber | None:  # noqa: ARG002 - the port's own name
        raise HTTPException(408)


def test_a_form_that_came_too_slowly_is_a_page_that_says_so() -> None:
    answer = Visitor(World(subscribers=SlowRegister())).open_account()
    assert answer.status_code == 408
    assert "Délai dépassé" in shown(answer)


class BrokenRegister:
    def find(self, contract: Contract) -> Subscriber | None:
        raise ZeroDivisionError(contract.number.digits)


def test_a_defect_is_a_page_too_and_carries_the_security_headers() -> None:
    world = World(subscribers=BrokenRegister())
    http = TestClient(world.app, raise_server_exceptions=False)
    visitor = Visitor(world)
    visitor.http = http
    answer = visitor.submit(FORM, OPENING)
    assert answer.status_code == 500
    assert "Une erreur est survenue de notre côté." in shown(answer)
    assert "0123456" not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"
