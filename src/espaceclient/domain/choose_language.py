"""Choose a language while signed in: from now on the account's mails are written in it.

Nothing is told by mail: it opens nothing, and is undone in the same way.
"""

from datetime import datetime

from attrs import frozen

from espaceclient.domain import event
from espaceclient.domain.account import Account
from espaceclient.domain.decision import Decision
from espaceclient.domain.find_session import NoSession
from espaceclient.domain.language import Language
from espaceclient.domain.session import Session
from espaceclient.domain.values import ClientNetwork


@frozen
class LanguageChosen:
    """The account is written to in this language, whether or not it was so before."""


Answer = LanguageChosen | NoSession


@frozen
class Facts:
    now: datetime
    session: Session | None
    account: Account | None
    network: ClientNetwork | None


def decide(language: Language, facts: Facts) -> Decision[Answer]:
    session, account = facts.session, facts.account
    if session is None or account is None or not session.alive(account, facts.now):
        return Decision(NoSession(), facts.now)
    chosen = account.reading(language)
    if chosen is account:
        return Decision(LanguageChosen(), facts.now)
    happened = event.LanguageChosen(account.id, language.code, event.shortened(facts.network))
    return Decision(LanguageChosen(), facts.now, save=(chosen,), events=(happened,))
