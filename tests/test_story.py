"""A story of two homes: who sees which contract at each date, and which mails they get.

Jeanne opens an account with her flat, adds her mother's house, and moves out of the flat. Billing
says that the flat's contract ends; Karim, who comes next, opens an account with it.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

import pytest
from attrs import define, evolve, field

from espaceclient import Contract, ContractNumber, MeterNumber, Subscriber
from espaceclient.adapters.memory import MemorySubscribers
from espaceclient.answers import (
    Applied,
    ContractAdded,
    Entitled,
    NotEntitled,
    RequestRefused,
    SignedIn,
)
from espaceclient.billing import BillingEventId, ContractEnded
from tests.client_fixture import FORM, SEMM, ClientFixture, client_fixture

PEOPLE = {"Jeanne": "jeanne@exemple.fr", "Karim": "karim@exemple.fr"}
FLAT = Subscriber(Contract(SEMM, ContractNumber("0123456")), MeterNumber("A02GJ098702"))
HOUSE = Subscriber(Contract(SEMM, ContractNumber("7654321")), MeterNumber("C03ED390487"))
CONTRACTS = {"flat": FLAT.contract, "house": HOUSE.contract}


def day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def form(person: str, line: Subscriber) -> dict[str, str]:
    return {
        **FORM,
        "email": PEOPLE[person],
        "contract_number": line.contract.number.digits,
        "meter_number": line.meter.text,
    }


@define
class Story:
    """The people's client, the utility's register, and what happens between them."""

    register: MemorySubscribers = field(factory=lambda: MemorySubscribers([FLAT, HOUSE]))
    world: ClientFixture = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.world = client_fixture(subscribers=self)

    def find(self, contract: Contract) -> Subscriber | None:
        return self.register.find(contract)

    def jeanne_opens_with_her_flat(self) -> None:
        self.world.activated(**form("Jeanne", FLAT))

    def jeanne_adds_her_mothers_house(self) -> None:
        session = self.world.signed_in(email=PEOPLE["Jeanne"])
        added = self.world.client.add_contract(session, form("Jeanne", HOUSE))
        assert isinstance(added, ContractAdded)

    def billing_says_that_the_flat_ends(self) -> None:
        """The register is not told yet."""
        end = ContractEnded(BillingEventId("1"), FLAT.contract, day("2026-07-01"))
        assert self.world.client.apply(end) == Applied(1)

    def karim_comes_too_early(self) -> None:
        assert self.world.client.open_account(form("Karim", FLAT)) == RequestRefused()

    def the_register_knows_who_comes_next(self) -> None:
        self.register = MemorySubscribers([evolve(FLAT, since=day("2026-07-10")), HOUSE])

    def karim_opens_with_the_flat(self) -> None:
        self.world.activated(**form("Karim", FLAT))


HAPPENS: Mapping[str, Callable[[Story], None]] = {
    "2026-01-05": Story.jeanne_opens_with_her_flat,
    "2026-02-10": Story.jeanne_adds_her_mothers_house,
    "2026-06-15": Story.billing_says_that_the_flat_ends,
    "2026-07-02": Story.karim_comes_too_early,
    "2026-07-10": Story.the_register_knows_who_comes_next,
    "2026-07-20": Story.karim_opens_with_the_flat,
}

SEEN = [
    ("2026-01-05", "Jeanne", "flat", "from 2026-01-05"),
    ("2026-01-05", "Jeanne", "house", "nothing"),
    ("2026-02-10", "Jeanne", "flat", "from 2026-01-05"),
    ("2026-02-10", "Jeanne", "house", "from 2026-02-10"),
    ("2026-06-15", "Jeanne", "flat", "from 2026-01-05 until 2026-07-01"),
    ("2026-06-15", "Jeanne", "house", "from 2026-02-10"),
    ("2026-07-02", "Jeanne", "flat", "from 2026-01-05 until 2026-07-01"),
    ("2026-07-02", "Karim", "flat", "has no account"),
    ("2026-07-20", "Jeanne", "flat", "from 2026-01-05 until 2026-07-01"),
    ("2026-07-20", "Jeanne", "house", "from 2026-02-10"),
    ("2026-07-20", "Karim", "flat", "from 2026-07-10"),
    ("2026-07-20", "Karim", "house", "nothing"),
    ("2027-07-31", "Jeanne", "flat", "from 2026-01-05 until 2026-07-01"),
    ("2027-08-01", "Jeanne", "flat", "nothing"),
    ("2027-08-01", "Jeanne", "house", "from 2026-02-10"),
    ("2027-08-01", "Karim", "flat", "from 2026-07-10"),
]

READ = {
    "Jeanne": [
        ("2026-01-05", "ActivationMail"),
        ("2026-01-05", "AccountConfirmedMail"),
        ("2026-02-10", "ContractAddedMail"),
        ("2026-06-15", "ContractEndedMail"),
    ],
    "Karim": [
        ("2026-07-20", "ActivationMail"),
        ("2026-07-20", "AccountConfirmedMail"),
    ],
}

DAYS_OF_THE_FLAT = [
    ("2026-01-04", []),
    ("2026-01-05", ["Jeanne"]),
    ("2026-06-30", ["Jeanne"]),
    ("2026-07-01", []),
    ("2026-07-09", []),
    ("2026-07-10", ["Karim"]),
    ("2026-07-20", ["Karim"]),
]


def told_until(date: str) -> Story:
    """Return the story as it stands at a date, what happens on that day included."""
    story = Story()
    for when, happens in HAPPENS.items():
        if when <= date:
            story.world.clock.time = day(when)
            happens(story)
    story.world.clock.time = day(date)
    return story


def sees(story: Story, person: str, contract: str, on: datetime | None = None) -> str:
    signed_in = story.world.client.sign_in({**FORM, "email": PEOPLE[person]})
    if not isinstance(signed_in, SignedIn):
        return "has no account"
    match story.world.client.may_see(signed_in.session, CONTRACTS[contract], on):
        case Entitled(since, None):
            return f"from {since:%Y-%m-%d}"
        case Entitled(since, until):
            return f"from {since:%Y-%m-%d} until {until:%Y-%m-%d}"
        case NotEntitled():
            return "nothing"
        case answer:
            raise AssertionError(answer)


@pytest.mark.parametrize(("date", "person", "contract", "seen"), SEEN)
def test_who_sees_what_at_each_date(date: str, person: str, contract: str, seen: str) -> None:
    assert sees(told_until(date), person, contract) == seen


@pytest.mark.parametrize(("date", "who"), DAYS_OF_THE_FLAT)
def test_in_the_end_each_day_of_the_flat_is_seen_by_who_lived_there(
    date: str, who: list[str]
) -> None:
    story = told_until("2026-07-31")
    assert [each for each in PEOPLE if sees(story, each, "flat", day(date)) != "nothing"] == who


@pytest.mark.parametrize(("person", "read"), READ.items())
def test_which_mails_each_of_them_gets(person: str, read: list[tuple[str, str]]) -> None:
    queued = told_until("2027-08-01").world.memory.outbox.entries()
    assert [
        (f"{each.queued_at:%Y-%m-%d}", type(each.mail).__name__)
        for each in queued
        if each.mail and each.mail.to.text == PEOPLE[person]
    ] == read
