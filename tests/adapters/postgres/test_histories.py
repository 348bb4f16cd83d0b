"""Whole histories, strangers and entitlements over PostgreSQL, as the model says."""

import os

from espaceclient.testing import (
    expect_entitlement,
    expect_exclusivity,
    expect_non_disclosure,
    run_machine,
)
from tests.adapters.postgres import makers

HISTORIES = int(os.environ.get("ESPACECLIENT_HISTORIES", "40"))


def test_histories_agree_with_the_model() -> None:
    run_machine(makers.reopenable(), histories=HISTORIES // 2)


def test_everybody_sees_what_is_theirs() -> None:
    expect_entitlement(makers.storage, histories=HISTORIES // 8)


def test_a_contract_is_held_by_one() -> None:
    expect_exclusivity(makers.storage, histories=HISTORIES // 8)


def test_a_stranger_sees_no_difference() -> None:
    expect_non_disclosure(makers.storage, histories=HISTORIES // 20)
