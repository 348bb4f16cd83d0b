"""Mails and events as plain data: exact both ways, and stable."""

from datetime import timedelta

import pytest
from hypothesis import given, settings

from espaceclient import EmailAddress
from espaceclient.adapters.codec import EVENTS, MAILS, Unreadable
from espaceclient.events import ClosingReason, Event, SignedIn
from espaceclient.mails import AccountClosedMail, ActivationMail, MaskedContract, QueuedMail
from espaceclient.ports import AccountId, RegistrationId
from espaceclient.testing.strategies import records
from espaceclient.testing.strategies.events import events

TO = EmailAddress("Jeanne@Exemple.fr")
MASKED = MaskedContract("456", "Cassis")
MAIL = ActivationMail(TO, RegistrationId("request"), timedelta(hours=48), about=MASKED)
MAIL_FIELDS = {
    "to": {"text": "Jeanne@Exemple.fr", "key": "jeanne@exemple.fr"},
    "registration": "request",
    "valid_for": 172800000000,
    "about": {"ending": "456", "commune": "Cassis"},
    "language": "fr",
}


@settings(max_examples=40)
@given(records.queued_mails())
def test_every_mail_comes_back_by_way_of_json(mail: QueuedMail) -> None:
    read = MAILS.from_json(MAILS.kind_of(mail), MAILS.as_json(mail))
    assert (read, read.to.text) == (mail, mail.to.text)


def test_a_reason_comes_back_as_a_reason_and_not_as_its_text() -> None:
    mail = AccountClosedMail(TO, ClosingReason.BY_OWNER)
    read = MAILS.from_json(MAILS.kind_of(mail), MAILS.as_json(mail))
    assert repr(read) == repr(mail)


@settings(max_examples=40)
@given(events())
def test_every_event_comes_back_by_way_of_json(event: Event) -> None:
    assert EVENTS.from_json(EVENTS.kind_of(event), EVENTS.as_json(event).encode()) == event


def test_every_class_of_mail_and_of_event_has_a_kind() -> None:
    assert set(MAILS.kinds.values()) == set(QueuedMail.__args__)
    assert set(EVENTS.kinds.values()) == set(Event.__args__)


def test_the_names_of_a_mails_fields_are_those_of_earlier_releases() -> None:
    assert MAILS.kind_of(MAIL) == "activation"
    assert MAIL_FIELDS.items() <= MAILS.as_fields(MAIL).items()


def test_a_mail_of_an_earlier_release_is_read() -> None:
    assert MAILS.from_fields("activation", MAIL_FIELDS) == MAIL


def test_an_event_is_written_as_hosts_are_told_it() -> None:
    event = SignedIn(AccountId("jeanne"), "192.0.2.0/24")
    told = {"account": "jeanne", "network": "192.0.2.0/24"}
    assert (EVENTS.kind_of(event), EVENTS.as_fields(event)) == ("signed_in", told)


@pytest.mark.parametrize("damage", [{"to": None}, {"registration": 7}, {"valid_for": "48 h"}])
def test_a_damaged_mail_is_unreadable(damage: dict[str, object]) -> None:
    with pytest.raises(Unreadable):
        MAILS.from_fields("activation", MAIL_FIELDS | damage)


@pytest.mark.parametrize("fields", [{}, {"account": "jeanne", "outcome": "no such"}, None])
def test_a_damaged_event_is_unreadable(fields: dict[str, object] | None) -> None:
    with pytest.raises(Unreadable):
        EVENTS.from_fields("account_closed", fields)  # type: ignore[arg-type] # damage is of any type
