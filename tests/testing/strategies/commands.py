"""Commands: what a form becomes. None is wrong, being made of valid values alone; ``wrong_forms``
has wrong forms.
"""

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from espaceclient.domain.account import Subscription
from espaceclient.domain.change_password import ChangePassword
from espaceclient.domain.open_account import OpenAccount
from espaceclient.domain.request_reset import RequestReset
from espaceclient.domain.reset_password import ResetPassword
from espaceclient.domain.sign_in import SignIn
from espaceclient.domain.values import Communes
from espaceclient.testing.strategies.values import (
    contract_numbers,
    email_addresses,
    meter_numbers,
    password_attempts,
    passwords,
)


def open_account_commands(communes: Communes) -> SearchStrategy[OpenAccount]:
    chosen = st.sampled_from(communes.communes)
    proved = st.builds(Subscription, chosen, contract_numbers(), meter_numbers())
    return st.builds(OpenAccount, proved, email_addresses(), passwords())


def sign_in_commands() -> SearchStrategy[SignIn]:
    return st.builds(SignIn, email_addresses(), password_attempts())


def request_reset_commands() -> SearchStrategy[RequestReset]:
    return st.builds(RequestReset, email_addresses())


def reset_password_commands() -> SearchStrategy[ResetPassword]:
    return st.builds(ResetPassword, passwords())


def change_password_commands() -> SearchStrategy[ChangePassword]:
    return st.builds(ChangePassword, password_attempts(), passwords())
