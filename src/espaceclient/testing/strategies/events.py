"""Events: everything that can happen, with and without what may be missing."""

from functools import cache
from typing import Any

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from espaceclient.domain.account import AccountId
from espaceclient.domain.event import Event, ProofRefused, shortened
from espaceclient.domain.event_fields import KINDS
from espaceclient.domain.event_outcome import (
    AddressChangeOutcome,
    ClosingReason,
    ProofRefusal,
    RequestOutcome,
    SupportAct,
)
from espaceclient.domain.holding import EndReason
from espaceclient.testing.strategies.values import (
    client_networks,
    contracts,
    customers,
    extras,
    ids,
    instants,
    languages,
)


@cache
def events() -> SearchStrategy[Event]:
    """Return events of every kind; a field that may be missing sometimes is."""
    return st.one_of(*map(_of_kind, KINDS.values()))


def _of_kind(kind: type[Event]) -> SearchStrategy[Event]:
    if kind is ProofRefused:
        return _refused_proofs()
    return st.builds(kind, **{each.name: _field(each) for each in attrs.fields(kind)})


def _refused_proofs() -> SearchStrategy[Event]:
    common = {"network": _networks(), "blocked_until": st.none() | instants()}
    proof = (contracts(), st.sampled_from(ProofRefusal))
    of_subject = st.builds(ProofRefused, *proof, subject=ids(), **common)
    return of_subject | st.builds(ProofRefused, *proof, account=ids().map(AccountId), **common)


def _field(declared: "attrs.Attribute[Any]") -> SearchStrategy[Any]:
    match declared.name:
        case "account" | "subject" | "former_subject":
            return ids()
        case "contract" | "former":
            return contracts()
        case "network":
            return _networks()
        case "extra":
            return st.none() | extras()
        case "language":
            return languages().map(lambda language: language.code)
        case "blocked_until":
            return st.none() | instants()
        case "on":
            return instants()
        case "outcome" if declared.type is AddressChangeOutcome:
            return st.sampled_from(AddressChangeOutcome)
        case "outcome" if declared.type in (ClosingReason, SupportAct):
            return st.sampled_from(declared.type)
        case "actor" | "reason" if declared.type is not EndReason:
            return customers() if declared.type is str else st.none() | customers()
        case "reason":
            return st.sampled_from(EndReason)
        case _:
            return st.sampled_from(RequestOutcome)


def _networks() -> SearchStrategy[str | None]:
    return (st.none() | client_networks()).map(shortened)
