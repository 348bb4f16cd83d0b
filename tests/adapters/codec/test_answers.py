"""Answers as plain data: every one, exact both ways, told apart by stable names."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from types import UnionType
from typing import Any, NewType, get_args, get_origin, get_type_hints

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from espaceclient import EspaceClient, answers, values
from espaceclient.adapters.codec import ANSWERS, Unreadable, answers_converter
from espaceclient.answers import Entitled, FindSessionAnswer, NoSession, SessionFound, SignedIn
from espaceclient.testing.strategies import records
from espaceclient.testing.strategies import values as drawn
from tests.client_fixture import NOON

LEAVES: Mapping[object, st.SearchStrategy[Any]] = {
    str: st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=20),
    int: st.integers(0, 1 << 40),
    bool: st.booleans(),
    type(None): st.none(),
    datetime: drawn.instants(),
    values.EmailAddress: drawn.email_addresses(),
    values.Language: drawn.languages(),
    values.Holding: records.endless_holdings() | records.ended_holdings(),
    values.Contract: drawn.contracts(),
    Mapping[str, Any]: st.just({"email": "jeanne@exemple.fr", "devices": [{"label": None}]}),
    Mapping[str, str | int | tuple[str, ...]]: st.just({"digits": 7, "shown": ("a", "b")}),
}


def of(declared: Any) -> st.SearchStrategy[Any]:
    """Return values of a declared type, as far as answers have it."""
    if declared in LEAVES:
        return LEAVES[declared]
    if isinstance(declared, NewType):
        return of(declared.__supertype__)
    parts = get_args(declared)
    if isinstance(declared, UnionType) or not parts:
        return st.one_of(*map(of, parts)) if parts else _built(declared)
    several = st.lists(of(parts[0]), max_size=3)
    return several.map(frozenset if get_origin(declared) is frozenset else tuple)


def _built(answer: type[Any]) -> st.SearchStrategy[Any]:
    fields = attrs.fields(attrs.resolve_types(answer))
    return st.builds(answer, **{each.name: of(each.type) for each in fields})


@pytest.mark.parametrize("kind", ANSWERS.kinds)
def test_an_answer_comes_back_by_way_of_json(kind: str) -> None:
    @settings(max_examples=3)
    @given(of(ANSWERS.kinds[kind]))
    def comes_back(answer: object) -> None:
        tagged = ANSWERS.as_tagged(answer)
        assert json.loads(json.dumps(tagged)) == tagged
        read = ANSWERS.from_tagged(tagged)
        assert (read, _written(read)) == (answer, _written(answer))

    comes_back()


def _written(answer: Any) -> str:
    """Return it with what equality leaves out: how an address is written, an operator's name."""
    return json.dumps(attrs.asdict(answer), default=_told)


def _told(value: object) -> object:
    return sorted(value) if isinstance(value, frozenset) else str(value)


def test_every_answer_of_every_method_has_a_kind() -> None:
    answered = {
        member
        for name, method in vars(EspaceClient).items()
        if not name.startswith("_")
        for member in _members(get_type_hints(method)["return"])
    }
    assert answered <= set(ANSWERS.kinds.values())


def _members(union: Any) -> tuple[type, ...]:
    return get_args(union) or (union,)


def test_no_answer_has_a_field_where_its_kind_stands() -> None:
    named = {each.name for kind in ANSWERS.kinds.values() for each in attrs.fields(kind)}
    assert "kind" not in named


def test_the_kinds_of_earlier_releases_are_all_there() -> None:
    earlier = (
        "account_closed account_exported account_imported account_view accounts activated"
        " activation_ready activation_refused activation_resent address_change_ready"
        " address_change_requested address_changed address_corrected address_taken already_applied"
        " already_imported already_yours applied checklist contract_added contract_held"
        " contract_removed contract_taken contracts correction_refused current_password_refused"
        " entitled health imported_batch invalid link_unusable no_account no_session not_entitled"
        " not_held nothing_waits open_session other_sessions_ended password_changed"
        " password_required password_reset purged reconciled register_unavailable renumbering_plan"
        " renumbering_refused request_received request_refused reset_ready reset_requested retired"
        " session_ended session_found sessions sign_in_refused signed_in signed_out too_many_ends"
        " too_many_requests too_many_retired waiting"
    )
    assert set(earlier.split()) - set(ANSWERS.kinds) == set()


def test_an_answer_is_written_as_people_read_it() -> None:
    answer = Entitled(NOON, NOON + timedelta(days=1))
    assert ANSWERS.as_tagged(answer) == {
        "kind": "entitled",
        "since": "2026-01-01T12:00:00+00:00",
        "until": "2026-01-02T12:00:00+00:00",
    }


def test_a_token_is_written_though_no_repr_shows_it() -> None:
    answer = SignedIn(values.SessionToken("session-token"), values.BrowserToken("browser-token"))
    written = {"kind": "signed_in", "session": "session-token", "browser": "browser-token"}
    assert ANSWERS.as_tagged(answer) == written
    assert "token" not in repr(ANSWERS.from_tagged(written))


@attrs.frozen
class Page:
    """A host's own class that holds an answer."""

    title: str
    who: FindSessionAnswer


@pytest.mark.parametrize(
    "who",
    [
        NoSession(),
        SessionFound(
            values.AccountId("a"), values.EmailAddress("j@exemple.fr"), (), NOON, NOON, NOON
        ),
    ],
)
def test_a_class_of_a_host_holds_an_answer(who: FindSessionAnswer) -> None:
    converter = answers_converter()
    page = Page("Mes factures", who)
    assert converter.structure(converter.unstructure(page), Page) == page


@pytest.mark.parametrize(
    "damage",
    [
        {"since": None},
        {"since": 1767268800},
        {"since": "2026-01-01T12:00:00"},
        {"since": "2026-01-01"},
        {"until": "tomorrow"},
        {"kind": "no_such"},
        {"kind": None},
    ],
    ids=str,
)
def test_a_damaged_answer_is_unreadable(damage: dict[str, object]) -> None:
    written = ANSWERS.as_tagged(Entitled(NOON, None))
    with pytest.raises(Unreadable):
        ANSWERS.from_tagged(written | damage)


@pytest.mark.parametrize("cached", [None, [], "entitled", {}, 7])
def test_what_is_no_answer_at_all_is_unreadable(cached: Any) -> None:
    with pytest.raises(Unreadable):
        ANSWERS.from_tagged(cached)


def test_an_instant_of_another_zone_is_read_in_utc() -> None:
    written = {"kind": "entitled", "since": "2026-01-01T13:00:00+01:00", "until": None}
    read = ANSWERS.from_tagged(written)
    assert (read, read.since.tzinfo) == (Entitled(NOON, None), UTC)


@pytest.mark.parametrize("values_", [{"a": 1.5}, {"a": None}, {"a": {}}, None, [1]])
def test_what_no_problem_mentions_is_unreadable(values_: object) -> None:
    problem = {"field": "email", "code": "email/required", "values": values_}
    with pytest.raises(Unreadable):
        ANSWERS.from_fields("invalid", {"problems": [problem]})


def test_the_answers_of_the_package_are_all_there() -> None:
    classes = {getattr(answers, name) for name in answers.__all__}
    assert {each for each in classes if isinstance(each, type)} - set(ANSWERS.kinds.values()) == {
        answers.Problem
    }
