"""The addresses that mails link to."""

from typing import assert_never

from attrs import Attribute, field, frozen

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
from espaceclient.domain.token import Purpose
from espaceclient.ports import page_paths
from espaceclient.ports.loopback import web_address
from espaceclient.ports.tokens import Tokens


def _ends_with_slash(url: str) -> str:
    return url if url.endswith("/") else url + "/"


def _holds_link(_instance: object, attribute: "Attribute[str]", path: str) -> None:
    before, _, after = path.partition("{link}")
    if path.count("{link}") != 1 or any(brace in before + after for brace in "{}"):
        raise ValueError(f"{attribute.name} must be a path that holds {{link}} once")


@frozen
class Links:
    """The addresses of the pages that mails link to.

    ``base_url`` is the URL under which browsers reach the pages; it comes from the configuration,
    never from a request's Host header. The others are paths relative to it, by default those of the
    ready-made pages; ``activation``, ``reset`` and ``new_address`` hold ``{link}`` where the signed
    token goes.

    Raises ``ValueError`` for a base URL that is neither https nor on this machine, and for one
    of those three paths that does not hold ``{link}`` exactly once.
    """

    base_url: str = field(converter=_ends_with_slash, validator=web_address)
    activation: str = field(default=page_paths.ACTIVATION, validator=_holds_link)
    reset: str = field(default=page_paths.RESET, validator=_holds_link)
    new_address: str = field(default=page_paths.NEW_ADDRESS, validator=_holds_link)
    sign_in: str = page_paths.SIGN_IN
    forgotten: str = page_paths.FORGOTTEN

    def to(self, mail: Mail, tokens: Tokens) -> str:
        """Return the absolute URL that a mail links to; ``tokens`` signs the token in it."""
        match mail:
            case ActivationMail():
                token = tokens.sign(Purpose.ACTIVATION, mail.registration)
                return self.base_url + self.activation.replace("{link}", token)
            case ResetMail():
                token = tokens.sign(Purpose.RESET, mail.reset)
                return self.base_url + self.reset.replace("{link}", token)
            case AddressChangeMail():
                token = tokens.sign(Purpose.ADDRESS, mail.change)
                return self.base_url + self.new_address.replace("{link}", token)
            case (
                AddressInUseMail()
                | PasswordUpdatedMail()
                | AddressChangeRequestedMail()
                | AddressClaimedMail()
            ):
                return self.base_url + self.forgotten
            case (
                AccountConfirmedMail()
                | ContractInUseMail()
                | ContractClaimedMail()
                | AddressChangedMail()
                | ContractAddedMail()
                | ContractRemovedMail()
                | ContractEndedMail()
                | HolderChangedMail()
                | ContractRenumberedMail()
                | HoldingRescindedMail()
                | AccountUnvisitedMail()
            ):
                return self.base_url + self.sign_in
            case AccountClosedMail():
                return self.base_url
            case _:
                assert_never(mail)
