"""What happens in the life of an account: drawn so that people and addresses meet again."""

from collections.abc import Mapping

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from espaceclient.testing.life_actions import (
    CloseAccount,
    ConfirmAddressChange,
    CorrectAddress,
    EndOtherSessions,
    EndSession,
    LifeAction,
    LookAtSessions,
    LookAtWaiting,
    PreviewAddressChange,
    RequestAddressChange,
    ResendActivation,
)


def use_cases(
    emails: SearchStrategy[str],
    passwords: SearchStrategy[str],
    newest: SearchStrategy[int],
    browsers: SearchStrategy[int | None],
) -> Mapping[str, SearchStrategy[LifeAction]]:
    """All that people do while they wait, with their address, with sessions and when they leave,
    rightly or wrongly.
    """
    looks = st.builds(LookAtWaiting, newest)
    again = st.builds(ResendActivation, newest)
    previews = st.builds(PreviewAddressChange, newest, browsers)
    confirms = st.builds(ConfirmAddressChange, newest, browsers, st.none() | passwords)
    ends = st.builds(EndSession, newest, newest) | st.builds(EndOtherSessions, newest)
    return {
        "wait_for_the_mail": looks | again | again | st.builds(CorrectAddress, emails, newest),
        "request_address_change": st.builds(
            RequestAddressChange, emails, passwords, newest, browsers
        ),
        "press_a_link_to_an_address": previews | confirms | confirms,
        "look_at_sessions": st.builds(LookAtSessions, newest) | ends,
        "close_account": st.builds(CloseAccount, passwords, newest),
    }
