"""An account's life, told on memory adapters: what three people do, what each of them is answered,
and which mails go where.

Jeanne changes her address, loses her password and finds it again at the new one, ends devices that
are no longer hers, takes her data along and leaves. Paul waits for a mail that went to an
address he mistyped. Marie opens her account and does not come back.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache

import pytest
from attrs import define, field

from espaceclient.domain.mail import Mail
from tests.client_fixture import FORM, ClientFixture, client_fixture
from tests.subscriber_fixture import SubscriberFixture

OLD, NEW = "jeanne@exemple.fr", "jeanne@nouveau.fr"
MISTYPED, PAUL = "paul@exmple.fr", "paul@exemple.fr"
MARIE = "marie@exemple.fr"
PASSWORD, ANOTHER = FORM["password"], "Bb2!bbbb"
FORMS = {
    "Jeanne": FORM,
    "Paul": {
        **FORM,
        "email": MISTYPED,
        "contract_number": "7654321",
        "meter_number": "C03ED390487",
    },
    "Marie": {**FORM, "email": MARIE, "commune": "13040", "meter_number": "B11AA111111"},
}

DOES: Mapping[str, Callable[[SubscriberFixture], object]] = {
    "opens an account": SubscriberFixture.opens,
    "presses the newest activation link": SubscriberFixture.activates,
    "has the mail sent again": SubscriberFixture.asks_for_the_mail_again,
    "corrects the address": lambda paul: paul.corrects(PAUL),
    "forgets a password at the right address": lambda paul: paul.forgets(PAUL),
    "signs in at the right address": lambda paul: paul.signs_in(PAUL, PASSWORD, "phone"),
    "asks for another address": lambda jeanne: jeanne.asks_for_address(NEW),
    "presses the link to the new address": SubscriberFixture.confirms_address,
    "signs in at the old address": lambda jeanne: jeanne.signs_in(OLD, PASSWORD, "phone"),
    "signs in at the new address": lambda jeanne: jeanne.signs_in(NEW, PASSWORD, "phone"),
    "types a password she has lost": lambda jeanne: jeanne.signs_in(NEW, "Cc3!cccc", "phone"),
    "forgets the password at the old address": lambda jeanne: jeanne.forgets(OLD),
    "forgets the password at the new address": lambda jeanne: jeanne.forgets(NEW),
    "chooses another password": lambda jeanne: jeanne.chooses(ANOTHER),
    "signs in on the tablet": lambda jeanne: jeanne.signs_in(NEW, ANOTHER, "tablet"),
    "signs in at the library": lambda jeanne: jeanne.signs_in(NEW, ANOTHER, "library"),
    "signs in on the phone": lambda jeanne: jeanne.signs_in(NEW, ANOTHER, "phone"),
    "ends the library": lambda jeanne: jeanne.ends("library"),
    "ends the others": SubscriberFixture.ends_the_others,
    "exports": SubscriberFixture.exports,
    "closes with a wrong password": lambda jeanne: jeanne.closes(PASSWORD),
    "closes": lambda jeanne: jeanne.closes(ANOTHER),
    "signs in": lambda marie: marie.signs_in(MARIE, PASSWORD, "phone"),
    "retires": lambda night: night.world.client.retire_accounts(),
}

LIFE = [
    ("2026-01-05 09:00", "Jeanne", "opens an account", "RequestReceived"),
    ("2026-01-05 09:05", "Jeanne", "presses the newest activation link", "Activated"),
    ("2026-01-10 21:55", "Marie", "opens an account", "RequestReceived"),
    ("2026-01-10 22:00", "Marie", "presses the newest activation link", "Activated"),
    ("2026-02-02 12:00", "Paul", "opens an account", "RequestReceived"),
    ("2026-02-02 12:10", "Paul", "has the mail sent again", "ActivationResent"),
    ("2026-02-02 12:20", "Paul", "forgets a password at the right address", "ResetRequested"),
    ("2026-02-02 12:30", "Paul", "corrects the address", "AddressCorrected"),
    ("2026-02-02 12:31", "Paul", "corrects the address", "CorrectionRefused"),
    ("2026-02-02 13:45", "Paul", "has the mail sent again", "ActivationResent"),
    ("2026-02-02 13:50", "Paul", "signs in at the right address", "SignInRefused"),
    ("2026-02-02 13:55", "Paul", "forgets a password at the right address", "ResetRequested"),
    ("2026-02-02 14:00", "Paul", "presses the newest activation link", "Activated"),
    ("2026-02-02 14:10", "Paul", "has the mail sent again", "ActivationResent"),
    ("2026-03-02 20:00", "Jeanne", "signs in at the old address", "SignedIn"),
    ("2026-03-02 20:01", "Jeanne", "asks for another address", "AddressChangeRequested"),
    ("2026-03-02 20:05", "Jeanne", "presses the link to the new address", "AddressChanged"),
    ("2026-03-03 08:00", "Jeanne", "signs in at the old address", "SignInRefused"),
    ("2026-03-03 08:01", "Jeanne", "signs in at the new address", "SignedIn"),
    ("2026-06-01 17:50", "Jeanne", "types a password she has lost", "SignInRefused"),
    ("2026-06-01 17:51", "Jeanne", "forgets the password at the old address", "ResetRequested"),
    ("2026-06-01 17:52", "Jeanne", "forgets the password at the new address", "ResetRequested"),
    ("2026-06-01 17:55", "Jeanne", "chooses another password", "PasswordReset"),
    ("2026-06-01 18:00", "Jeanne", "signs in on the tablet", "SignedIn"),
    ("2026-06-01 18:01", "Jeanne", "signs in at the library", "SignedIn"),
    ("2026-06-01 18:02", "Jeanne", "signs in on the phone", "SignedIn"),
    ("2026-06-01 18:03", "Jeanne", "ends the library", "SessionEnded"),
    ("2026-06-01 18:04", "Jeanne", "ends the others", "OtherSessionsEnded"),
    ("2026-06-01 18:05", "Jeanne", "exports", "AccountExported"),
    ("2026-06-01 18:06", "Jeanne", "closes with a wrong password", "CurrentPasswordRefused"),
    ("2026-06-01 18:07", "Jeanne", "closes", "AccountClosed"),
    ("2026-06-01 18:08", "Jeanne", "exports", "NoSession"),
    ("2026-06-02 08:00", "Jeanne", "signs in on the phone", "SignInRefused"),
    ("2026-06-02 08:01", "Jeanne", "forgets the password at the new address", "ResetRequested"),
    ("2027-11-01 12:00", "Paul", "signs in at the right address", "SignedIn"),
    ("2027-12-10 22:00", "the night", "retires", "Retired"),
    ("2027-12-11 22:00", "the night", "retires", "Retired"),
    ("2027-12-12 22:00", "the night", "retires", "Retired"),
    ("2028-01-02 22:00", "the night", "retires", "Retired"),
    ("2028-01-03 22:00", "the night", "retires", "Retired"),
    ("2028-01-09 22:00", "the night", "retires", "Retired"),
    ("2028-01-10 22:00", "the night", "retires", "Retired"),
    ("2028-01-11 09:00", "Marie", "signs in", "SignInRefused"),
    ("2028-01-11 09:05", "Marie", "opens an account", "RequestReceived"),
    ("2028-01-11 09:10", "Paul", "signs in at the right address", "SignedIn"),
]

MAILED = [
    ("2026-01-05 09:00", "ActivationMail", "jeanne@exemple.fr"),
    ("2026-01-05 09:05", "AccountConfirmedMail", "jeanne@exemple.fr"),
    ("2026-01-10 21:55", "ActivationMail", "marie@exemple.fr"),
    ("2026-01-10 22:00", "AccountConfirmedMail", "marie@exemple.fr"),
    ("2026-02-02 12:00", "ActivationMail", "paul@exmple.fr"),
    ("2026-02-02 12:10", "ActivationMail", "paul@exmple.fr"),
    ("2026-02-02 12:30", "ActivationMail", "paul@exemple.fr"),
    ("2026-02-02 13:45", "ActivationMail", "paul@exemple.fr"),
    ("2026-02-02 13:55", "ActivationMail", "paul@exemple.fr"),
    ("2026-02-02 14:00", "AccountConfirmedMail", "paul@exemple.fr"),
    ("2026-03-02 20:01", "AddressChangeMail", "jeanne@nouveau.fr"),
    ("2026-03-02 20:01", "AddressChangeRequestedMail", "jeanne@exemple.fr"),
    ("2026-03-02 20:05", "AddressChangedMail", "jeanne@exemple.fr"),
    ("2026-06-01 17:52", "ResetMail", "jeanne@nouveau.fr"),
    ("2026-06-01 17:55", "PasswordUpdatedMail", "jeanne@nouveau.fr"),
    ("2026-06-01 18:07", "AccountClosedMail", "jeanne@nouveau.fr"),
    ("2027-12-11 22:00", "AccountUnvisitedMail", "marie@exemple.fr"),
    ("2028-01-03 22:00", "AccountUnvisitedMail", "marie@exemple.fr"),
    ("2028-01-10 22:00", "AccountClosedMail", "marie@exemple.fr"),
    ("2028-01-11 09:05", "ActivationMail", "marie@exemple.fr"),
]

DEVICES = [
    ("2026-06-01 18:02", ["phone", "library", "tablet"]),
    ("2026-06-01 18:03", ["phone", "tablet"]),
    ("2026-06-01 18:04", ["phone"]),
]


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@define
class Told:
    """What came of each step, by its date."""

    answers: dict[str, str] = field(factory=dict)
    mails: dict[str, list[tuple[str, str]]] = field(factory=dict)
    devices: dict[str, list[str | None]] = field(factory=dict)


def posted(world: ClientFixture) -> list[Mail]:
    """Return the mails queued since the last time, and take them out of the outbox."""
    mails = world.mails
    outbox = world.memory.outbox
    for leased in outbox.lease(world.clock.now(), timedelta(minutes=1), 100):
        outbox.delivered(leased)
    return mails


@cache
def told() -> Told:
    world, story = client_fixture(), Told()
    people = {who: SubscriberFixture(FORMS.get(who, {}), world) for _, who, _, _ in LIFE}
    for when, who, does, _ in LIFE:
        person = people[who]
        world.clock.time = datetime.fromisoformat(when).replace(tzinfo=UTC)
        story.answers[when] = type(DOES[does](person)).__name__
        mails = posted(world)
        person.mailbox.extend(mails)
        story.mails[when] = [(type(mail).__name__, mail.to.text) for mail in mails]
        if when in dict(DEVICES):
            story.devices[when] = list(person.listed())
    return story


@pytest.mark.parametrize(("when", "who", "does", "answer"), LIFE)
def test_what_each_of_them_is_answered(when: str, who: str, does: str, answer: str) -> None:
    assert told().answers[when] == answer, f"{who} {does}"


@pytest.mark.parametrize("when", [when for when, _, _, _ in LIFE])
def test_which_mails_go_where_at_each_date(when: str) -> None:
    assert told().mails[when] == [(kind, to) for date, kind, to in MAILED if date == when]


@pytest.mark.parametrize(("when", "devices"), DEVICES)
def test_where_jeanne_is_signed_in(when: str, devices: list[str]) -> None:
    assert told().devices[when] == devices
