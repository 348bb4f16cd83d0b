"""The links of mails lead to the pages."""

from datetime import timedelta
from typing import get_args

import pytest

from espaceclient import Links
from espaceclient.adapters.web import mount
from espaceclient.domain.address_change import AddressChangeId
from espaceclient.domain.email_address import EmailAddress
from espaceclient.domain.event_outcome import ClosingReason
from espaceclient.domain.mail import (
    AccountClosedMail,
    AccountConfirmedMail,
    AccountUnvisitedMail,
    ActivationMail,
    AddressChangedMail,
    AddressChangeMail,
    AddressChangeRequestedMail,
    AddressClaimedMail,
    AddressInUseMail,
    ContractAddedMail,
    ContractClaimedMail,
    ContractEndedMail,
    ContractInUseMail,
    ContractRemovedMail,
    ContractRenumberedMail,
    HolderChangedMail,
    HoldingRescindedMail,
    Mail,
    PasswordUpdatedMail,
    ResetMail,
)
from espaceclient.domain.registration import RegistrationId
from espaceclient.domain.reset import ResetId
from espaceclient.domain.values import ContractNumber
from espaceclient.testing.samples import EPOCH
from tests.adapters.web.visitor import Visitor
from tests.adapters.web.world import World

CAMILLE = EmailAddress("camille@exemple.fr")
NUMBER = ContractNumber("0000042")
MAILS: list[tuple[Mail, int, str]] = [
    (
        ActivationMail(CAMILLE, RegistrationId("none"), timedelta(hours=48)),
        410,
        "<p>Ce lien d&#39;activation a déjà servi",
    ),
    (
        ResetMail(CAMILLE, ResetId("none"), timedelta(hours=1)),
        410,
        "<p>Ce lien de réinitialisation a déjà servi",
    ),
    (
        AddressChangeMail(CAMILLE, AddressChangeId("none"), timedelta(hours=24)),
        410,
        "<p>Ce lien de validation a déjà servi",
    ),
    (AddressClaimedMail(CAMILLE), 200, "<h1>Mot de passe oublié"),
    (AddressChangeRequestedMail(CAMILLE), 200, "<h1>Mot de passe oublié"),
    (AddressChangedMail(CAMILLE), 200, "<h1>Connexion"),
    (AddressInUseMail(CAMILLE), 200, "<h1>Mot de passe oublié"),
    (PasswordUpdatedMail(CAMILLE), 200, "<h1>Mot de passe oublié"),
    (AccountConfirmedMail(CAMILLE), 200, "<h1>Connexion"),
    (ContractInUseMail(CAMILLE), 200, "<h1>Connexion"),
    (ContractClaimedMail(CAMILLE), 200, "<h1>Connexion"),
    (ContractAddedMail(CAMILLE, NUMBER), 200, "<h1>Connexion"),
    (ContractRemovedMail(CAMILLE, NUMBER), 200, "<h1>Connexion"),
    (ContractEndedMail(CAMILLE, NUMBER, EPOCH, EPOCH), 200, "<h1>Connexion"),
    (HolderChangedMail(CAMILLE, NUMBER, EPOCH, EPOCH), 200, "<h1>Connexion"),
    (ContractRenumberedMail(CAMILLE, NUMBER, NUMBER), 200, "<h1>Connexion"),
    (HoldingRescindedMail(CAMILLE, NUMBER), 200, "<h1>Connexion"),
    (AccountUnvisitedMail(CAMILLE, EPOCH, EPOCH), 200, "<h1>Connexion"),
    (AccountClosedMail(CAMILLE, ClosingReason.BY_OWNER), 200, "EN 4 ÉTAPES</h1>"),
]


@pytest.mark.parametrize("base_url", ["http://localhost/", "http://localhost/espace-client/"])
@pytest.mark.parametrize(
    ("mail", "status", "shown"), MAILS, ids=[type(mail).__name__ for mail, *_ in MAILS]
)
def test_the_link_of_a_mail_leads_to_its_page(
    mail: Mail, status: int, shown: str, base_url: str
) -> None:
    world = World(base_url)
    world.app = mount(world.app, base_url)
    response = Visitor(world).http.get(Links(base_url).to(mail, world.tokens))
    assert response.status_code == status
    assert shown in response.text


def test_every_mail_has_its_link_followed_here() -> None:
    assert {type(mail) for mail, *_ in MAILS} == set(get_args(Mail))
