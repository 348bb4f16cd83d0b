import pytest

from espaceclient.ports.keys import Key, KeyRing

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
