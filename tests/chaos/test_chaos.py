"""A short storm, and a proof that the verdict sees what it is there to see."""

import asyncio
from pathlib import Path

import pytest
from attrs import evolve

from tests.chaos.ledger import Count, Ledger, Password
from tests.chaos.mail_server import ACTIVATION, CONFIRMED, RESET, UPDATED, Mailbox, ReceivedMail
from tests.chaos.scene import play
from tests.chaos.traffic import Traffic
from tests.chaos.verdict import (
    lost_and_unasked,
    server_errors,
    shared_contracts,
    unstable_mails,
)

JEANNE = "jeanne@exemple.fr"


def test_what_was_answered_survives_the_kills(tmp_path: Path) -> None:
    found = asyncio.run(play(tmp_path, seconds=5, seed=7, clients=4))
    assert found.clean, str(found)
    assert sum(found.kills.values()) >= 3
    assert found.taken > 0


NOBODY = Ledger(JEANNE, "0000001", "D08A00001", Password("Vv7!aaaa"))
OWNER = evolve(NOBODY, active=True)


def mail(message_id: str, subject: str, link: str = "/") -> ReceivedMail:
    return ReceivedMail(message_id, JEANNE, subject, link)


ALL = evolve(OWNER, openings=Count(1, 1), resets=Count(1), changes=1)
MAILS = (mail("1", ACTIVATION), mail("2", CONFIRMED), mail("3", RESET), mail("4", UPDATED))


def test_nothing_is_lost_when_each_promise_has_its_mail() -> None:
    assert lost_and_unasked([ALL], Mailbox([*MAILS, MAILS[0]])) == (0, 0)


@pytest.mark.parametrize("missing", MAILS)
def test_a_promised_mail_that_never_came_is_lost(missing: ReceivedMail) -> None:
    rest = [each for each in MAILS if each != missing]
    assert lost_and_unasked([ALL], Mailbox(rest)) == (1, 0)


def test_a_doubtful_form_may_have_sent_its_mail_and_no_more() -> None:
    activations = [mail(number, ACTIVATION) for number in ("5", "6")]
    assert lost_and_unasked([ALL], Mailbox([*MAILS, activations[0]])) == (0, 0)
    assert lost_and_unasked([ALL], Mailbox([*MAILS, *activations])) == (0, 1)


def test_copies_of_a_mail_must_be_equal_and_have_one_id() -> None:
    copies = [mail("1", RESET, "/a"), mail("1", RESET, "/a")]
    assert list(unstable_mails(Mailbox(copies))) == []
    assert list(unstable_mails(Mailbox([*copies, mail("1", RESET, "/b")]))) == [
        "1: its copies differ"
    ]
    assert list(unstable_mails(Mailbox([*copies, mail("2", RESET, "/a")]))) == [
        "/a: two mails carry it"
    ]


def test_two_accounts_of_one_contract_are_seen() -> None:
    assert list(shared_contracts([OWNER, NOBODY])) == []
    assert list(shared_contracts([OWNER, OWNER])) == ["contract 0000001: 2 accounts"]


def test_a_server_error_is_seen_and_503_is_none() -> None:
    traffic = Traffic()
    for status in (200, 303, 422, 503, 0):
        traffic.note("POST", status)
    assert list(server_errors(traffic)) == []
    traffic.note("POST", 500)
    assert list(server_errors(traffic)) == ["1 answers 500 to POST"]
