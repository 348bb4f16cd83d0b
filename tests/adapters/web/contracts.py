"""What happens to the contracts of whoever is signed in, around the pages."""

from datetime import UTC, datetime, timedelta

from espaceclient.domain.decision import Decision
from espaceclient.domain.holding import EndReason
from espaceclient.ports.storage import HoldingsOfContract
from espaceclient.values import Contract, ContractNumber, SessionToken
from tests.adapters.web.visitor import Visitor
from tests.adapters.web.world import CHATEAUNEUF, EAU, World

FORM = f"/contrats/ajout/formulaire?commune={CHATEAUNEUF.code}"
HOUSE = {"contract_number": "7654321", "meter_number": "D08A54321"}
FLAT_CONTRACT = Contract(EAU, ContractNumber("0123456"))
END_OF_FEBRUARY = datetime(2026, 2, 27, 23, tzinfo=UTC)  # the 28th begins in Paris


def end(world: World, contract: Contract, on: datetime = END_OF_FEBRUARY) -> None:
    """Have a contract end, as billing would tell."""
    lookup = HoldingsOfContract(contract)
    snapshot = world.storage.read(lookup)
    [holding] = snapshot.all(lookup)
    ended = holding.ended(on, EndReason.CONTRACT_ENDED, timedelta(days=396))
    world.storage.commit(Decision(None, world.clock.now(), save=(ended,)), snapshot)


def removal_path(world: World, visitor: Visitor, contract: Contract) -> str:
    """Return the path of the page to remove a contract of whoever is signed in."""
    session = SessionToken(visitor.http.cookies["espaceclient-session"])
    answer = world.client.contracts(session)
    [holding] = [each for each in getattr(answer, "holdings", ()) if each.contract == contract]
    return f"/contrats/{holding.id}/retrait"


def newest_mail(world: World) -> tuple[str, str]:
    """Deliver, and return the recipient and the subject of the newest mail."""
    newest = world.deliver()[-1]
    return newest.to.text, newest.subject
