"""Tokens that get one thing wrong."""

import base64
import hashlib
import secrets as randomness
from functools import partial

from espaceclient.domain.token import Purpose
from espaceclient.ports.keys import Key
from espaceclient.testing import TokensRotation
from espaceclient.testing.laws import tokens
from tests.adapters.makers import TokensUnder
from tests.testing.faults.fault import Fault

OLD, NEW = Key("old", b"o" * 32), Key("new", b"n" * 32)


class UnderOneKey(TokensUnder):
    """The right ones."""

    def __init__(self) -> None:
        super().__init__(OLD)


class IgnoresThePurpose(UnderOneKey):
    def sign(self, purpose: Purpose, subject: str) -> str:  # noqa: ARG002 - the mistake
        return super().sign(Purpose.SESSION, subject)

    def verify(self, purpose: Purpose, token: str) -> str | None:  # noqa: ARG002 - the mistake
        return super().verify(Purpose.SESSION, token)


class CountsIds(UnderOneKey):
    count = 0

    def new_id(self) -> str:
        self.count += 1
        return f"{self.count:022}"


class ChokesOnStrangeTokens(UnderOneKey):
    def verify(self, purpose: Purpose, token: str) -> str | None:
        subject, _mac = token.split(".")
        return super().verify(purpose, token) and subject


class ComparesTheBeginning(UnderOneKey):
    def verify(self, purpose: Purpose, token: str) -> str | None:
        subject, _, mac = token.rpartition(".")
        return (
            subject
            if mac and super().sign(purpose, subject).startswith(f"{subject}.{mac}")
            else None
        )


class SignsBriefly(UnderOneKey):
    def sign(self, purpose: Purpose, subject: str) -> str:
        return super().sign(purpose, subject)[: len(subject) + 12]

    def verify(self, purpose: Purpose, token: str) -> str | None:
        subject = token.rpartition(".")[0]
        return subject if subject and token == self.sign(purpose, subject) else None


class ReadsBase64Kindly(UnderOneKey):
    """Base64's last character has two bits that a kind reader leaves out."""

    def verify(self, purpose: Purpose, token: str) -> str | None:
        subject, _, mac = token.rpartition(".")
        right = super().sign(purpose, subject).removeprefix(f"{subject}.")
        return subject if _decoded(mac) == _decoded(right) else None


def _decoded(text: str) -> bytes | None:
    try:
        return base64.b64decode(text + "=", altchars=b"-_", validate=True)
    except ValueError:
        return None


class NamesInTheClear(UnderOneKey):
    def fingerprint(self, scope: str, text: str) -> str:
        return f"{scope}:{text}"


class NamesWithoutScope(UnderOneKey):
    def fingerprint(self, scope: str, text: str) -> str:  # noqa: ARG002 - the mistake
        return super().fingerprint("", text)


class NamesByTheBeginning(UnderOneKey):
    def fingerprint(self, scope: str, text: str) -> str:
        return super().fingerprint(scope, text[:64])


class NamesWithoutCase(UnderOneKey):
    def fingerprint(self, scope: str, text: str) -> str:
        return super().fingerprint(scope, text.casefold())


class RunsScopeAndTextTogether(UnderOneKey):
    def fingerprint(self, scope: str, text: str) -> str:
        return super().fingerprint("", scope + text)


class NamesBriefly(UnderOneKey):
    def fingerprint(self, scope: str, text: str) -> str:
        return super().fingerprint(scope, text)[:11]


class NamesForItself(TokensUnder):
    def __init__(self, *keys: Key) -> None:
        super().__init__(*keys)
        self._salt = randomness.token_hex(8)

    def fingerprint(self, scope: str, text: str) -> str:
        return super().fingerprint(scope, self._salt + text)


class NamesWithoutAKey(TokensUnder):
    def fingerprint(self, scope: str, text: str) -> str:
        return hashlib.sha256(f"{scope}\0{text}".encode()).hexdigest()


class OpensTheNewestOnly(TokensUnder):
    def __init__(self, newest: Key, *_older: Key) -> None:
        super().__init__(newest)


class OpensNoOlderResets(TokensUnder):
    def __init__(self, *keys: Key) -> None:
        super().__init__(*keys)
        self._newest = TokensUnder(keys[0])

    def verify(self, purpose: Purpose, token: str) -> str | None:
        return (
            self._newest.verify(purpose, token)
            if purpose is Purpose.RESET
            else super().verify(purpose, token)
        )


def succession(kind: type[TokensUnder]) -> TokensRotation:
    return TokensRotation(kind(OLD), kind(NEW, OLD), kind(NEW))


TOKENS_FAULTS = (
    Fault("takes a link for another purpose", tokens.a_token_opens_nothing_else, IgnoresThePurpose),
    Fault("counts ids", tokens.ids_are_never_the_same, CountsIds),
    Fault("raises on strange tokens", tokens.any_text_may_come_in, ChokesOnStrangeTokens),
    Fault(
        "compares the beginning of a token",
        tokens.a_token_with_one_wrong_character_opens_nothing,
        ComparesTheBeginning,
    ),
    Fault("signs tokens by 64 bits", tokens.a_token_cannot_be_guessed, SignsBriefly),
    Fault(
        "reads the Base64 of a token kindly",
        tokens.a_token_with_one_wrong_character_opens_nothing,
        ReadsBase64Kindly,
    ),
    Fault(
        "names counters by the beginning of a text",
        tokens.no_two_texts_share_a_fingerprint,
        NamesByTheBeginning,
    ),
    Fault("names counters without case", tokens.no_two_texts_share_a_fingerprint, NamesWithoutCase),
    Fault(
        "runs scope and text of a counter together",
        tokens.no_two_texts_share_a_fingerprint,
        RunsScopeAndTextTogether,
    ),
    Fault("names counters by 64 bits", tokens.no_two_texts_share_a_fingerprint, NamesBriefly),
    Fault(
        "names counters without a key",
        tokens.fingerprints_need_the_key,
        partial(succession, NamesWithoutAKey),
    ),
    Fault(
        "names counters in each process by a salt of its own",
        tokens.the_newest_key_alone_makes_a_fingerprint,
        partial(succession, NamesForItself),
    ),
    Fault("names counters in the clear", tokens.fingerprints_name_without_telling, NamesInTheClear),
    Fault(
        "names counters without their scope",
        tokens.fingerprints_name_without_telling,
        NamesWithoutScope,
    ),
    Fault(
        "forgets older keys at once",
        tokens.a_token_of_other_keys_opens_nothing,
        partial(succession, OpensTheNewestOnly),
    ),
    Fault(
        "forgets older keys for one purpose",
        tokens.a_token_of_other_keys_opens_nothing,
        partial(succession, OpensNoOlderResets),
    ),
)
