"""Whole histories, strangers and entitlements over PostgreSQL, as the model says."""

import os

from espaceclient.testing import (
    expect_entitlement,
    expect_exclusivity,
    expect_non_disclosure,
    run_machine,
)
from tests.adapters.postgres import makers

HISTORIES = int(os.environ.get("ESPACECLIENT_HISTORIES", "80"))


def test_histories_agree_with_the_model() -> None:
    run_machine(makers.storage, histories=HISTORIES // 5)


def test_histories_agree_with_the_model_when_each_caller_opens_the_database() -> None:
    run_machine(makers.reopenable(), histories=HISTORIES // 20)


def test_everybody_sees_what_is_theirs() -> None:
    expect_entitlement(makers.storage, histories=HISTORIES // 20)


def test_a_contract_is_held_by_one() -> None:
    expect_exclusivity(makers.storage, histories=HISTORIES // 20)


def test_a_stranger_sees_no_difference() -> None:
    expect_non_disclosure(makers.storage, histories=HISTORIES // 20)
