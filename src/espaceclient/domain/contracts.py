"""The contracts of an account: all its holdings whose period can be read."""

from datetime import datetime

from attrs import frozen

from espaceclient.domain.account import Account
from espaceclient.domain.find_session import NoSession
from espaceclient.domain.holding import Holding, readable_at
from espaceclient.domain.session import Session
from espaceclient.domain.values import Communes


@frozen
class Contracts:
    """An account's holdings, the oldest first, operators under their names of today; maybe none."""

    holdings: tuple[Holding, ...]


Answer = Contracts | NoSession


@frozen
class Facts:
    """``holdings`` are all those of the account of the session."""

    now: datetime
    communes: Communes
    session: Session | None
    account: Account | None
    holdings: tuple[Holding, ...]


def decide(facts: Facts) -> Answer:
    session = facts.session
    if session is None or not session.alive(facts.account, facts.now):
        return NoSession()
    return Contracts(readable_at(facts.now, facts.holdings, facts.communes))
