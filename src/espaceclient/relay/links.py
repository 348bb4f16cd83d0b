"""The addresses that mails link to."""

import re
from typing import assert_never
from urllib.parse import urlsplit

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
from espaceclient.ports.loopback import require_web_address, web_address
from espaceclient.ports.tokens import Tokens


def _ends_with_slash(url: str) -> str:
    return url if url.endswith("/") else url + "/"


def _is_absolute(path: str) -> bool:
    return path.startswith("//") or bool(urlsplit(path).scheme)


def _leads_somewhere(_instance: object, attribute: "Attribute[str]", path: str) -> None:
    """Judge a path below the base URL, or an absolute URL, whose query and fragment are its own."""
    if not _is_absolute(path):
        if path.startswith("/") or re.search(r"\s", path):
            raise ValueError(f"{attribute.name} must be a path below the base URL: no / in front")
        return
    try:
        require_web_address(re.split("[?#]", path)[0])
    except ValueError as error:
        raise ValueError(f"{attribute.name} {error}") from None
    if re.search(r"\s", path) or "{" in urlsplit(path).netloc:
        raise ValueError(f"{attribute.name} must have no white space, and a host of its own")


def _holds_link(_instance: object, attribute: "Attribute[str]", path: str) -> None:
    before, _, after = path.partition("{link}")
    if path.count("{link}") != 1 or any(brace in before + after for brace in "{}"):
        raise ValueError(f"{attribute.name} must be a path or a URL that holds {{link}} once")


_LINK = [_holds_link, _leads_somewhere]


@frozen
class Links:
    """The addresses of the pages that mails link to.

    ``base_url`` is the URL under which browsers reach the pages; it comes from the configuration,
    never from a request's Host header. The others are paths relative to it, by default those of the
    ready-made pages, or absolute URLs of other pages, such as those of an app:
    ``https://app.exemple.fr/#/activation/{link}``. ``activation``, ``reset`` and ``new_address``
    hold ``{link}`` where the signed token goes; in a fragment (``#``) no server sees it.

    Raises ``ValueError`` for a URL that is neither https nor on this machine, for a path with a
    slash in front, which would not be below ``base_url``, and for one of those three that does not
    hold ``{link}`` exactly once, after its host.
    """

    base_url: str = field(converter=_ends_with_slash, validator=web_address)
    activation: str = field(
        default=page_paths.ACTIVATION, validator=[_holds_link, _leads_somewhere]
    )
    reset: str = field(default=page_paths.RESET, validator=_LINK)
    new_address: str = field(
        default=page_paths.NEW_ADDRESS, validator=[_holds_link, _leads_somewhere]
    )
    sign_in: str = field(default=page_paths.SIGN_IN, validator=_leads_somewhere)
    forgotten: str = field(default=page_paths.FORGOTTEN, validator=_leads_somewhere)

    def to(self, mail: Mail, tokens: Tokens) -> str:
        """Return the absolute URL that a mail links to; ``tokens`` signs the token in it."""
        match mail:
            case ActivationMail():
                token = tokens.sign(Purpose.ACTIVATION, mail.registration)
                return self._url(self.activation).replace("{link}", token)
            case ResetMail():
                token = tokens.sign(Purpose.RESET, mail.reset)
                return self._url(self.reset).replace("{link}", token)
            case AddressChangeMail():
                token = tokens.sign(Purpose.ADDRESS, mail.change)
                return self._url(self.new_address).replace("{link}", token)
            case (
                AddressInUseMail()
                | PasswordUpdatedMail()
                | AddressChangeRequestedMail()
                | AddressClaimedMail()
            ):
                return self._url(self.forgotten)
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
                return self._url(self.sign_in)
            case AccountClosedMail():
                return self.base_url
            case _:
                assert_never(mail)

    def _url(self, path: str) -> str:
        return path if _is_absolute(path) else self.base_url + path
