"""Preview what waits: read the registration behind a browser's token."""

from espaceclient.domain.decision import Decision
from espaceclient.domain.token import WaitingToken
from espaceclient.domain.waiting import Answer, NothingWaits, preview
from espaceclient.ports.storage import RegistrationById
from espaceclient.use_cases.services import Services
from espaceclient.use_cases.unit_of_work import UnitOfWork


def run(services: Services, token: WaitingToken) -> Answer:
    registration = services.registration_of(token)
    if registration is None:
        return NothingWaits()
    by_id = RegistrationById(registration)

    def attempt(unit: UnitOfWork) -> Decision[Answer]:
        unit.read(by_id)
        return Decision(preview(unit.one(by_id), unit.now), unit.now)

    return services.transactions.run(attempt)
