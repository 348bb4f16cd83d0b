"""Secrets that get one thing wrong."""

from functools import partial

from espaceclient.adapters.system import SystemSecrets
from espaceclient.domain.link import Purpose
from espaceclient.ports.keys import Key, KeyRing
from espaceclient.testing.laws import (
    SecretsSuccession,
    secrets,
)
from tests.testing.faults.fault import Fault

OLD, NEW = Key("old", b"o" * 32), Key("new", b"n" * 32)


class IgnoresThePurpose(SystemSecrets):
    def __init__(self) -> None:
        super().__init__(KeyRing.of(OLD))

    def seal(self, purpose: Purpose, subject: str) -> str:  # noqa: ARG002 - the mistake
        return super().seal(Purpose.SESSION, subject)

    def open(self, purpose: Purpose, token: str) -> str | None:  # noqa: ARG002 - the mistake
        return super().open(Purpose.SESSION, token)


class CountsIds(SystemSecrets):
    count = 0

    def __init__(self) -> None:
        super().__init__(KeyRing.of(OLD))

    def new_id(self) -> str:
        self.count += 1
        return f"{self.count:022}"


class ChokesOnStrangeTokens(SystemSecrets):
    def __init__(self) -> None:
        super().__init__(KeyRing.of(OLD))

    def open(self, purpose: Purpose, token: str) -> str | None:
        subject, _mac = token.split(".")
        return super().open(purpose, token) and subject


class ComparesTheBeginning(SystemSecrets):
    def __init__(self) -> None:
        super().__init__(KeyRing.of(OLD))

    def open(self, purpose: Purpose, token: str) -> str | None:
        subject, _, mac = token.rpartition(".")
        return subject if mac and super().seal(purpose, subject).startswith(f"{subject}.{mac}") else None


class NamesInTheClear(SystemSecrets):
    def __init__(self) -> None:
        super().__init__(KeyRing.of(OLD))

    def fingerprint(self, scope: str, text: str) -> str:
        return f"{scope}:{text}"


class NamesWithoutScope(SystemSecrets):
    def __init__(self) -> None:
        super().__init__(KeyRing.of(OLD))

    def fingerprint(self, scope: str, text: str) -> str:  # noqa: ARG002 - the mistake
        return super().fingerprint("", text)


class OpensTheNewestOnly(SystemSecrets):
    def __init__(self, keys: KeyRing) -> None:
        super().__init__(KeyRing.of(keys.newest))


def succession(kind: type[SystemSecrets]) -> SecretsSuccession:
    return SecretsSuccession(kind(KeyRing.of(OLD)), kind(KeyRing.of(NEW, OLD)), kind(KeyRing.of(NEW)))


SEALER_FAULTS = (
    Fault("takes a link for another purpose", secrets.a_token_opens_nothing_else, IgnoresThePurpose),
    Fault("counts ids", secrets.ids_are_never_the_same, CountsIds),
    Fault("raises on strange tokens", secrets.any_text_may_come_in, ChokesOnStrangeTokens),
    Fault(
        "compares the beginning of a token",
        secrets.a_token_with_one_wrong_character_opens_nothing,
        ComparesTheBeginning,
    ),
    Fault("names counters in the clear", secrets.fingerprints_name_without_telling, NamesInTheClear),
    Fault("names counters without their scope", secrets.fingerprints_name_without_telling, NamesWithoutScope),
    Fault(
        "forgets older keys at once",
        secrets.a_token_of_other_keys_opens_nothing,
        partial(succession, OpensTheNewestOnly),
    ),
)
