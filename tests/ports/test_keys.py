from collections.abc import Callable
from functools import partial

import pytest
from attrs import evolve

from espaceclient.ports.keys import (
    FingerprintKeys,
    Key,
    KeyRing,
    Keys,
    LinkKeys,
    MissingKeys,
    PepperKeys,
    SessionKeys,
)

OLD = Key("2024", b"o" * 32)
NEW = Key("2026", b"n" * 32)


def test_the_first_key_is_the_newest() -> None:
    assert KeyRing.of(NEW, OLD).newest == NEW


def test_keys_are_told_newest_first() -> None:
    assert list(KeyRing.of(NEW, OLD)) == [NEW, OLD]


def test_a_key_is_found_by_its_id() -> None:
    assert KeyRing.of(NEW, OLD).get("2024") == OLD


def test_a_key_that_is_gone_is_not_found() -> None:
    assert KeyRing.of(NEW).get("2024") is None


def test_a_secret_does_not_show_itself() -> None:
    assert repr(KeyRing.of(NEW)) == "KeyRing(keys=(Key(id='2026', secret=***),))"


def test_a_ring_without_keys_is_refused() -> None:
    with pytest.raises(ValueError, match="a key ring holds at least one key"):
        KeyRing.of()


def test_an_id_that_stands_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="a key's id stands twice"):
        KeyRing.of(NEW, Key("2026", b"x" * 32))


@pytest.mark.parametrize("key_id", ["", "a" * 33, "2026\n", "clé", "a b"])
def test_an_id_in_another_form_is_refused_and_not_repeated(key_id: str) -> None:
    with pytest.raises(ValueError, match=r"^a key's id has 1 to 32 of A-Z a-z 0-9 _ -$"):
        Key(key_id, b"x" * 32)


def test_a_short_secret_is_refused_and_not_repeated() -> None:
    with pytest.raises(ValueError, match=r"^a key's secret has at least 32 bytes$"):
        Key("2026", b"x" * 31)


def test_a_key_that_was_written_reads_back() -> None:
    assert NEW.export() == "2026:bm5ubm5ubm5ubm5ubm5ubm5ubm5ubm5ubm5ubm5ubm4="
    assert Key.parse(NEW.export()) == NEW


def test_a_generated_key_is_never_the_same() -> None:
    first, second = Key.generate(), Key.generate()
    assert len(first.secret) == 32
    assert first.secret != second.secret


def test_a_ring_is_read_newest_first() -> None:
    assert LinkKeys.parse(f"{NEW.export()}, {OLD.export()}") == LinkKeys.of(NEW, OLD)


@pytest.mark.parametrize("text", ["", "secret", "id:", "id:pas du base64!", "id:c2VjcmV0"])
def test_a_key_that_is_none_is_refused_without_being_quoted(text: str) -> None:
    with pytest.raises(ValueError) as refused:  # noqa: PT011 - whatever it says is looked at
        Key.parse(text)
    assert "c2VjcmV0" not in str(refused.value)
    assert "pas du base64" not in str(refused.value)


def test_rings_of_the_same_keys_are_not_the_same() -> None:
    rings: list[KeyRing] = [LinkKeys.of(NEW), SessionKeys.of(NEW)]
    assert rings[0] != rings[1]


def test_a_ring_of_another_kind_is_refused() -> None:
    with pytest.raises(TypeError, match=r"^PepperKeys are needed here, not LinkKeys$"):
        PepperKeys.require(LinkKeys.of(NEW))
    with pytest.raises(TypeError, match=r"^SessionKeys are needed here, not LinkKeys$"):
        evolve(Keys.generate(), sessions=LinkKeys.of(NEW))  # type: ignore[arg-type]  # the mistake


def test_a_ring_that_is_not_there_is_named() -> None:
    with pytest.raises(MissingKeys, match=r"^PepperKeys are missing: this process was composed"):
        PepperKeys.require(None)


@pytest.mark.parametrize(
    ("drawn", "name"),
    [
        (partial(evolve, sessions=SessionKeys.of(OLD, NEW)), "sessions"),
        (partial(evolve, fingerprints=FingerprintKeys.of(NEW)), "fingerprints"),
        (partial(evolve, peppers=PepperKeys.of(OLD, NEW)), "peppers"),
    ],
)
def test_rings_share_no_secret(drawn: Callable[[Keys], Keys], name: str) -> None:
    keys = evolve(Keys.generate(), links=LinkKeys.of(NEW))
    with pytest.raises(ValueError, match=rf"^{name}: holds a secret of links; each needs keys"):
        drawn(keys)


def test_a_process_may_hold_the_rings_that_it_needs_alone() -> None:
    keys = Keys(sessions=SessionKeys.of(NEW))
    assert (keys.links, keys.sessions) == (None, SessionKeys.of(NEW))


def test_generated_keys_are_four() -> None:
    keys = Keys.generate()
    assert None not in (keys.links, keys.sessions, keys.fingerprints, keys.peppers)
