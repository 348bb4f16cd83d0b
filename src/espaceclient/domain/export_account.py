"""Export an account: everything held of a person, as plain fields of JSON, for them to take along.

There is no password hash in it, no token, no fingerprint and no id of a link or of a session. Nor
does it tell of others what the answers keep back: why a proof was refused, who has an address. An
instant is ISO 8601 in UTC. The names of the fields are stable.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from attrs import frozen

from espaceclient.domain import event
from espaceclient.domain.account import Account
from espaceclient.domain.account_view import NoAccount
from espaceclient.domain.address_change import AddressChange
from espaceclient.domain.decision import Decision, ExpiringRecord
from espaceclient.domain.event import RecordedEvent
from espaceclient.domain.event_fields import account_of, as_fields, contract_of, kind_of, subject_of
from espaceclient.domain.find_session import NoSession
from espaceclient.domain.holding import Holding, readable_at
from espaceclient.domain.registration import Registration
from espaceclient.domain.reset import Reset
from espaceclient.domain.session import Session
from espaceclient.domain.support_case import SupportCase
from espaceclient.domain.throttle import FailedAttempts
from espaceclient.domain.values import ClientNetwork, Communes, Contract

_FINGERPRINTS = {"subject", "former_subject"}
_TELLS_OF_OTHERS = (event.ProofRefused, event.AddressChangeRequested)
"""Their outcome is what the answer kept back: the register's data, or who has an account."""

Exported = Mapping[str, Any]
"""Texts, numbers, lists and mappings: what ``json.dumps`` takes."""


@frozen
class AccountExported:
    """``fields`` are what is held; they are for the person alone."""

    fields: Exported


OwnersAnswer = AccountExported | NoSession
Answer = AccountExported | NoAccount


@frozen
class Held:
    """What the storage holds of an account, or for its address."""

    account: Account
    holdings: tuple[Holding, ...]
    sessions: tuple[Session, ...]
    resets: tuple[Reset, ...]
    address_changes: tuple[AddressChange, ...]
    registrations: tuple[Registration, ...]
    failed_sign_ins: FailedAttempts | None

    def readable(self, communes: Communes, now: datetime) -> Exported:
        """Return what has not expired; what has counts as gone."""
        account = self.account
        return {
            "exported_at": now.isoformat(),
            "account": {
                "id": account.id,
                "email": account.email.text,
                "opened_at": account.opened_at.isoformat(),
                "last_seen_at": account.unvisited_since.isoformat(),
                "warnings": account.warnings,
                "closes_at": _instant(account.closes_at),
                "language": account.language.code,
            },
            "contracts": [_contract(each) for each in readable_at(now, self.holdings, communes)],
            "sessions": [_session(each) for each in self.sessions if _lasts(each, now)],
            "reset_links": [_link(each) for each in self.resets if _lasts(each, now)],
            "address_changes": [
                {"email": each.email.text, **_link(each)}
                for each in self.address_changes
                if _lasts(each, now)
            ],
            "requests": [_link(each) for each in self.registrations if _lasts(each, now)],
            "failed_sign_ins": _failures(self.failed_sign_ins, now),
        }


def decide_for_owner(
    session: Session | None,
    held: Held,
    communes: Communes,
    network: ClientNetwork | None,
    now: datetime,
) -> Decision[OwnersAnswer]:
    if session is None or not session.alive(held.account, now):
        return Decision(NoSession(), now)
    told = event.AccountExported(held.account.id, event.shortened(network))
    return Decision(AccountExported(held.readable(communes, now)), now, events=(told,))


def decide_for_support(
    case: SupportCase, held: Held, communes: Communes, now: datetime
) -> Decision[Answer]:
    told = event.AccountExported(held.account.id, actor=case.actor, reason=case.reason)
    return Decision(AccountExported(held.readable(communes, now)), now, events=(told,))


def with_events(exported: AccountExported, events: Iterable[RecordedEvent]) -> AccountExported:
    """Add what the trail keeps, the oldest first."""
    told = _own(sorted(events, key=lambda each: each.key), exported.fields["account"]["id"])
    own = {(each["operator"]["code"], each["number"]) for each in exported.fields["contracts"]}
    return AccountExported({**exported.fields, "events": [_event(each, own) for each in told]})


def _own(events: list[RecordedEvent], account: str) -> list[RecordedEvent]:
    """Leave out what happened at the address while another account had it."""
    of_others = (each.at for each in events if account_of(each.event) not in (None, account))
    left_at = max(of_others, default=None)
    return [
        each
        for each in events
        if account_of(each.event) == account or left_at is None or each.at > left_at
    ]


def _event(recorded: RecordedEvent, own: set[tuple[str, str]]) -> Exported:
    """Return an event without fingerprints. What a stranger typed beside the address may be a
    contract of somebody else: of an address, only the account's own are told.
    """
    told = {
        name: value
        for name, value in as_fields(recorded.event).items()
        if name not in _FINGERPRINTS
    }
    if isinstance(recorded.event, _TELLS_OF_OTHERS):
        del told["outcome"]
    contract = contract_of(recorded.event)
    if subject_of(recorded.event) and contract and _named(contract) not in own:
        del told["contract"]
    return {"at": recorded.at.isoformat(), "kind": kind_of(recorded.event), **told}


def _named(contract: Contract) -> tuple[str, str]:
    return contract.operator.code, contract.number.digits


def _lasts(record: ExpiringRecord, now: datetime) -> bool:
    return now < record.expires_at


def _contract(holding: Holding) -> Exported:
    proved = holding.subscription
    commune = proved.commune
    return {
        "number": proved.contract_number.digits,
        "operator": {"code": commune.operator.code, "name": commune.operator.name},
        "commune": {"code": commune.code, "name": commune.name},
        "meter": proved.meter.text,
        "customer": proved.customer,
        "began": _instant(proved.began),
        "since": holding.since.isoformat(),
        "until": _instant(holding.until),
        "ended_because": holding.ended_because,
    }


def _session(session: Session) -> Exported:
    return {
        "opened_at": session.opened_at.isoformat(),
        "last_seen_at": session.seen_at.isoformat(),
        "expires_at": session.expires_at.isoformat(),
        "label": session.label,
    }


def _link(link: Reset | AddressChange | Registration) -> Exported:
    since, until = link.validity.since, link.validity.until
    return {"asked_at": since.isoformat(), "expires_at": until.isoformat()}


def _failures(failed: FailedAttempts | None, now: datetime) -> Exported | None:
    if failed is None or not failed.counts(now):
        return None
    return {
        "in_a_row": failed.in_a_row,
        "in_the_day": failed.in_the_day,
        "last_at": failed.last_failed_at.isoformat(),
    }


def _instant(instant: datetime | None) -> str | None:
    return None if instant is None else instant.isoformat()
