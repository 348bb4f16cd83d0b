"""Whole histories: all that may have happened before, as plain values to draw, print, keep and
replay.

The machine judges the library; a history is for a host's own tests: whatever has happened, this
page does that.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import cache
from itertools import chain

from attrs import evolve
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from espaceclient.domain.values import ContractNumber, Subscriber
from espaceclient.testing import actions, contract_actions, life_actions
from espaceclient.testing.actions import Action, History, OpenAccount
from espaceclient.testing.contract_actions import key_of
from espaceclient.testing.samples import COMMUNES, DAY, HOUR, MINUTE, REGISTER, TICK
from espaceclient.testing.strategies import contract_histories, life_histories

# Few enough that people, contracts and passwords meet again and again.
ADDRESSES = ("anne@exemple.fr", "ANNE@exemple.fr", "bob@exemple.fr", "zo\u00eb@exemple.fr")
EMAILS = st.sampled_from(ADDRESSES)
_ACCEPTED = ("Aa1!aaaa", "Aa1!aaaa ", "\u00c9b\u00e92026!", "E\u0301be\u03012026!")
COMMON_PASSWORD = "Azerty123!"  # noqa: S105 - a password of everybody
NUMBER_AS_PASSWORD = "Bq!0000042"  # noqa: S105 - a contract's number, and what the rules ask for
PASSWORDS = st.sampled_from(_ACCEPTED)
NEW_PASSWORDS = st.sampled_from((*_ACCEPTED, COMMON_PASSWORD, NUMBER_AS_PASSWORD))
WRONG_PASSWORDS = st.sampled_from(("aa1!aaaa", "Aa1!aaa", " Aa1!aaaa", "Ebe2026!"))
ANY_PASSWORD = PASSWORDS | WRONG_PASSWORDS
NEWEST_FIRST = st.integers(0, 4)
BROWSERS = st.none() | NEWEST_FIRST
LIVE_LINES = st.sampled_from(REGISTER[:3])
_ENDED = REGISTER[-1]
_UNKNOWN = evolve(_ENDED, contract=evolve(_ENDED.contract, number=ContractNumber("1111111")))
_LINES = st.sampled_from([*REGISTER[:3], *REGISTER[:3], _ENDED, _UNKNOWN])
_METERS = st.sampled_from([None, None, None, None, "A042", "B042"])
_ADDRESSES = st.sampled_from(
    ("192.0.2.1", "198.51.100.7", "2001:db8::1", "2001:db8:0:1::1", "2001:db8:0:100::1")
)
"""Two of IPv4, and three of one /48, of which two are of one /56."""
_SECOND = timedelta(seconds=1)
WAITS = st.sampled_from(
    (
        _SECOND,
        MINUTE - _SECOND,
        MINUTE - TICK,
        MINUTE,
        2 * MINUTE,
        15 * MINUTE,
        30 * MINUTE - _SECOND,
        30 * MINUTE,
        HOUR - _SECOND,
        HOUR,
        11.5 * HOUR,
        DAY,
        47 * HOUR - _SECOND,
        2 * DAY,
    )
)


def opening(
    email: str,
    line: Subscriber,
    *,
    commune: int = 0,
    meter: str | None = None,
    password: str = "Aa1!aaaa",  # noqa: S107 - a password of nobody
    browser: int | None = None,
    client_address: str | None = "192.0.2.1",
) -> OpenAccount:
    """Fill the form for a line of the register, by default rightly, choosing one of the operator's
    communes.
    """
    codes = [each.code for each in COMMUNES.communes if each.operator == line.contract.operator]
    typed = (line.contract.number.digits, meter or line.meter.text, password)
    return OpenAccount(email, codes[commune % len(codes)], *typed, browser, client_address)


_USES = st.sampled_from(("activation link", "reset link", "address link", "session", "waiting"))
USE_CASES: Mapping[str, SearchStrategy[Action]] = {
    "open_account": st.builds(
        opening,
        EMAILS,
        _LINES,
        commune=st.integers(0, 1),
        meter=_METERS,
        password=NEW_PASSWORDS,
        browser=BROWSERS,
        client_address=_ADDRESSES,
    ),
    "preview_activation": st.builds(actions.PreviewActivation, NEWEST_FIRST, BROWSERS),
    "activate": st.builds(actions.Activate, NEWEST_FIRST, BROWSERS, st.none() | ANY_PASSWORD),
    "sign_in": st.builds(actions.SignIn, EMAILS, ANY_PASSWORD, BROWSERS, st.none() | _ADDRESSES),
    "find_session": st.builds(actions.FindSession, NEWEST_FIRST),
    "sign_out": st.builds(actions.SignOut, NEWEST_FIRST),
    "request_reset": st.builds(actions.RequestReset, EMAILS, st.none() | _ADDRESSES),
    "preview_reset": st.builds(actions.PreviewReset, NEWEST_FIRST),
    "reset_password": st.builds(actions.ResetPassword, NEW_PASSWORDS, NEWEST_FIRST, BROWSERS),
    "change_password": st.builds(actions.ChangePassword, ANY_PASSWORD, NEW_PASSWORDS, NEWEST_FIRST),
    "misuse_token": st.builds(actions.MisuseToken, _USES, _USES, NEWEST_FIRST).filter(
        lambda action: action.token != action.used_as
    ),
    "purge": st.just(actions.Purge()),
    **contract_histories.use_cases(_LINES, _METERS, ANY_PASSWORD, NEWEST_FIRST, _ADDRESSES),
    **life_histories.use_cases(EMAILS, ANY_PASSWORD, NEWEST_FIRST, BROWSERS),
}
"""All that people do, rightly or wrongly, by its name."""


@cache
def histories(most_phrases: int = 20) -> SearchStrategy[History]:
    """What a few people do, in up to so many phrases: each is one action, or a whole visit."""
    phrases = st.one_of(any_action().map(lambda action: (action,)), _customers())
    return st.lists(phrases, max_size=most_phrases).map(
        lambda drawn: tuple(chain.from_iterable(drawn))
    )


@cache
def any_action() -> SearchStrategy[Action]:
    """What people do, what the relay does, time that passes, and outages, in any order."""
    backwards = st.sampled_from((-_SECOND, -2 * MINUTE))
    outages = st.sampled_from(("subscribers.find", "mailer.send"))
    return st.one_of(
        *USE_CASES.values(),
        st.just(actions.Deliver()),
        st.just(life_actions.RetireAccounts()),
        st.builds(actions.Wait, WAITS | backwards),
        st.builds(actions.Outage, outages, st.booleans()),
    )


Concern = Callable[[str, str, str], History]
_CONCERNS: tuple[Concern, ...] = (
    lambda _email, _old, _new: (actions.FindSession(),),
    lambda _email, old, new: (
        actions.ChangePassword(new, old),
        actions.ChangePassword(old, new),
        actions.SignOut(),
    ),
    lambda email, _old, new: (
        actions.RequestReset(email),
        actions.Deliver(),
        actions.PreviewReset(),
        actions.ResetPassword(new),
        actions.SignIn(email, new),
    ),
    lambda _email, old, _new: (
        contract_histories.adding(REGISTER[2]),
        contract_actions.LookAtContracts(),
        contract_actions.MaySee(key_of(REGISTER[2].contract)),
        *[contract_actions.RemoveContract(key_of(REGISTER[2].contract), old)] * 2,
    ),
    lambda email, _old, _new: (
        contract_histories.adding(REGISTER[0]),
        contract_histories.adding(REGISTER[1]),
        contract_actions.RenumberContract(
            f"of {email}", key_of(REGISTER[0].contract), key_of(REGISTER[1].contract)
        ),
        opening(f"autre-{email}", REGISTER[0]),
        actions.Deliver(),
        actions.Activate(),
        contract_histories.adding(REGISTER[1]),
        contract_actions.RenumberContract(
            f"again of {email}", key_of(REGISTER[1].contract), key_of(REGISTER[0].contract)
        ),
    ),
    lambda email, old, _new: (
        life_actions.RequestAddressChange(f"autre-{email}", old),
        actions.Deliver(),
        life_actions.PreviewAddressChange(),
        life_actions.ConfirmAddressChange(browser=None, password=f"{old}?"),
        life_actions.ConfirmAddressChange(),
    ),
    lambda _email, old, _new: (
        life_actions.LookAtSessions(),
        life_actions.EndSession(),
        life_actions.EndOtherSessions(),
        life_actions.CloseAccount(f"{old}?"),
        life_actions.CloseAccount(old),
    ),
    lambda email, _old, _new: (
        opening(f"autre-{email}", REGISTER[1]),
        life_actions.LookAtWaiting(),
        life_actions.ResendActivation(),
        life_actions.CorrectAddress(email),
        life_actions.CorrectAddress(f"autre-{email}"),
    ),
    lambda _email, _old, _new: (
        actions.Outage("subscribers.find"),
        contract_histories.adding(REGISTER[1]),
        actions.Outage("subscribers.find", over=True),
    ),
)


@cache
def _customers() -> SearchStrategy[History]:
    """Somebody opens an account, signs in, and comes for something."""

    def customer(form: OpenAccount, elsewhere: bool, concern: Concern, new: str) -> History:  # noqa: FBT001 - drawn
        email, old = form.email, form.password
        asked = [actions.Activate(browser=None, password=typed) for typed in (None, new, old)]
        pressed = asked if elsewhere else [actions.PreviewActivation(), actions.Activate()]
        signed_in = actions.SignIn(email, old)
        return (form, actions.Deliver(), *pressed, signed_in, *concern(email, old, new))

    forms = st.builds(opening, EMAILS, LIVE_LINES, password=PASSWORDS)
    return st.builds(customer, forms, st.booleans(), st.sampled_from(_CONCERNS), PASSWORDS)
