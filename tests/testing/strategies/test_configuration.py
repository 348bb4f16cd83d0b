"""What may be configured: every one is accepted, and each bound is drawn."""

from datetime import timedelta

import pytest

from tests.testing.strategies import configuration
from tests.testing.strategies.drawn import drawn

pytestmark = pytest.mark.unmeasured

SECOND, MINUTE, HOUR, DAY = (
    timedelta(seconds=1),
    timedelta(minutes=1),
    timedelta(hours=1),
    timedelta(days=1),
)

LIFETIMES = {
    "activation": (MINUTE, 48 * HOUR),
    "reset": (MINUTE, 24 * HOUR),
    "address_change": (MINUTE, 24 * HOUR),
    "session_idle": (MINUTE, 30 * MINUTE),
    "session_total": (MINUTE, 12 * HOUR),
    "ended_contract": (MINUTE, 1830 * 24 * HOUR),
    "unvisited_account": (365 * 24 * HOUR, 730 * 24 * HOUR),
}
LIMITS = {
    "sign_in_failures_before_wait": (1, 50),
    "sign_in_first_wait": (SECOND, HOUR),
    "sign_in_longest_wait": (SECOND, DAY),
    "sign_in_failures_a_day": (1, 250),
    "sign_in_failures_in_a_row": (1, 1000),
    "sign_in_failures_an_hour_per_network": (1, 1000),
    "wrong_pairs_an_hour_per_contract_and_network": (1, 50),
    "wrong_pairs_an_hour_per_contract": (3, 500),
    "wrong_pairs_an_hour_per_meter": (3, 200),
    "wrong_pairs_an_hour_per_network": (1, 200),
    "openings_an_hour_per_contract": (1, 100),
    "openings_an_hour_per_recipient": (1, 70),
    "resets_an_hour_per_address": (1, 30),
    "resets_an_hour_per_network": (1, 300),
}


def ends(things: list[object], name: str) -> tuple[object, object]:
    found = sorted(getattr(thing, name) for thing in things)
    return found[0], found[-1]


def test_lifetimes_reach_their_bounds() -> None:
    lifetimes: list[object] = [*drawn(configuration.lifetimes())]
    assert {name: ends(lifetimes, name) for name in LIFETIMES} == LIFETIMES


def test_limits_reach_their_bounds() -> None:
    limits: list[object] = [*drawn(configuration.limits(), 500)]
    assert {name: ends(limits, name) for name in LIMITS} == LIMITS


def test_password_policies_reach_their_bounds() -> None:
    assert (
        {8, 64}
        < {policy.shortest for policy in drawn(configuration.password_policies())}
        <= set(range(8, 65))
    )


def test_policies_differ_in_all_that_may_be_tuned() -> None:
    policies = drawn(configuration.policies())
    assert len({policy.password for policy in policies}) > 10
    assert len({policy.lifetimes for policy in policies}) > 10
    assert len({policy.limits for policy in policies}) > 10


def test_keys_are_short_and_long() -> None:
    keys = drawn(configuration.keys())
    assert {1, 32} <= {len(key.id) for key in keys} <= set(range(1, 33))
    assert {"k", "Key-of_2026" + "z" * 21} <= {key.id for key in keys}
    assert min(len(key.secret) for key in keys) == 32 < max(len(key.secret) for key in keys)


def test_key_rings_hold_one_key_or_several() -> None:
    assert {1, 2} <= {len(ring.keys) for ring in drawn(configuration.key_rings())} <= {1, 2, 3, 4}


def test_links_lead_to_https_or_to_this_machine() -> None:
    assert {links.base_url for links in drawn(configuration.links())} == {
        "https://exemple.fr/",
        "https://client.exemple.fr:8443/eau/",
        "http://localhost:8000/",
        "http://[::1]/",
    }
