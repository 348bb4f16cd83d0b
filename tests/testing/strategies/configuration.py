"""What a utility configures: policies, keys and links, every one that is not refused, at its bounds
above all.
"""

from collections.abc import Mapping
from datetime import timedelta
from functools import cache
from typing import Any

from attrs import fields_dict
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from espaceclient.domain.bounds import Between
from espaceclient.domain.lifetimes import Lifetimes
from espaceclient.domain.password_policy import PasswordPolicy
from espaceclient.domain.policy import Policy
from espaceclient.domain.throttle import Limits
from espaceclient.ports.keys import SHORTEST_SECRET, Key, KeyRing
from espaceclient.relay import Links
from espaceclient.testing.strategies.values import ids


def bounds(tuned: type) -> Mapping[str, Between[Any]]:
    """Return what each field of a class that may be tuned is bounded by."""
    validators = {name: attribute.validator for name, attribute in fields_dict(tuned).items()}
    return {
        name: validator for name, validator in validators.items() if isinstance(validator, Between)
    }


@cache
def password_policies() -> SearchStrategy[PasswordPolicy]:
    return st.builds(PasswordPolicy, **_within_bounds(PasswordPolicy))


@cache
def lifetimes() -> SearchStrategy[Lifetimes]:
    return st.builds(Lifetimes, **_within_bounds(Lifetimes))


@cache
def limits() -> SearchStrategy[Limits]:
    """Limits; the longest wait is no shorter than the first, and no network may reach alone what is
    allowed of a contract or a meter.
    """

    def ordered(drawn: Mapping[str, Any]) -> Limits:
        longest = max(drawn["sign_in_first_wait"], drawn["sign_in_longest_wait"])
        drawn = {**drawn, "sign_in_longest_wait": longest}
        least = 2 * drawn["wrong_pairs_an_hour_per_contract_and_network"] + 1
        names = ("wrong_pairs_an_hour_per_contract", "wrong_pairs_an_hour_per_meter")
        return Limits(**{**drawn, **{name: max(drawn[name], least) for name in names}})

    return st.fixed_dictionaries(_within_bounds(Limits)).map(ordered)


@cache
def policies() -> SearchStrategy[Policy]:
    return st.builds(Policy, password_policies(), lifetimes(), limits())


@cache
def keys() -> SearchStrategy[Key]:
    cut = st.builds(lambda text, length: text[:length], ids(), st.integers(1, 22))
    key_ids = cut | st.sampled_from(("k", "Key-of_2026" + "z" * 21))
    tokens = st.binary(min_size=SHORTEST_SECRET, max_size=64) | st.just(bytes(SHORTEST_SECRET))
    return st.builds(Key, key_ids, tokens)


@cache
def key_rings() -> SearchStrategy[KeyRing]:
    """From one key to four, the newest first."""
    several = st.lists(keys(), min_size=1, max_size=4, unique_by=lambda key: key.id)
    return several.map(tuple).map(KeyRing)


@cache
def links() -> SearchStrategy[Links]:
    """Base URLs with and without a path, a port and a slash at the end; http on this very machine
    alone.
    """
    urls = (
        "https://exemple.fr",
        "https://client.exemple.fr:8443/eau/",
        "http://localhost:8000",
        "http://[::1]/",
    )
    paths = st.sampled_from(("a/{link}", "compte/{link}/ouvrir", "ouvrir?lien={link}"))
    return st.builds(Links, st.sampled_from(urls), paths, paths)


def _within_bounds(tuned: type) -> dict[str, SearchStrategy[Any]]:
    return {name: _within(between) for name, between in bounds(tuned).items()}


def _within(between: Between[Any]) -> SearchStrategy[Any]:
    least, most = between.least, between.most
    drawn = st.timedeltas if isinstance(least, timedelta) else st.integers
    return st.sampled_from((least, most)) | drawn(least, most)
