"""Choose a language: whose session lasts is written to in it from now on."""

import pytest
from attrs import evolve

from espaceclient.domain.account import Account
from espaceclient.domain.choose_language import Answer, Facts, LanguageChosen, decide
from espaceclient.domain.decision import Decision
from espaceclient.domain.find_session import NoSession
from espaceclient.domain.language import FRENCH, Language
from espaceclient.domain.session import Session
from tests.domain.world import ACCOUNT, NETWORK, NOON, SESSION

ENGLISH = Language("en")


def chosen(
    language: Language, session: Session | None = SESSION, account: Account | None = ACCOUNT
) -> Decision[Answer]:
    return decide(language, Facts(NOON, session, account, NETWORK))


def test_the_account_is_kept_with_the_language() -> None:
    assert chosen(ENGLISH).save == (evolve(ACCOUNT, language=ENGLISH),)


def test_the_language_that_it_had_is_answered_alike_and_keeps_nothing() -> None:
    assert chosen(FRENCH) == Decision(LanguageChosen(), NOON)


@pytest.mark.parametrize(
    ("session", "account"),
    [
        (None, ACCOUNT),
        (SESSION, None),
        (None, None),
        (SESSION, evolve(ACCOUNT, password_version=2)),
    ],
    ids=["no session", "no account", "neither", "a password changed since"],
)
def test_nobody_chooses_without_a_session_that_lasts(
    session: Session | None, account: Account | None
) -> None:
    assert chosen(ENGLISH, session, account) == Decision(NoSession(), NOON)
