"""Registers, hashers, secrets, clocks and mailers that get one thing wrong."""

import unicodedata
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from functools import partial

import bcrypt
from attrs import evolve

from espaceclient.adapters.bcrypt import BcryptHasher
from espaceclient.adapters.memory import MemoryMailer, MemorySubscribers, QuickHasher
from espaceclient.adapters.system import SystemClock, SystemSecrets
from espaceclient.domain.link import Purpose
from espaceclient.domain.password import PasswordAttempt, PasswordHash
from espaceclient.domain.values import Contract, ContractNumber, MeterNumber, Operator, Subscriber
from espaceclient.ports.errors import MailerUnavailable, MailRefused
from espaceclient.ports.keys import Key, KeyRing
from espaceclient.ports.mailer import Message
from espaceclient.testing.laws import (
    Arrived,
    HasherSuccession,
    MailerAndMailbox,
    SecretsSuccession,
    clock,
    hasher,
    mailer,
    secrets,
    subscribers,
)
from tests.testing.faults.fault import Fault

OLD, NEW = Key("old", b"o" * 32), Key("new", b"n" * 32)
ONE_OPERATOR = Operator("one")


class KnowsOneOperator(MemorySubscribers):
    def __init__(self, lines: Iterable[Subscriber] = ()) -> None:
        super().__init__({line.contract.number: line for line in lines}.values())

    def find(self, contract: Contract) -> Subscriber | None:
        lines = [line for line in self._by_contract.values() if line.contract.number == contract.number]
        return lines[0] if lines else None


class LosesLeadingZeros(MemorySubscribers):
    def find(self, contract: Contract) -> Subscriber | None:
        found = super().find(contract)
        return found and evolve(found, meter=MeterNumber(found.meter.text.lstrip("0").rjust(3, "X")))


class PadsNumbers(MemorySubscribers):
    def find(self, contract: Contract) -> Subscriber | None:
        digits = contract.number.digits
        padded = ContractNumber(digits.strip("0").rjust(7, "0"))
        return super().find(contract) or super().find(evolve(contract, number=padded))


class ForgetsWhatHasEnded(MemorySubscribers):
    def find(self, contract: Contract) -> Subscriber | None:
        found = super().find(contract)
        return found and evolve(found, ended=False)


class AnswersWithTheNearest(MemorySubscribers):
    def find(self, contract: Contract) -> Subscriber | None:
        return super().find(contract) or next(iter(self._by_contract.values()), None)


class TakesSilenceForNo:
    def find(self, _contract: Contract) -> Subscriber | None:
        return None


def altered(prepare: Callable[[str], str]) -> type[QuickHasher]:
    """Make a hasher that hashes something else than the password."""

    class Altering(QuickHasher):
        def hash(self, password: PasswordAttempt) -> PasswordHash:
            return super().hash(PasswordAttempt(prepare(password.prepared)))

        def verify(self, attempt: PasswordAttempt, stored: PasswordHash | None) -> bool:
            return super().verify(PasswordAttempt(prepare(attempt.prepared)), stored)

    return Altering


def at_72_bytes(text: str) -> str:
    return text.encode("utf-8", "surrogatepass")[:72].decode("utf-8", "replace")


def up_to_a_nul(text: str) -> str:
    return text.split("\0", maxsplit=1)[0]


def without_marks(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


class SkipsNobody(BcryptHasher):
    def __init__(self) -> None:
        super().__init__(KeyRing.of(OLD), cost=6)

    def verify(self, attempt: PasswordAttempt, stored: PasswordHash | None) -> bool:
        return stored is not None and super().verify(attempt, stored)


class LetsNobodyIn(QuickHasher):
    def verify(self, attempt: PasswordAttempt, stored: PasswordHash | None) -> bool:
        return super().verify(attempt, stored or super().hash(PasswordAttempt("")))


class SaltsOnce(QuickHasher):
    def hash(self, password: PasswordAttempt) -> PasswordHash:
        encoded = bcrypt.kdf(password.prepared.encode("utf-8", "surrogatepass") or b"\0", b"salt", 16, 1)
        return PasswordHash(encoded.hex(), "quick")

    def verify(self, attempt: PasswordAttempt, stored: PasswordHash | None) -> bool:
        return stored is not None and self.hash(attempt) == stored


class KeepsThePassword(QuickHasher):
    def hash(self, password: PasswordAttempt) -> PasswordHash:
        kept = super().hash(password)
        return evolve(kept, encoded=kept.encoded + "$" + password.prepared)

    def verify(self, attempt: PasswordAttempt, stored: PasswordHash | None) -> bool:
        return super().verify(attempt, stored and evolve(stored, encoded="$".join(stored.encoded.split("$")[:2])))


class AlwaysRenews(QuickHasher):
    def needs_rehash(self, stored: PasswordHash) -> bool:
        return stored is not None


class NeverRenews(QuickHasher):
    def needs_rehash(self, stored: PasswordHash) -> bool:
        return stored is None


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


class Naive:
    def now(self) -> datetime:
        return datetime.now(UTC).replace(tzinfo=None)  # noqa: TID251 - the mistake


class TwoHoursAhead(SystemClock):
    def now(self) -> datetime:
        return super().now() + timedelta(hours=2)


class Jumps(SystemClock):
    back = timedelta(0)

    def now(self) -> datetime:
        self.back += timedelta(hours=1)
        return super().now() - self.back


class LosesTheSecond(MemoryMailer):
    def send(self, message: Message) -> None:
        if not self.messages or len(self.messages) > 1:
            super().send(message)


class WritesAscii(MemoryMailer):
    def send(self, message: Message) -> None:
        super().send(evolve(message, subject=message.subject.encode("ascii", "replace").decode()))


class SendsNothingToRead(MemoryMailer):
    def send(self, message: Message) -> None:
        super().send(evolve(message, text=""))


class ClosesForGood(MemoryMailer):
    closed = False

    def send(self, message: Message) -> None:
        if self.closed:
            raise MailerUnavailable("closed")
        super().send(message)

    def close(self) -> None:
        self.closed = True


class GivesUpAfterARefusal(MemoryMailer):
    refused = False

    def send(self, message: Message) -> None:
        if self.refused:
            raise MailerUnavailable("still broken")
        self.refused = message.to.text.startswith("problem")
        if self.refused:
            raise MailRefused("no such box")
        super().send(message)


def mailing(kind: type[MemoryMailer]) -> Callable[..., MailerAndMailbox]:
    """Return a ``make``; the laws of refused and deferred mail give it the address that shall be."""
    return lambda *_: with_mailbox(kind())


def with_mailbox(faulty: MemoryMailer) -> MailerAndMailbox:

    def arrived() -> list[Arrived]:
        return [Arrived(it.message_id, it.to.text, it.subject, it.text, it.html) for it in faulty.messages]

    return MailerAndMailbox(faulty, arrived)


OTHER_FAULTS = (
    Fault(
        "matches a subscriber at another operator",
        subscribers.operators_are_kept_apart,
        KnowsOneOperator,
    ),
    Fault("loses a meter's leading zeros", subscribers.leading_zeros_count, LosesLeadingZeros),
    Fault("pads contract numbers", subscribers.leading_zeros_count, PadsNumbers),
    Fault("forgets which contracts have ended", subscribers.every_line_is_found_whole, ForgetsWhatHasEnded),
    Fault("answers with the nearest line", subscribers.an_unknown_contract_is_none, AnswersWithTheNearest),
    Fault("says no when the register is silent", subscribers.silence_is_no_answer, TakesSilenceForNo),
    Fault("cuts passwords at 72 bytes", hasher.another_password_never_matches, altered(at_72_bytes)),
    Fault("trims passwords", hasher.another_password_never_matches, altered(str.strip)),
    Fault("folds the case of passwords", hasher.another_password_never_matches, altered(str.lower)),
    Fault("drops the accents of passwords", hasher.another_password_never_matches, altered(without_marks)),
    Fault(
        "reads passwords up to a NUL",
        hasher.another_password_never_matches,
        altered(up_to_a_nul),
    ),
    Fault("hashes nothing for the unknown address", hasher.nobody_costs_as_much_as_somebody, SkipsNobody),
    Fault("lets the empty password in for nobody", hasher.nobodys_password_never_matches, LetsNobodyIn),
    Fault("uses one salt", hasher.every_hash_has_its_own_salt, SaltsOnce),
    Fault("keeps the password beside its hash", hasher.a_hash_does_not_tell_the_password, KeepsThePassword),
    Fault("renews every hash", hasher.a_fresh_hash_needs_no_other, AlwaysRenews),
    Fault(
        "never renews a hash",
        hasher.an_older_hash_still_matches,
        lambda: HasherSuccession(NeverRenews(), NeverRenews("newer")),
    ),
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
    Fault("tells naive times", clock.the_time_is_aware_and_in_utc, Naive),
    Fault("tells local time as UTC", clock.the_clock_tells_the_worlds_time, TwoHoursAhead),
    Fault("jumps back", clock.the_clock_hardly_steps_back, Jumps),
    Fault(
        "loses the second mail",
        mailer.many_mails_arrive_in_order,
        mailing(LosesTheSecond),
    ),
    Fault("writes subjects in ASCII", mailer.what_was_sent_arrives_whole, mailing(WritesAscii)),
    Fault("sends an empty text part", mailer.what_was_sent_arrives_whole, mailing(SendsNothingToRead)),
    Fault("cannot send after closing", mailer.a_mailer_goes_on_after_closing, mailing(ClosesForGood)),
    Fault("gives up after one refusal", mailer.a_refusal_concerns_one_mail, mailing(GivesUpAfterARefusal)),
    Fault("swallows a mail put off", mailer.a_deferral_concerns_one_mail, mailing(MemoryMailer)),
    Fault(
        "takes mail that cannot leave",
        mailer.a_mailer_out_of_reach_says_so,
        mailing(MemoryMailer),
    ),
)
