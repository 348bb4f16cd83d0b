"""Lists of breached passwords that get one thing wrong."""

import hashlib
from collections.abc import Iterable
from threading import Event

from espaceclient.adapters.memory import MemoryBreachedPasswords
from espaceclient.domain.password import PasswordAttempt
from espaceclient.testing.laws import breached_passwords
from tests.testing.faults.fault import Fault


class ComparesAPrefix:
    """Takes the answer to a prefix for a yes, whatever follows."""

    def __init__(self, passwords: Iterable[str]) -> None:
        self._prefixes = {self._prefix(PasswordAttempt(each)) for each in passwords}

    def contains(self, password: PasswordAttempt) -> bool:
        return self._prefix(password) in self._prefixes

    def _prefix(self, password: PasswordAttempt) -> str:
        encoded = password.prepared.encode("utf-8", "surrogatepass")
        return hashlib.sha1(encoded, usedforsecurity=False).hexdigest()[:5]


class FoldsCase(MemoryBreachedPasswords):
    def __init__(self, passwords: Iterable[str]) -> None:
        super().__init__(each.casefold() for each in passwords)

    def contains(self, password: PasswordAttempt) -> bool:
        return super().contains(PasswordAttempt(password.prepared.casefold()))


class KnowsAsciiAlone(MemoryBreachedPasswords):
    def contains(self, password: PasswordAttempt) -> bool:
        return password.prepared.isascii() and super().contains(password)


class CutsTheList(MemoryBreachedPasswords):
    def __init__(self, passwords: Iterable[str]) -> None:
        super().__init__(list(passwords)[:100])


class AnswersTheLast(MemoryBreachedPasswords):
    """Keeps the question where another thread puts its own."""

    def contains(self, password: PasswordAttempt) -> bool:
        self._asked = password
        Event().wait(0.001)  # long enough for another thread to ask
        return super().contains(self._asked)


class TakesSilenceForNo:
    def contains(self, _password: PasswordAttempt) -> bool:
        return False


BREACHED_PASSWORDS_FAULTS = (
    Fault(
        "compares the beginnings of hashes",
        breached_passwords.passwords_are_told_apart_by_more_than_a_beginning,
        ComparesAPrefix,
    ),
    Fault("folds case", breached_passwords.any_other_password_is_not, FoldsCase),
    Fault("knows ASCII alone", breached_passwords.a_listed_password_is_found, KnowsAsciiAlone),
    Fault("reads the first lines alone", breached_passwords.each_of_many_is_found, CutsTheList),
    Fault(
        "answers whoever asked last",
        breached_passwords.concurrent_callers_get_their_own_answers,
        AnswersTheLast,
    ),
    Fault(
        "says no when the list is silent",
        breached_passwords.silence_is_no_answer,
        TakesSilenceForNo,
    ),
)
