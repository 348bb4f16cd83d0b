"""A list of breached passwords: off by default, asked last, and no obstacle when it is silent."""

import logging

import pytest

from espaceclient.adapters.memory import MemoryBreachedPasswords, MemoryStorage
from espaceclient.answers import Invalid, PasswordChanged, RequestReceived
from espaceclient.domain.mail import ResetMail
from espaceclient.ports.errors import BreachedPasswordsUnavailable
from espaceclient.values import PasswordAttempt, Problem
from tests.client_fixture import FORM, client_fixture

BREACHED = Invalid((Problem("password", "password/breached"),))


def form_with(password: str) -> dict[str, str]:
    return {**FORM, "password": password, "confirmation": password}


class Silent:
    def contains(self, _password: PasswordAttempt) -> bool:
        raise BreachedPasswordsUnavailable("the list is silent")


def test_by_default_no_list_is_asked() -> None:
    assert isinstance(client_fixture().client.open_account(FORM), RequestReceived)


def test_a_breached_password_opens_no_account_and_nothing_is_stored() -> None:
    world = client_fixture(breached_passwords=MemoryBreachedPasswords(["Aa1!aaaa"]))
    assert world.client.open_account(FORM) == BREACHED
    assert world.mails == []
    assert isinstance(world.client.open_account(form_with("Aa1!aaab")), RequestReceived)


def test_a_breached_password_is_set_neither_from_the_dashboard_nor_by_a_link() -> None:
    world = client_fixture(breached_passwords=MemoryBreachedPasswords(["Cc3!ccce\u0301"]))
    session = world.activated()
    new = {"password": "Cc3!cccé", "confirmation": "Cc3!ccce\u0301"}
    change = {"current_password": "Aa1!aaaa", **new}
    assert world.client.change_password(session, change) == BREACHED
    world.client.request_reset(FORM)
    assert world.client.reset_password(world.token(ResetMail), new) == BREACHED
    better = {**change, "password": "Cc3!cccd", "confirmation": "Cc3!cccd"}
    assert isinstance(world.client.change_password(session, better), PasswordChanged)


def test_a_silent_list_lets_a_password_pass_and_the_log_says_so_without_it(
    caplog: pytest.LogCaptureFixture,
) -> None:
    world = client_fixture(breached_passwords=Silent(), storage=MemoryStorage())
    with caplog.at_level(logging.WARNING):
        assert isinstance(world.client.open_account(FORM), RequestReceived)
    assert [record.getMessage() for record in caplog.records] == [
        "A password was accepted without the list of breached ones: the list is silent"
    ]
