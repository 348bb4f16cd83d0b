"""A mail of each kind, for whoever reads them whole."""

from datetime import UTC, datetime, timedelta

from attrs import evolve

from espaceclient.adapters.wording import Contact
from espaceclient.domain.address_change import AddressChangeId
from espaceclient.domain.email_address import EmailAddress
from espaceclient.domain.event_outcome import ClosingReason
from espaceclient.domain.language import Language
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
from espaceclient.domain.masked_contract import MaskedContract
from espaceclient.domain.registration import RegistrationId
from espaceclient.domain.reset import ResetId
from espaceclient.domain.values import ContractNumber

TO = EmailAddress("marius@example.fr")
LINK = "https://clients.eau.test/activation/Wv4w0YcGlq16Kn0vkSLfGQ.U-1GB6gWqLx2846EJJHpV61VJDr71"
QUEUED_AT = datetime(2026, 3, 2, 13, 5, 30, tzinfo=UTC)
ACTIVATION = ActivationMail(
    TO, RegistrationId("r" * 22), timedelta(hours=48), about=MaskedContract("456", "Cassis")
)
RESET = ResetMail(TO, ResetId("s" * 22), timedelta(hours=1))
ADDRESS_CHANGE = AddressChangeMail(TO, AddressChangeId("a" * 22), timedelta(hours=24))
NUMBER, NEW_NUMBER = ContractNumber("0000042"), ContractNumber("4200000")
END_OF_MAY = datetime(2026, 5, 30, 22, tzinfo=UTC)  # the 31st begins in Paris
IN_13_MONTHS = END_OF_MAY + timedelta(days=396)
MAILS: tuple[Mail, ...] = (
    ACTIVATION,
    RESET,
    ADDRESS_CHANGE,
    AddressClaimedMail(TO),
    AddressChangeRequestedMail(TO),
    AddressChangedMail(TO),
    AddressInUseMail(TO),
    ContractInUseMail(TO, about=MaskedContract("456", "Cassis")),
    ContractClaimedMail(TO, about=MaskedContract("456")),
    AccountConfirmedMail(TO, about=MaskedContract("456", "Cassis")),
    PasswordUpdatedMail(TO),
    ContractAddedMail(TO, NUMBER),
    ContractRemovedMail(TO, NUMBER),
    ContractEndedMail(TO, NUMBER, END_OF_MAY, IN_13_MONTHS),
    HolderChangedMail(TO, NUMBER, END_OF_MAY, IN_13_MONTHS),
    ContractRenumberedMail(TO, NUMBER, NEW_NUMBER),
    ContractRenumberedMail(TO, NUMBER, NEW_NUMBER, "Eau & Cie"),
    ContractRenumberedMail(TO, NUMBER, NUMBER, "Eau & Cie"),
    HoldingRescindedMail(TO, NUMBER),
    AccountUnvisitedMail(TO, END_OF_MAY, IN_13_MONTHS),
    *(AccountClosedMail(TO, because) for because in ClosingReason),
)
CONTACT = Contact(
    "Eaux d'Ici",
    "04\u00a091\u00a000\u00a000\u00a000",
    EmailAddress("clients@eau.test"),
    "du lundi au vendredi, de 8\u00a0h à 18\u00a0h",
)


def in_language(mail: Mail, language: Language) -> Mail:
    return evolve(mail, language=language)
