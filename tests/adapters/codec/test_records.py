"""Records as plain fields: exact both ways, stable, and refused in one way when damaged."""

import json
from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given, settings

from espaceclient.adapters.codec import LAYOUTS, RECORDS, Unreadable
from espaceclient.domain.decision import Record
from espaceclient.ports import (
    AppliedEvent,
    EmailAddress,
    EndedContract,
    EndReason,
    HourlyCounter,
    identity,
)
from espaceclient.testing.strategies import records
from tests.adapters.sqlite.samples import (
    account,
    address_change,
    counter,
    failed_attempts,
    holding,
    registration,
    reset,
    session,
)
from tests.client_fixture import NOON

JEANNE = account(1)
ACCOUNT = {
    "id": "account-1",
    "email": "Jeanne1@exemple.fr",
    "email_key": "jeanne1@exemple.fr",
    "password_hash": "$2b$04$hash",
    "password_key": "2026",
    "opened_at": 1767268800000000,
    "password_version": 1,
    "password_set_at": 1767268800000000,
    "last_seen_at": 1767268800000000,
    "warnings": 0,
    "closes_at": None,
    "language": "fr",
}


@settings(max_examples=15)
@given(records.one_of_each())
def test_every_record_comes_back_from_its_fields_by_way_of_json(one: records.OneOfEach) -> None:
    for record in one.all:
        kind, text = RECORDS.kind_of(record), RECORDS.as_json(record)
        assert _all_of(RECORDS.from_json(kind, text)) == _all_of(record)


def _all_of(record: Record) -> tuple[object, ...]:
    """Return the record with what its equality leaves out: how an address is written, a name."""
    subscription = getattr(record, "subscription", None)
    operator = subscription.commune.operator.name if subscription else None
    email = getattr(record, "email", None)
    return record, operator, email.text if email else None


@settings(max_examples=5)
@given(records.one_of_each())
def test_the_fields_of_a_record_are_scalars_and_the_first_identifies_it(
    one: records.OneOfEach,
) -> None:
    for record in one.all:
        fields = RECORDS.as_fields(record)
        assert {type(value) for value in fields.values()} <= {str, int, bool, type(None)}
        assert fields[LAYOUTS[type(record)].identity] == identity(record)


@pytest.mark.parametrize(
    "record",
    [
        holding(1, JEANNE).ended(NOON, EndReason.HOLDER_CHANGED, timedelta(days=1)),
        EndedContract("key", NOON, EndReason.CONTRACT_ENDED, NOON),
    ],
    ids=["holding", "ended_contract"],
)
def test_a_reason_comes_back_as_a_reason_and_not_as_its_text(record: Record) -> None:
    read = RECORDS.from_fields(RECORDS.kind_of(record), RECORDS.as_fields(record))
    assert repr(read) == repr(record)


def test_there_is_a_layout_of_every_class_of_record() -> None:
    assert set(LAYOUTS) == set(RECORDS.kinds.values()) == {*_classes(Record)}


def _classes(union: Any) -> tuple[type, ...]:
    return tuple(union.__args__)


def test_the_names_of_the_fields_are_those_of_earlier_releases() -> None:
    assert RECORDS.as_fields(JEANNE) == ACCOUNT


def test_the_kinds_are_those_of_earlier_releases() -> None:
    assert sorted(RECORDS.kinds) == [
        "account",
        "address_change",
        "applied_event",
        "ended_contract",
        "failed_attempts",
        "holding",
        "hourly_counter",
        "registration",
        "reset",
        "session",
    ]


def test_what_a_later_release_added_is_left_out() -> None:
    assert RECORDS.from_fields("account", ACCOUNT | {"nickname": "Jeannette"}) == JEANNE


def test_what_an_earlier_release_did_not_write_has_its_default() -> None:
    without = {name: value for name, value in ACCOUNT.items() if name != "warnings"}
    assert RECORDS.from_fields("account", without) == JEANNE


def test_the_key_of_an_address_follows_from_its_text() -> None:
    other = ACCOUNT | {"email_key": "somebody@else.fr"}
    read = RECORDS.from_fields("account", other)
    assert read == evolve(JEANNE, email=EmailAddress("Jeanne1@exemple.fr"))


def test_an_operator_that_was_stored_before_operators_had_names_has_its_code_for_one() -> None:
    fields = RECORDS.as_fields(registration(1)) | {"operator": "ici", "operator_name": None}
    read = RECORDS.from_json("registration", json.dumps(fields))
    assert read.subscription.commune.operator.name == "ici"  # type: ignore[union-attr] # a registration


def test_a_counter_shows_when_it_expires() -> None:
    fields = RECORDS.as_fields(HourlyCounter("key", 1, NOON))
    an_hour_later = NOON + timedelta(hours=1)
    assert (
        fields["expires_at"]
        == RECORDS.as_fields(AppliedEvent("id", an_hour_later))[  # type: ignore[arg-type] # an id is a text
            "expires_at"
        ]
    )


@pytest.mark.parametrize(
    "damage",
    [
        {"id": None},
        {"id": b"account-1"},
        {"id": 7},
        {"email": "nobody"},
        {"opened_at": "2026-01-01"},
        {"opened_at": 1.5},
        {"opened_at": True},
        {"opened_at": 1 << 62},
        {"password_version": "1"},
        {"password_version": None},
        {"password_hash": ["$2b$04$hash"]},
    ],
    ids=str,
)
def test_a_damaged_field_makes_a_record_unreadable(damage: dict[str, object]) -> None:
    with pytest.raises(Unreadable, match=r'^what is stored as "account" cannot be read \(\w+\)$'):
        RECORDS.from_fields("account", ACCOUNT | damage)


@pytest.mark.parametrize("name", ["id", "email", "password_hash", "opened_at"])
def test_a_missing_field_makes_a_record_unreadable(name: str) -> None:
    without = {each: value for each, value in ACCOUNT.items() if each != name}
    with pytest.raises(Unreadable):
        RECORDS.from_fields("account", without)


@pytest.mark.parametrize("text", ["", "{", "null", "[]", '"account"', "7", b"\xff", "[" * 100_000])
def test_what_is_no_json_of_a_record_is_unreadable(text: str | bytes) -> None:
    with pytest.raises(Unreadable):
        RECORDS.from_json("account", text)


def test_a_kind_that_is_unknown_here_is_unreadable() -> None:
    with pytest.raises(Unreadable, match=r'"passkey" cannot be read \(KeyError\)'):
        RECORDS.from_fields("passkey", ACCOUNT)


def test_what_cannot_be_read_is_not_quoted_nor_chained() -> None:
    fields = RECORDS.as_fields(registration(1)) | {"contract_number": "not a number of anybody"}
    with pytest.raises(Unreadable) as raised:
        RECORDS.from_fields("registration", fields)
    assert "anybody" not in str(raised.value)
    assert (raised.value.__cause__, raised.value.__suppress_context__) == (None, True)


@pytest.mark.parametrize(("stored", "read"), [(0, False), (1, True), (False, False), (True, True)])
def test_a_database_without_truths_keeps_them_as_numbers(stored: int, read: bool) -> None:  # noqa: FBT001 - what a database keeps
    fields = RECORDS.as_fields(registration(1)) | {"corrected": stored}
    assert RECORDS.from_fields("registration", fields) == evolve(registration(1), corrected=read)


@pytest.mark.parametrize("stored", [2, -1, "1", 1.0, None])
def test_what_is_neither_true_nor_false_is_unreadable(stored: object) -> None:
    fields = RECORDS.as_fields(registration(1)) | {"corrected": stored}
    with pytest.raises(Unreadable):
        RECORDS.from_fields("registration", fields)


@pytest.mark.parametrize(
    "record",
    [
        holding(1, JEANNE),
        reset(1, JEANNE),
        address_change(1, JEANNE),
        session(1, JEANNE),
        counter(1),
        failed_attempts(1),
    ],
    ids=lambda record: type(record).__name__,
)
def test_a_row_is_read_in_the_order_of_the_layout(record: Record) -> None:
    layout = LAYOUTS[type(record)]
    assert layout.from_values(layout.values(record)) == record


def test_a_row_of_another_length_is_unreadable() -> None:
    layout = LAYOUTS[HourlyCounter]
    with pytest.raises(Unreadable):
        layout.from_values(layout.values(counter(1))[:-1])


def test_a_reason_that_is_none_is_unreadable() -> None:
    ended = EndedContract("key", NOON, EndReason.HOLDER_CHANGED, NOON)
    with pytest.raises(Unreadable):
        RECORDS.from_fields("ended_contract", {**RECORDS.as_fields(ended), "because": "whim"})


def test_what_a_host_asked_besides_is_one_text_whatever_it_asked() -> None:
    asked = evolve(registration(1), extra={"telephone": "« 06 » \U0001f4a7", "floor_2": "3"})
    fields = RECORDS.as_fields(asked)
    assert fields["extra"] == '{"telephone": "« 06 » \U0001f4a7", "floor_2": "3"}'
    assert RECORDS.from_fields("registration", fields) == asked


@pytest.mark.parametrize("text", ["", "[]", '{"A": "x"}', '{"a": 1}', '{"a": "\\u0000"}', "null"])
def test_what_no_form_leads_to_is_unreadable(text: str) -> None:
    fields = {**RECORDS.as_fields(registration(1)), "extra": text}
    with pytest.raises(Unreadable):
        RECORDS.from_fields("registration", fields)
