"""Events as plain fields: what storages keep, search and send to hosts.

The names of kinds and of fields are stable: they are read back by later releases, and by hosts. An
instant is ISO 8601 in UTC, a contract ``{"operator": its operator's code, "number": its digits}``.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from types import UnionType
from typing import Any, Union, get_args, get_origin

import attrs

from espaceclient.domain import event as events
from espaceclient.domain.account import AccountId
from espaceclient.domain.event import Event
from espaceclient.domain.extra_fields import Extra
from espaceclient.domain.values import Contract, ContractNumber, Operator

Plain = str | Mapping[str, str] | None
"""What a field is: of JSON as well as of Python."""

KINDS: Mapping[str, type[Event]] = {
    "account_requested": events.AccountRequested,
    "activation_resent": events.ActivationResent,
    "registration_address_corrected": events.RegistrationAddressCorrected,
    "proof_refused": events.ProofRefused,
    "account_opened": events.AccountOpened,
    "account_imported": events.AccountImported,
    "activation_refused": events.ActivationRefused,
    "signed_in": events.SignedIn,
    "sign_in_refused": events.SignInRefused,
    "signed_out": events.SignedOut,
    "session_ended": events.SessionEnded,
    "other_sessions_ended": events.OtherSessionsEnded,
    "language_chosen": events.LanguageChosen,
    "reset_requested": events.ResetRequested,
    "reset_link_issued": events.ResetLinkIssued,
    "password_reset": events.PasswordReset,
    "password_changed": events.PasswordChanged,
    "password_change_refused": events.PasswordChangeRefused,
    "address_change_requested": events.AddressChangeRequested,
    "address_change_refused": events.AddressChangeRefused,
    "address_changed": events.AddressChanged,
    "contract_added": events.ContractAdded,
    "contract_removed": events.ContractRemoved,
    "contract_claimed": events.ContractClaimed,
    "contract_ended": events.ContractEnded,
    "holding_renumbered": events.HoldingRenumbered,
    "holding_rescinded": events.HoldingRescinded,
    "account_exported": events.AccountExported,
    "account_unvisited": events.AccountUnvisited,
    "account_closed": events.AccountClosed,
    "support_acted": events.SupportActed,
}
_KIND_OF = {event: kind for kind, event in KINDS.items()}


def kind_of(event: Event) -> str:
    """Return the stable name of what happened."""
    return _KIND_OF[type(event)]


def as_fields(event: Event) -> Mapping[str, Plain]:
    """Return all the fields of an event, those without a value as ``None``."""
    return {each.name: _plain(getattr(event, each.name)) for each in attrs.fields(type(event))}


def from_fields(kind: str, fields: Mapping[str, Any]) -> Event:
    """Return the event of ``kind_of`` and ``as_fields``; fields unknown to this release are left
    out.

    Raises whatever the damage leads to for what is no event, or one of a kind unknown here.
    """
    event = KINDS[kind]
    told = {
        each.name: _value(each.type, fields[each.name])
        for each in attrs.fields(event)
        if each.name in fields
    }
    return event(**told)


def _plain(value: object) -> Plain:
    match value:
        case None:
            return None
        case Contract(operator, number):
            return {"operator": operator.code, "number": number.digits}
        case datetime():
            return value.isoformat()
        case Mapping():
            return dict(value)
        case _:
            return str(value)


def _value(kind: Any, plain: Any) -> Any:
    if plain is None:
        return None
    required = get_args(kind)[0] if get_origin(kind) in (Union, UnionType) else kind
    return _READ.get(required, required)(plain)


def _contract(plain: Mapping[str, str]) -> Contract:
    return Contract(Operator(plain["operator"]), ContractNumber(plain["number"]))


def _instant(plain: str) -> datetime:
    return datetime.fromisoformat(plain).astimezone(UTC)


_READ: Mapping[object, Callable[[Any], object]] = {
    Contract: _contract,
    datetime: _instant,
    Extra: dict,
}


def account_of(event: Event) -> AccountId | None:
    """Return the account that an event is about, if it is about one."""
    return getattr(event, "account", None)


def subject_of(event: Event) -> str | None:
    """Return the fingerprint of the address that an event is about, if it is about one."""
    return getattr(event, "subject", None)


def contract_of(event: Event) -> Contract | None:
    """Return the contract that an event is about, if it is about one."""
    return getattr(event, "contract", None)


def ordering_key(event: Event) -> str:
    """Return whose event it is: hosts are told the events of one account, or of one address, in
    their order.
    """
    return account_of(event) or subject_of(event) or ""
