"""Extra fields: what a host asks on the opening form besides."""

import pytest
from attrs import evolve

from espaceclient.domain.account import AccountId
from espaceclient.domain.event import AccountOpened, SignedOut
from espaceclient.domain.event_extra import extra_of, for_trail, with_extra
from espaceclient.domain.extra_fields import (
    ExtraField,
    ExtraFields,
    ExtraRefused,
    as_fields,
)
from espaceclient.domain.problem import Invalid, Problem
from espaceclient.domain.registration import Registration
from tests.domain.world import REGISTRATION


def telephone(text: str) -> str | ExtraRefused:
    digits = "".join(each for each in text if each.isdigit())
    return f"+33{digits[-9:]}" if len(digits) in (10, 11) else ExtraRefused("Dix chiffres.")


TELEPHONE = ExtraField("telephone", "Téléphone", inputmode="tel", required=True, check=telephone)
FLOOR = ExtraField("floor_2", "Étage")


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ({"extra_telephone": " 06 12 34 56 78 "}, {"telephone": "+33612345678"}),
        (
            {"extra_telephone": "0612345678", "extra_floor_2": "« 3ᵉ » \U0001f4a7"},
            {"telephone": "+33612345678", "floor_2": "« 3ᵉ » \U0001f4a7"},
        ),
        (
            {"extra_telephone": "0612345678", "extra_floor_2": "  ", "extra_other": "x"},
            {"telephone": "+33612345678"},
        ),
    ],
)
def test_what_was_typed_is_read_as_the_host_has_it(
    typed: dict[str, str], read: dict[str, str]
) -> None:
    assert ExtraFields.of(TELEPHONE, FLOOR).parse(typed) == read


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", Problem("extra_telephone", "extra/required")),
        (" \t ", Problem("extra_telephone", "extra/required")),
        ("12", Problem("extra_telephone", "extra/refused", {"sentence": "Dix chiffres."})),
        ("0" * 501, Problem("extra_telephone", "extra/too_long", {"longest": 500})),
        ("061234\n5678", Problem("extra_telephone", "extra/control_characters")),
        ("061234\x005678", Problem("extra_telephone", "extra/control_characters")),
        ("061234\ud8005678", Problem("extra_telephone", "extra/control_characters")),
        ("061234\u20285678", Problem("extra_telephone", "extra/control_characters")),
    ],
)
def test_what_will_not_do_is_a_problem_of_its_field(text: str, problem: Problem) -> None:
    read = ExtraFields.of(TELEPHONE, FLOOR).parse({"extra_telephone": text})
    assert read == Invalid((problem,))


def test_the_longest_answer_is_read() -> None:
    assert ExtraFields.of(FLOOR).parse({"extra_floor_2": "é" * 500}) == {"floor_2": "é" * 500}


def test_a_function_that_returns_nothing_is_a_defect_and_no_answer() -> None:
    forgets = ExtraField("a", "A", check=lambda _text: None)  # type: ignore[arg-type, return-value]  # as of a host without mypy
    with pytest.raises(AssertionError):
        forgets.parse({"extra_a": "x"})


def test_a_host_is_never_asked_about_what_is_refused_anyway() -> None:
    asked: list[str] = []

    def check(text: str) -> str:
        asked.append(text)
        return text

    ExtraFields.of(ExtraField("a", "A", check=check)).parse({"extra_a": "x\x00"})
    ExtraFields.of(ExtraField("a", "A", check=check)).parse({"extra_a": " "})
    assert asked == []


@pytest.mark.parametrize("name", ["", "Telephone", "2nd", "a-b", "a" * 41, "é", "a\n"])
def test_a_field_is_named_in_small_letters(name: str) -> None:
    with pytest.raises(ValueError, match="name"):
        ExtraField(name, "Téléphone")


def test_a_field_has_a_label_and_a_known_way_of_typing() -> None:
    with pytest.raises(ValueError, match="label"):
        ExtraField("telephone", "")
    with pytest.raises(ValueError, match="inputmode"):
        ExtraField("telephone", "Téléphone", inputmode="phone")  # type: ignore[arg-type]  # as of a host without mypy


def test_ten_fields_are_the_most_and_each_has_a_name_of_its_own() -> None:
    eleven = [ExtraField(f"field_{number}", "Champ") for number in range(11)]
    assert len(ExtraFields.of(*eleven[:10]).declared) == 10
    with pytest.raises(ValueError, match="declared"):
        ExtraFields.of(*eleven)
    with pytest.raises(ValueError, match=r"two extra fields are called \['floor_2'\]"):
        ExtraFields.of(FLOOR, TELEPHONE, FLOOR)


@pytest.mark.parametrize(
    "extra",
    [
        {"Telephone": "x"},
        {"telephone": ""},
        {"telephone": "x" * 501},
        {"telephone": "x\n"},
        {f"field_{number}": "x" for number in range(11)},
    ],
)
def test_no_record_holds_what_no_form_leads_to(extra: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="extra"):
        evolve(REGISTRATION, extra=extra)
    with pytest.raises(ValueError, match="extra"):
        AccountOpened(AccountId("1"), REGISTRATION.contract, extra=extra)


@pytest.mark.parametrize(
    "extra",
    [{"floor": "3"}, {"floor": "x" * 500}, {f"field_{number}": "x" for number in range(10)}],
    ids=["one character", "500 characters", "ten fields"],
)
def test_a_record_holds_what_a_form_may_lead_to(extra: dict[str, str]) -> None:
    assert evolve(REGISTRATION, extra=extra).extra == extra


def test_a_record_shows_nothing_of_it_and_nobody_else_changes_it() -> None:
    extra = {"telephone": "0612345678"}
    registration: Registration = evolve(REGISTRATION, extra=extra)
    extra["telephone"] = "0000000000"
    assert registration.extra == {"telephone": "0612345678"}
    assert "0612345678" not in repr(registration)


def test_a_form_says_the_same() -> None:
    assert as_fields({"telephone": "0612345678"}) == {"extra_telephone": "0612345678"}


def test_an_event_hands_it_over_to_the_feed_and_not_to_the_trail() -> None:
    extra = {"telephone": "0612345678"}
    opened = AccountOpened(AccountId("1"), REGISTRATION.contract, extra=extra)
    assert (extra_of(opened), extra_of(for_trail(opened))) == (extra, None)
    assert with_extra(for_trail(opened), extra) == opened
    assert "0612345678" not in repr(opened)


def test_other_events_hand_nothing_over() -> None:
    event = SignedOut(AccountId("1"))
    assert (extra_of(event), for_trail(event), with_extra(event, {"a": "x"})) == (
        None,
        event,
        event,
    )
