"""Events: who they are about, what they look like where they are kept, and what is never in one."""

from datetime import UTC, datetime

import attrs
import pytest

from espaceclient.domain import event
from espaceclient.domain.account import AccountId
from espaceclient.domain.event import Event, EventKey, RecordedEvent
from espaceclient.domain.event_fields import (
    KINDS,
    account_of,
    as_fields,
    contract_of,
    from_fields,
    kind_of,
    subject_of,
)
from espaceclient.domain.event_outcome import ProofRefusal, RequestOutcome
from espaceclient.domain.holding import EndReason
from espaceclient.domain.instant import FOREVER
from espaceclient.domain.trail_retention import TrailRetention
from espaceclient.domain.values import ClientNetwork, Contract, ContractNumber, Operator
from tests.domain.world import NETWORK, NOON, SECOND

CONTRACT = Contract(Operator("Eaux d'Ici", "ici"), ContractNumber("0123456"))
JEANNES = AccountId("account-1")
EACH: tuple[tuple[Event, dict[str, object]], ...] = (
    (
        event.AccountRequested(
            "subject", CONTRACT, RequestOutcome.CONTRACT_HELD, "192.0.2.0/24", NOON
        ),
        {
            "subject": "subject",
            "contract": {"operator": "ici", "number": "0123456"},
            "outcome": "contract_held",
            "network": "192.0.2.0/24",
            "blocked_until": "2026-01-01T12:00:00+00:00",
        },
    ),
    (
        event.ProofRefused(CONTRACT, ProofRefusal.WRONG_METER, account=JEANNES),
        {
            "contract": {"operator": "ici", "number": "0123456"},
            "outcome": "wrong_meter",
            "subject": None,
            "account": "account-1",
            "network": None,
            "blocked_until": None,
        },
    ),
    (
        event.ContractEnded(JEANNES, CONTRACT, NOON, EndReason.HOLDER_CHANGED),
        {
            "account": "account-1",
            "contract": {"operator": "ici", "number": "0123456"},
            "on": "2026-01-01T12:00:00+00:00",
            "reason": "holder_changed",
        },
    ),
    (
        event.HoldingRenumbered(JEANNES, CONTRACT, CONTRACT),
        {
            "account": "account-1",
            "former": {"operator": "ici", "number": "0123456"},
            "contract": {"operator": "ici", "number": "0123456"},
        },
    ),
    (
        event.SignInRefused("subject", blocked_until=FOREVER),
        {
            "subject": "subject",
            "network": None,
            "blocked_until": "9999-12-31T23:59:59.999999+00:00",
        },
    ),
)


@pytest.mark.parametrize(("happened", "fields"), EACH, ids=lambda each: type(each).__name__)
def test_an_event_is_kept_as_plain_fields_and_read_back(
    happened: Event, fields: dict[str, object]
) -> None:
    assert as_fields(happened) == fields
    assert from_fields(kind_of(happened), fields) == happened


def test_a_field_of_a_newer_release_is_left_out() -> None:
    fields = {"account": "account-1", "device": "telephone"}
    assert from_fields("signed_out", fields) == event.SignedOut(JEANNES)


def test_a_field_that_an_older_release_did_not_write_has_its_default() -> None:
    assert from_fields("signed_in", {"account": "account-1"}) == event.SignedIn(JEANNES)


def test_every_event_has_a_name_of_its_own() -> None:
    assert set(KINDS.values()) == set(Event.__args__)


def test_no_event_has_a_field_for_an_address_a_meter_or_a_secret() -> None:
    names = {field.name for kind in KINDS.values() for field in attrs.fields(kind)}
    assert names == {
        "account",
        "actor",
        "blocked_until",
        "contract",
        "extra",  # of the host's choosing: the feed hands it over, and nobody else tells it
        "former",
        "former_subject",
        "language",
        "network",
        "on",
        "outcome",
        "reason",
        "subject",
    }


def test_a_refused_proof_is_that_of_an_address_or_of_an_account() -> None:
    with pytest.raises(ValueError, match="a subject or of an account"):
        event.ProofRefused(CONTRACT, ProofRefusal.WRONG_METER)
    with pytest.raises(ValueError, match="a subject or of an account"):
        event.ProofRefused(CONTRACT, ProofRefusal.WRONG_METER, "subject", JEANNES)


def test_who_an_event_is_about_is_told() -> None:
    claimed, refused = event.ContractClaimed(JEANNES, CONTRACT), event.SignInRefused("subject")
    assert (account_of(claimed), account_of(refused)) == (JEANNES, None)
    assert (subject_of(claimed), subject_of(refused)) == (None, "subject")
    assert (contract_of(claimed), contract_of(refused)) == (
        CONTRACT,
        None,
    )


def test_events_are_ordered_by_their_instants_and_then_by_their_ids() -> None:
    happened = event.SignedOut(JEANNES)
    recorded = [RecordedEvent(name, NOON, happened) for name in ("b", "a")]
    assert sorted(each.key for each in recorded) == [EventKey(NOON, "a"), EventKey(NOON, "b")]
    assert EventKey(NOON, "b") < EventKey(NOON + SECOND, "a")


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.0/24"),
        ("::ffff:192.0.2.7", "192.0.2.0/24"),
        ("2001:db8:1:2:3::4", "2001:db8:1::/48"),
        ("unix:/run/socket", "unknown"),
    ],
)
def test_a_network_is_shortened(address: str, network: str) -> None:
    assert event.shortened(ClientNetwork.parse(address)) == network


def test_a_wider_network_is_shortened_alike_and_none_is_none() -> None:
    of_line = ClientNetwork.parse("2001:db8:1:2:3::4")
    assert {each.shortened for each in of_line.with_wider} == {"2001:db8:1::/48"}
    assert event.shortened(None) is None
    assert event.shortened(NETWORK) == "192.0.2.0/24"


@pytest.mark.parametrize(
    ("months", "now", "begins"),
    [
        (12, datetime(2026, 3, 1, 8, tzinfo=UTC), datetime(2025, 3, 1, 8, tzinfo=UTC)),
        (12, datetime(2028, 2, 29, 8, tzinfo=UTC), datetime(2027, 2, 28, 8, tzinfo=UTC)),
        (6, datetime(2026, 3, 31, tzinfo=UTC), datetime(2025, 9, 30, tzinfo=UTC)),
        (36, datetime(2026, 1, 1, tzinfo=UTC), datetime(2023, 1, 1, tzinfo=UTC)),
    ],
)
def test_a_trail_is_kept_for_calendar_months(months: int, now: datetime, begins: datetime) -> None:
    assert TrailRetention(months).begins(now) == begins


@pytest.mark.parametrize("months", [5, 37])
def test_a_trail_is_kept_from_6_to_36_months(months: int) -> None:
    with pytest.raises(ValueError, match="months must be from 6 to 36"):
        TrailRetention(months)
