"""What the support sees and does: an account with its address masked, and never what opens it.

Every use of it is an event with who acted and why, also when nothing was found.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Self

from attrs import frozen

from espaceclient.domain.account import Account, AccountId
from espaceclient.domain.account_view import NoAccount
from espaceclient.domain.address_change import AddressChange
from espaceclient.domain.decision import Decision
from espaceclient.domain.email_address import EmailAddress
from espaceclient.domain.event import RecordedEvent, SupportActed
from espaceclient.domain.event_outcome import SupportAct
from espaceclient.domain.holding import Holding, readable_at
from espaceclient.domain.lifetimes import Validity
from espaceclient.domain.rates import Rates
from espaceclient.domain.registration import Registration
from espaceclient.domain.reply import InTheWay
from espaceclient.domain.session import Session
from espaceclient.domain.support_case import SupportCase
from espaceclient.domain.values import Communes, Contract
from espaceclient.domain.waiting import NothingWaits


def masked(email: EmailAddress) -> str:
    """Return an address by which its owner is recognised, and nobody is written to: m…e@e…e.fr."""
    local_part, _, domain = email.text.rpartition("@")
    name, _, top = domain.rpartition(".")
    return f"{_masked(local_part)}@{_masked(name)}.{top}"


def _masked(text: str) -> str:
    return f"{text[0]}…{text[-1]}" if len(text) > 2 else "…"


@frozen
class Asked:
    """What the support named: an account by its id, an address by its fingerprint, a contract."""

    account: AccountId | None = None
    subject: str | None = None
    contract: Contract | None = None

    def acted(self, case: SupportCase, act: SupportAct) -> SupportActed:
        """Return the event that tells of it."""
        return SupportActed(act, case.actor, case.reason, self.account, self.subject, self.contract)


@frozen
class SupportedAccount:
    """An account as the support sees it; ``sessions`` are when its sessions were last seen."""

    id: AccountId
    masked_email: str
    opened_at: datetime
    last_seen_at: datetime
    closes_at: datetime | None
    holdings: tuple[Holding, ...]
    sessions: tuple[datetime, ...]

    @classmethod
    def of(
        cls,
        account: Account,
        holdings: Iterable[Holding],
        sessions: Iterable[Session],
        communes: Communes,
        now: datetime,
    ) -> Self:
        return cls(
            account.id,
            masked(account.email),
            account.opened_at,
            account.unvisited_since,
            account.closes_at,
            readable_at(now, holdings, communes),
            tuple(sorted(each.seen_at for each in sessions if each.alive(account, now))),
        )


@frozen
class Found:
    """How things stand, and what led there, the oldest event first.

    ``account`` is ``None`` where there is none; ``waiting`` are the requests whose activation links
    can still be used, of the address or the contract that was asked for. ``events`` are none where
    the client reads no trail.
    """

    account: SupportedAccount | None
    waiting: tuple[Validity, ...]
    events: tuple[RecordedEvent, ...] = ()


def look(
    case: SupportCase,
    asked: Asked,
    account: SupportedAccount | None,
    waiting: Iterable[Registration],
    now: datetime,
) -> Decision[Found]:
    """Show what was found; that it was looked at is told of the account, if there is one."""
    told = Asked(account.id, None, asked.contract) if account else asked
    valid = tuple(each.validity for each in waiting if each.validity.covers(now))
    return Decision(Found(account, valid), now, events=(told.acted(case, SupportAct.LOOKED),))


def nobody(case: SupportCase, account: AccountId, now: datetime) -> Decision[NoAccount]:
    """Answer what was to be done with an account that there is not."""
    return Decision(NoAccount(), now, events=(Asked(account).acted(case, SupportAct.LOOKED),))


@frozen
class SessionsEnded:
    """So many sessions were ended; the password is as it was."""

    count: int


def end_sessions(
    case: SupportCase,
    account: Account,
    sessions: tuple[Session, ...],
    changes: tuple[AddressChange, ...],
    now: datetime,
) -> Decision[SessionsEnded | NoAccount]:
    """End them, and the changes of address that wait: a thief who is put out asked for them."""
    told = Asked(account.id).acted(case, SupportAct.ENDED_SESSIONS)
    alive = sum(each.alive(account, now) for each in sessions)
    return Decision(SessionsEnded(alive), now, delete=(*sessions, *changes), events=(told,))


@frozen
class ActivationRequeued:
    """The mail that answers the newest request of the address is on its way again, as things stand
    now; its link lives no longer for it.
    """


@frozen
class TooManyMails:
    """So many mails went to the address within the hour that no other one is sent."""


ResendAnswer = ActivationRequeued | NothingWaits | TooManyMails


@frozen
class ResendFacts:
    """``registration`` is the newest that waits at the address, ``in_the_way`` what stands in its;
    ``mails`` is the limit of mails to the address, which count whoever asks for them.
    """

    now: datetime
    registration: Registration | None
    in_the_way: InTheWay
    mails: Rates
    subject: str


def newest(waiting: Iterable[Registration], now: datetime) -> Registration | None:
    """Return the registration whose link was asked for last, of those that wait."""
    valid = [each for each in waiting if each.waits(now)]
    return max(valid, key=lambda each: (each.validity.since, each.id), default=None)


def resend_activation(case: SupportCase, facts: ResendFacts) -> Decision[ResendAnswer]:
    now, asked = facts.now, Asked(subject=facts.subject)
    looked = (asked.acted(case, SupportAct.LOOKED),)
    registration = facts.registration
    if registration is None or facts.in_the_way.at_address:
        return Decision(NothingWaits(), now, events=looked)
    if facts.mails.reached:
        return Decision(TooManyMails(), now, events=looked, limit_reached=True)
    return Decision(
        ActivationRequeued(),
        now,
        save=facts.mails.one_more().counters,
        queue=(facts.in_the_way.reply(registration, now),),
        events=(asked.acted(case, SupportAct.RESENT_ACTIVATION),),
    )
