"""The laws of secrets. ``make`` gives secrets under some keys."""

import re
from collections.abc import Callable
from itertools import permutations

from attrs import frozen
from hypothesis import strategies as st

from espaceclient.domain.link import Purpose
from espaceclient.ports.secrets import Secrets
from espaceclient.testing.laws.law import Made, expect, for_all, law, opened
from espaceclient.testing.laws.race import RIVALS, race

MakeSecrets = Callable[[], Made[Secrets]]

SHORTEST_ID = 22
"""Characters of base64 that hold 128 bits."""

LONGEST_TOKEN = 128

_URL_SAFE = re.compile(r"[A-Za-z0-9._~-]+")
_PURPOSES = st.sampled_from(Purpose)


@frozen
class SecretsSuccession:
    """Secrets, those that replace them with a newer key in front, and those that know the newer key alone."""

    older: Secrets
    both: Secrets
    newer: Secrets


MakeSecretsSuccession = Callable[[], Made[SecretsSuccession]]


@law
def ids_are_never_the_same(make: MakeSecrets) -> None:
    """Ids are URL-safe, hold 128 bits or more, and are never drawn twice, whoever draws them."""
    with opened(make()) as here, opened(make()) as there:
        draws = race([lambda: [here.new_id() for _ in range(500)]] * RIVALS + [lambda: [there.new_id()] * 1])
        ids = [drawn for draw in draws for drawn in draw]
        expect(len(set(ids)) == len(ids), f"{len(ids) - len(set(ids))} of {len(ids)} were drawn twice")
        for drawn in ids:
            expect(_URL_SAFE.fullmatch(drawn) is not None, f"{drawn!r} was drawn")
            expect(len(drawn) >= SHORTEST_ID, f"{drawn!r} was drawn, of {len(drawn)} characters")
        used = max(len({drawn[place] for drawn in ids}) for place in range(SHORTEST_ID))
        still = [place for place in range(SHORTEST_ID) if len({drawn[place] for drawn in ids}) < used // 4]
        expect(len(still) <= 1, f"{len(still)} of their first {SHORTEST_ID} characters hardly ever change")


@law
def a_token_opens_what_it_was_sealed_for(make: MakeSecrets) -> None:
    """A token opens its id for its purpose, is always the same, URL-safe and at most 128 characters long."""

    def check(purpose: Purpose) -> None:
        with opened(make()) as made:
            subject = made.new_id()
            token = made.seal(purpose, subject)
            expect(made.open(purpose, token) == subject, "it opened something else")
            expect(made.seal(purpose, subject) == token, "sealing twice made two tokens")
            expect(_URL_SAFE.fullmatch(token) is not None, f"it was {token!r}")
            expect(len(token) <= LONGEST_TOKEN, f"it had {len(token)} characters")

    for_all(_PURPOSES, check)


@law
def a_token_opens_nothing_else(make: MakeSecrets) -> None:
    """A token sealed for one purpose opens nothing for another."""
    with opened(make()) as made:
        for sealed, asked in permutations(Purpose, 2):
            opens = made.open(asked, made.seal(sealed, made.new_id()))
            expect(opens is None, f"one sealed for {sealed} opened {opens!r} for {asked}")


@law
def a_token_with_one_wrong_character_opens_nothing(make: MakeSecrets) -> None:
    """A token that was cut, lengthened or changed in any one character opens nothing."""
    with opened(make()) as made:
        token = made.seal(Purpose.RESET, made.new_id())
        for place in range(len(token)):
            for wrong in {token[:place] + other + token[place + 1 :] for other in "Aa0-_.=+"} - {token}:
                expect(made.open(Purpose.RESET, wrong) is None, f"it did when changed in character {place + 1}")
            expect(made.open(Purpose.RESET, token[:place]) is None, f"it did when cut after {place}")
            expect(made.open(Purpose.RESET, token[place + 1 :]) is None, f"it did without its first {place + 1}")
        for longer in (token + "A", token + "=", token + ".", token + "\n", " " + token, token * 2, token.swapcase()):
            expect(made.open(Purpose.RESET, longer) is None, f"it did as {longer!r}")


@law
def a_token_of_other_keys_opens_nothing(make: MakeSecretsSuccession) -> None:
    """A token opens as long as its key is there, under newer keys too, and not a moment longer."""
    with opened(make()) as made:
        subject = made.older.new_id()
        older, newer = made.older.seal(Purpose.SESSION, subject), made.newer.seal(Purpose.SESSION, subject)
        expect(older != newer, "two keys made one token")
        expect(made.both.open(Purpose.SESSION, older) == subject, "one of the older key did not open any more")
        expect(made.both.open(Purpose.SESSION, newer) == subject, "one of the newer key did not open")
        expect(made.both.seal(Purpose.SESSION, subject) == newer, "the older key went on sealing")
        expect(made.newer.open(Purpose.SESSION, older) is None, "one of a key that is gone did open")
        expect(made.older.open(Purpose.SESSION, newer) is None, "one of a key not known yet did open")


@law
def any_text_may_come_in(make: MakeSecrets) -> None:
    """Whatever text comes in as a token, it opens nothing and raises nothing."""

    def check(drawn: tuple[Purpose, str]) -> None:
        purpose, text = drawn
        with opened(make()) as made:
            opens = made.open(purpose, text)
            expect(opens is None, f"{text!r} opened {opens!r}")

    known = ("", ".", "..", "\0", "é.é", "\ud800", "a." + "A" * 43, "." + "A" * 43, "A" * 100_000, "%2e", "٣.٣")
    texts = st.sampled_from(known) | st.text() | st.text("Aa0-_.=+/", max_size=150)
    for_all(st.tuples(_PURPOSES, texts), check, examples=100)


@law
def fingerprints_name_without_telling(make: MakeSecrets) -> None:
    """A fingerprint is stable, differs with scope and text, and does not show its text."""

    def check(drawn: tuple[str, str, str]) -> None:
        scope, text, other = drawn
        with opened(make()) as made:
            name = made.fingerprint(scope, text)
            expect(made.fingerprint(scope, text) == name, "the same text had two")
            expect(made.fingerprint(scope, other) != name, f"{text!r} and {other!r} had one")
            expect(made.fingerprint(scope + "x", text) != name, "one text had the same in two scopes")
            expect(text not in name, f"{text!r} shows in {name!r}")

    scopes = st.sampled_from(("sign-in", "proof", "opening", "origin"))
    texts = st.emails() | st.text(st.characters(exclude_categories=["Cs"]), min_size=3)
    apart = st.tuples(scopes, texts, texts).filter(lambda drawn: drawn[1] != drawn[2] and len(drawn[1]) > 5)
    for_all(apart, check)


@law
def fingerprints_need_the_key(make: MakeSecretsSuccession) -> None:
    """Nobody without the key can tell a fingerprint from its text, so another key makes another one."""
    with opened(make()) as made:
        same = made.older.fingerprint("sign-in", "anne@exemple.fr") == made.newer.fingerprint(
            "sign-in", "anne@exemple.fr"
        )
        expect(not same, "two keys made one")


SECRETS_LAWS = (
    ids_are_never_the_same,
    a_token_opens_what_it_was_sealed_for,
    a_token_opens_nothing_else,
    a_token_with_one_wrong_character_opens_nothing,
    any_text_may_come_in,
    fingerprints_name_without_telling,
)

SECRETS_SUCCESSION_LAWS = (
    a_token_of_other_keys_opens_nothing,
    fingerprints_need_the_key,
)
"""For secrets whose keys can change; ``make`` gives a ``SecretsSuccession``."""
