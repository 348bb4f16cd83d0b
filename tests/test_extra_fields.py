"""What a host asks besides: from the form to the event, and nowhere else."""

import pytest

from espaceclient import Policy
from espaceclient.adapters.memory import MemoryEventFeed, MemoryEventSink
from espaceclient.answers import AccountExported, AddressCorrected, Invalid, RequestReceived
from espaceclient.domain.event import AccountOpened
from espaceclient.domain.event_extra import extra_of
from espaceclient.domain.event_fields import as_fields
from espaceclient.domain.extra_fields import ExtraField, ExtraFields, ExtraRefused
from espaceclient.domain.open_account import OpenAccount
from espaceclient.domain.problem import Problem
from espaceclient.domain.registration import Registration
from espaceclient.ports.trail import Everything
from espaceclient.relay import EventRelay
from tests.client_fixture import COMMUNES, FORM, ClientFixture, client_fixture

TOLD = {"telephone": "0612345678"}
ASKED = {**FORM, "extra_telephone": "0612345678"}


def check(text: str) -> str | ExtraRefused:
    return text if text.isdigit() else ExtraRefused("Dix chiffres.")


POLICY = Policy(
    extra_fields=ExtraFields.of(ExtraField("telephone", "Téléphone", required=True, check=check))
)


def world_that_asks() -> ClientFixture:
    return client_fixture(policy=POLICY)


def handed_over(world: ClientFixture) -> list[dict[str, str]]:
    """Relay the events, and tell what came with those of opened accounts."""
    sink = MemoryEventSink()
    relay = EventRelay(feed=MemoryEventFeed(world.memory.trail), sink=sink, clock=world.clock)
    while relay.deliver_due().handled:
        pass
    opened = [each.event for each in sink.events if isinstance(each.event, AccountOpened)]
    return [dict(extra_of(each) or {}) for each in opened]


def test_what_was_typed_comes_with_the_event_that_the_account_is_open() -> None:
    world = world_that_asks()
    world.activated(**ASKED)
    assert handed_over(world) == [TOLD]


def test_once_the_host_was_told_it_is_nowhere() -> None:
    world = world_that_asks()
    world.activated(**ASKED)
    handed_over(world)
    kept = [*world.records, *world.memory.trail.recorded, *world.mails]
    assert [each for each in kept if "0612345678" in repr(vars_of(each))] == []


def vars_of(record: object) -> object:
    """Everything in a record, what its ``repr`` leaves out too."""
    slots = getattr(record, "__slots__", ())
    held = {name: vars_of(getattr(record, name)) for name in slots if hasattr(record, name)}
    return held or record


def test_while_the_request_waits_it_is_with_the_request_alone() -> None:
    world = world_that_asks()
    world.requested(**ASKED)
    (registration,) = (each for each in world.records if isinstance(each, Registration))
    assert registration.extra == TOLD
    kept = [each for each in world.records if each is not registration]
    assert [each for each in kept if "0612345678" in repr(vars_of(each))] == []


def test_the_trail_never_tells_it() -> None:
    world = world_that_asks()
    world.activated(**ASKED)
    told = [as_fields(each.event) for each in world.memory.trail.page(Everything())]
    assert "0612345678" not in repr(told)


def test_what_the_host_refuses_is_a_problem_beside_the_others() -> None:
    wrong = {**ASKED, "email": "", "extra_telephone": "six"}
    answer = world_that_asks().client.open_account(wrong)
    assert answer == Invalid(
        (
            Problem("email", "email/required"),
            Problem("extra_telephone", "extra/refused", {"sentence": "Dix chiffres."}),
        )
    )


def test_with_it_alone_wrong_nothing_is_stored_and_no_mail_sent() -> None:
    world = world_that_asks()
    answer = world.client.open_account(FORM)
    assert answer == Invalid((Problem("extra_telephone", "extra/required"),))
    assert (world.records, world.mails) == ([], [])


def test_a_command_is_judged_as_its_form() -> None:
    form = OpenAccount.from_fields(
        ASKED, COMMUNES, POLICY.password, extra_fields=POLICY.extra_fields
    )
    assert isinstance(form, OpenAccount)
    assert form.extra == TOLD
    world = world_that_asks()
    wrong = OpenAccount(form.subscription, form.email, form.password, {"telephone": "six"})
    assert isinstance(world.client.open_account(form), RequestReceived)
    assert isinstance(world.client.open_account(wrong), Invalid)


def test_a_corrected_address_keeps_it() -> None:
    world = world_that_asks()
    asked = world.requested(**ASKED)
    corrected = world.client.correct_address(asked.waiting, {"email": "j@exemple.fr"})
    assert isinstance(corrected, AddressCorrected)
    world.activate(asked.browser)
    assert handed_over(world) == [TOLD]


def test_a_host_that_asks_nothing_is_told_nothing() -> None:
    world = client_fixture()
    world.activated(**ASKED)
    assert handed_over(world) == [{}]


def test_no_export_has_it_since_a_stranger_may_have_typed_it_beside_the_address() -> None:
    world = world_that_asks()
    session = world.activated(**ASKED)
    world.requested(**ASKED)
    answer = world.client.export_account(session)
    assert isinstance(answer, AccountExported)
    assert len(answer.fields["requests"]) == 1
    assert "0612345678" not in repr(answer.fields)


@pytest.mark.parametrize("there_is_one", [True, False])
def test_the_host_is_asked_the_same_whoever_has_an_account(there_is_one: bool) -> None:  # noqa: FBT001 - a parameter of the test
    asked: list[str] = []

    def note(text: str) -> str:
        asked.append(text)
        return text

    fields = ExtraFields.of(ExtraField("telephone", "Téléphone", check=note))
    world = client_fixture(policy=Policy(extra_fields=fields))
    if there_is_one:
        world.activated()
    assert isinstance(world.client.open_account(ASKED), RequestReceived)
    assert asked == ["0612345678"]
