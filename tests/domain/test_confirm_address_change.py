"""Pressing the link that was mailed to a new address."""

from datetime import timedelta

import pytest
from attrs import evolve

from espaceclient.answers import (
    AddressChanged,
    AddressChangeReady,
    CurrentPasswordRefused,
    LinkUnusable,
    PasswordRequired,
)
from espaceclient.domain import event
from espaceclient.domain.address_change import AddressChangeId
from espaceclient.domain.confirm_address_change import Facts, Known, Related, decide, preview
from espaceclient.domain.known_browser import failed_sign_ins_of_browser, newly_known
from espaceclient.domain.mail import AddressChangedMail
from espaceclient.domain.registration import BrowserId
from espaceclient.domain.throttle import failed_sign_ins
from tests.domain.world import (
    ACCOUNT,
    BROWSER,
    CHANGE,
    JEANNE,
    NETWORK,
    NEW_ADDRESS,
    NEW_HASH,
    NOON,
    PAULS_ACCOUNT,
    POLICY,
    REGISTRATION,
    RESET,
    SECOND,
    SHORTENED,
    SUBJECT,
    failed_attempts,
)

ELSEWHERE = BrowserId("browser-2")
HERE = Known(CHANGE, ACCOUNT, None, CHANGE.browser)
OTHER_CHANGE = evolve(CHANGE, id=AddressChangeId("change-2"))
FACTS = Facts(
    NOON,
    POLICY,
    HERE,
    verified=None,
    failed_attempts=failed_attempts(),
    former_failures=None,
    new_failures=None,
    new_key="new",
    browser_keys=("known-1",),
    changes=(CHANGE,),
    resets=(),
    registrations=(),
    browser=BROWSER,
    subject=SUBJECT,
    network=NETWORK,
)
THERE = evolve(FACTS, known=evolve(HERE, browser=ELSEWHERE), verified=True)
MOVED = evolve(ACCOUNT, email=NEW_ADDRESS)
DEAD = {
    "the address was taken meanwhile": evolve(HERE, account_at_address=PAULS_ACCOUNT),
    "the password has changed": evolve(HERE, account=ACCOUNT.with_new_password(NEW_HASH, NOON)),
    "another account's": evolve(HERE, account=PAULS_ACCOUNT),
}
A_DAY = timedelta(hours=24)


def test_the_account_has_the_new_address_and_stays_as_it_is_otherwise() -> None:
    decision = decide(FACTS)
    assert decision.answer == AddressChanged(BROWSER.token)
    assert decision.save == (MOVED, newly_known("known-1", NOON))
    assert decision.delete == (CHANGE,)


def test_the_old_address_is_told() -> None:
    assert decide(FACTS).queue == (AddressChangedMail(JEANNE),)


def test_one_event_tells_it_under_the_former_address() -> None:
    assert decide(FACTS).events == (event.AddressChanged(ACCOUNT.id, SUBJECT, SHORTENED),)


def test_reset_links_other_changes_and_what_waits_for_the_address_die_with_it() -> None:
    facts = evolve(
        FACTS, changes=(CHANGE, OTHER_CHANGE), resets=(RESET,), registrations=(REGISTRATION,)
    )
    assert decide(facts).delete == (CHANGE, OTHER_CHANGE, RESET, REGISTRATION)


def test_failed_sign_ins_follow_the_account_and_stay_where_they_were_too() -> None:
    former = evolve(failed_attempts(7, 9), key="former")
    decision = decide(evolve(FACTS, former_failures=former, new_failures=failed_attempts(99, 20)))
    assert decision.save[-1] == evolve(former, key="new")
    assert decision.delete == (CHANGE,)


def test_what_failed_at_the_new_address_before_is_not_the_accounts() -> None:
    decision = decide(evolve(FACTS, new_failures=failed_attempts(99, 20)))
    assert decision.delete == (CHANGE, failed_attempts(99, 20))


def test_the_browser_that_asked_and_the_one_that_confirms_are_known_at_the_new_address() -> None:
    decision = decide(evolve(THERE, browser_keys=("known-1", "known-2")))
    assert decision.save[1:] == (newly_known("known-1", NOON), newly_known("known-2", NOON))


def test_it_depends_on_what_failed_at_both_addresses_and_in_both_browsers() -> None:
    assert Related.to(CHANGE, ACCOUNT, ELSEWHERE) == Related(
        failed_sign_ins(JEANNE),
        failed_sign_ins(NEW_ADDRESS),
        (
            failed_sign_ins_of_browser(NEW_ADDRESS, CHANGE.browser),
            failed_sign_ins_of_browser(NEW_ADDRESS, ELSEWHERE),
        ),
    )


def test_one_browser_is_read_once() -> None:
    (of_browser,) = Related.to(CHANGE, ACCOUNT, CHANGE.browser).of_browsers
    assert of_browser == failed_sign_ins_of_browser(NEW_ADDRESS, CHANGE.browser)


@pytest.mark.parametrize("browser", [ELSEWHERE, None])
def test_any_other_browser_is_asked_for_the_password(browser: BrowserId | None) -> None:
    known = evolve(HERE, browser=browser)
    decision = decide(evolve(FACTS, known=known))
    assert preview(known, NOON) == decision.answer == PasswordRequired()
    assert decision.changes_nothing


def test_any_other_browser_confirms_with_the_password() -> None:
    assert decide(THERE).answer == AddressChanged(BROWSER.token)


def test_a_wrong_password_is_refused_counted_and_told() -> None:
    decision = decide(evolve(THERE, verified=False))
    assert decision.answer == CurrentPasswordRefused()
    assert decision.save == (failed_attempts(1, 1),)
    assert decision.events == (event.AddressChangeRefused(ACCOUNT.id, SHORTENED),)
    assert (decision.delete, decision.queue) == ((), ())


def test_the_failure_that_reaches_the_limit_tells_until_when() -> None:
    (refused,) = decide(evolve(THERE, verified=False, failed_attempts=failed_attempts(4, 4))).events
    assert refused == event.AddressChangeRefused(ACCOUNT.id, SHORTENED, NOON + timedelta(minutes=1))


def test_after_too_many_failures_even_the_right_one_waits() -> None:
    decision = decide(evolve(THERE, failed_attempts=failed_attempts(5, 5)))
    assert decision.answer == CurrentPasswordRefused()
    assert decision.limit_reached
    assert decision.changes_nothing


def test_the_browser_that_asked_needs_no_password_whatever_failed_elsewhere() -> None:
    decision = decide(evolve(FACTS, failed_attempts=failed_attempts(5, 5)))
    assert decision.answer == AddressChanged(BROWSER.token)


def test_the_browser_that_asked_is_ready() -> None:
    assert preview(HERE, NOON) == AddressChangeReady()


@pytest.mark.parametrize("known", DEAD.values(), ids=DEAD.keys())
def test_a_link_dies(known: Known) -> None:
    decision = decide(evolve(FACTS, known=known))
    assert preview(known, NOON) == decision.answer == LinkUnusable()
    assert decision.changes_nothing


def test_the_link_lives_for_24_hours_and_not_a_second_longer() -> None:
    assert CHANGE.expires_at == NOON + A_DAY
    assert preview(HERE, NOON + A_DAY - SECOND) == AddressChangeReady()
    assert preview(HERE, NOON + A_DAY) == LinkUnusable()


def test_a_change_without_an_account_opens_nothing() -> None:
    assert not CHANGE.opens(None, NOON)
