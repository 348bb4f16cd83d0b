"""The relay, between an outbox in memory and mailers that fail as told."""

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier, Event
from typing import get_args

import pytest
from attrs import evolve

from espaceclient.adapters.memory import ManualClock, MemoryMailer, MemoryOutbox, MemoryStorage
from espaceclient.adapters.system import SystemTokens
from espaceclient.domain.address_change import AddressChangeId
from espaceclient.domain.email_address import EmailAddress
from espaceclient.domain.event_outcome import ClosingReason
from espaceclient.domain.language import FRENCH, Language
from espaceclient.domain.mail import (
    AccountClosedMail,
    AccountConfirmedMail,
    AccountUnvisitedMail,
    ActivationMail,
    AddressChangedMail,
    AddressChangeMail,
    AddressChangeRequestedMail,
    AddressClaimedMail,
    AddressInUseMail,
    ContractAddedMail,
    ContractClaimedMail,
    ContractEndedMail,
    ContractInUseMail,
    ContractRemovedMail,
    ContractRenumberedMail,
    HolderChangedMail,
    HoldingRescindedMail,
    Mail,
    PasswordUpdatedMail,
    QueuedMail,
    ResetMail,
    ResetQuestion,
)
from espaceclient.domain.problem import Problem
from espaceclient.domain.registration import RegistrationId
from espaceclient.domain.reset import ResetId
from espaceclient.domain.token import Purpose
from espaceclient.domain.values import ContractNumber
from espaceclient.ports.errors import (
    MailDeferred,
    MailerUnavailable,
    MailRefused,
    StorageUnavailable,
)
from espaceclient.ports.keys import Keys, MissingKeys
from espaceclient.ports.mailer import Mailer, Message
from espaceclient.ports.outbox import LeasedMail, Outbox
from espaceclient.ports.storage import AnyLookup, Snapshot, Storage
from espaceclient.ports.tokens import Tokens
from espaceclient.ports.wording import MailContent, Wording
from espaceclient.relay import (
    LEASE,
    LONGEST_RETRY,
    MOST_ATTEMPTS,
    REFUSAL_RETRY,
    DeliveryReport,
    Links,
    Relay,
    retry_after,
)

START = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
TOKENS = SystemTokens.of(Keys.generate())
BASE_URL = "https://clients.eau.test/compte"


def to(name: str) -> EmailAddress:
    return EmailAddress(f"{name}@example.fr")


def confirmed(name: str) -> Mail:
    return AccountConfirmedMail(to(name))


class PlainWording:
    """Says a mail's class and its link."""

    language = FRENCH

    def text(self, key: str) -> str:
        raise KeyError(key)

    def day(self, instant: datetime) -> str:
        return instant.isoformat()

    def moment(self, instant: datetime) -> str:
        return instant.isoformat()

    def last_day(self, until: datetime) -> str:
        return until.isoformat()

    def duration(self, time: timedelta) -> str:
        return str(time)

    def problem(self, problem: Problem) -> str:
        return problem.code

    def compose(self, mail: Mail, link: str, _queued_at: datetime) -> MailContent:
        return MailContent(type(mail).__name__, link, f"<p>{link}</p>")


class PoisonedWording(PlainWording):
    """Raises on every mail to poison@example.fr, and quotes it."""

    def compose(self, mail: Mail, link: str, queued_at: datetime) -> MailContent:
        if mail.to == to("poison"):
            raise LookupError(f"cannot say {link} to {mail.to.text}")
        return super().compose(mail, link, queued_at)


class FailingMailer:
    """Raises the next of ``failures`` at each mail (``None``: takes it), then takes them all."""

    def __init__(self, *failures: Exception | None) -> None:
        self._failures = list(failures)
        self.tried: list[Message] = []
        self.closed = 0

    def send(self, message: Message) -> None:
        self.tried.append(message)
        if self._failures and (failure := self._failures.pop(0)):
            raise failure

    def close(self) -> None:
        self.closed += 1


class CollapsingMailer(MemoryMailer):
    """Is unavailable for every mail to poison@example.fr."""

    def send(self, message: Message) -> None:
        if message.to == to("poison"):
            raise MailerUnavailable("421")
        super().send(message)


class SlowMailer(MemoryMailer):
    """Takes a minute for each mail, then lets another relay look for some that are free."""

    def __init__(self) -> None:
        super().__init__()
        self.post: Post | None = None
        self.taken_by_another: list[LeasedMail] = []

    def send(self, message: Message) -> None:
        super().send(message)
        if self.post:
            self.post.clock.advance(timedelta(minutes=1))
            self.taken_by_another += self.post.outbox.lease(self.post.clock.now(), LEASE, 10)


class SilentMailer:
    """Hangs at every mail until it is let go."""

    def __init__(self) -> None:
        self.asked = Event()
        self.let_go = Event()

    def send(self, _message: Message) -> None:
        self.asked.set()
        self.let_go.wait(30)

    def close(self) -> None:
        """Do nothing."""


class MeetingMailer(MemoryMailer):
    """Takes no mail before so many are handed over at once."""

    def __init__(self, at_once: int) -> None:
        super().__init__()
        self._barrier = Barrier(at_once)

    def send(self, message: Message) -> None:
        self._barrier.wait(10)
        super().send(message)


class ForgetfulOutbox(MemoryOutbox):
    """Fails the first time that a delivered mail is to be forgotten."""

    failed = False

    def delivered(self, leased_mail: LeasedMail) -> None:
        if not self.failed:
            self.failed = True
            raise StorageUnavailable("the disk is full")
        super().delivered(leased_mail)


class SlowToRelease(ForgetfulOutbox):
    """Waits for half a minute, and fails, whenever a mail is to be given back."""

    def __init__(self, clock: ManualClock) -> None:
        super().__init__()
        self.clock = clock
        self.asked = 0

    def release(self, _leased: LeasedMail, _until: datetime, _error: str | None = None) -> None:
        self.asked += 1
        self.clock.advance(LEASE / 4)
        raise StorageUnavailable("the database is locked")


class FailsToRelease(ForgetfulOutbox):
    """Fails the first time that a mail is to be given back, too."""

    kept: LeasedMail | None = None

    def release(self, leased: LeasedMail, until: datetime, error: str | None = None) -> None:
        if self.kept is None:
            self.kept = leased
            raise StorageUnavailable("the disk is full")
        super().release(leased, until, error)


class FailsToRenew(MemoryOutbox):
    """Renews no lease."""

    def renew(self, _leased: Sequence[LeasedMail], _until: datetime) -> Sequence[LeasedMail]:
        raise StorageUnavailable("the database is locked")


class UnreadableStorage(MemoryStorage):
    """Answers nothing."""

    def read(self, *_lookups: AnyLookup) -> Snapshot:
        raise StorageUnavailable("the database is locked")


class Post:
    """A relay over its parts, at a standing clock."""

    def __init__(
        self,
        mails: Iterable[QueuedMail],
        mailer: Mailer | None = None,
        *,
        wording: Wording | None = None,
        outbox: MemoryOutbox | None = None,
        storage: Storage | None = None,
        clock: ManualClock | None = None,
        tokens: Tokens = TOKENS,
        senders: int = 1,
    ) -> None:
        self.clock = clock or ManualClock(START)
        self.outbox = outbox or MemoryOutbox()
        self.storage = storage or MemoryStorage(self.outbox)
        self.outbox.queue(mails, START)
        self.mailer = mailer or MemoryMailer()
        self.relay = self.relay_over(self.outbox, wording or PlainWording(), tokens, senders)

    def relay_over(self, outbox: Outbox, wording: Wording, tokens: Tokens, senders: int) -> Relay:
        return Relay(
            outbox=outbox,
            storage=self.storage,
            mailer=self.mailer,
            wording=wording,
            tokens=tokens,
            clock=self.clock,
            links=Links(BASE_URL),
            senders=senders,
        )

    def after(self, wait: timedelta) -> DeliveryReport:
        """Let time pass, then run one round."""
        self.clock.advance(wait)
        return self.relay.deliver_due()


# Delivery


def test_a_mail_is_delivered() -> None:
    mailer = MemoryMailer()
    assert Post([confirmed("marius")], mailer).relay.deliver_due() == DeliveryReport(delivered=1)
    assert [message.to for message in mailer.messages] == [to("marius")]


def test_a_delivered_mail_is_not_sent_again() -> None:
    post = Post([confirmed("marius")])
    post.relay.deliver_due()
    assert (post.after(timedelta(days=2)), list(post.outbox.entries())) == (DeliveryReport(), [])


def test_a_message_says_what_the_wording_said_and_when_it_was_queued() -> None:
    mailer = FailingMailer()
    post = Post([confirmed("marius")], mailer)
    post.after(timedelta(hours=3))
    link = "https://clients.eau.test/compte/connexion"
    assert evolve(mailer.tried[0], message_id="") == Message(
        "", to("marius"), "AccountConfirmedMail", link, f"<p>{link}</p>", START
    )


class Worded(PlainWording):
    """Says in which language it is."""

    def __init__(self, code: str) -> None:
        self.language = Language(code)

    def compose(self, mail: Mail, link: str, queued_at: datetime) -> MailContent:
        return evolve(super().compose(mail, link, queued_at), subject=self.language.code)


def test_a_mail_is_worded_in_the_language_that_it_carries_or_else_in_the_first() -> None:
    mailer = MemoryMailer()
    languages = [Language("en"), Language("fr"), Language("oci")]
    mails = [AccountConfirmedMail(to("marius"), language=each) for each in languages]
    post = Post(mails, mailer)
    relay = Relay(
        outbox=post.outbox,
        storage=post.storage,
        mailer=mailer,
        wording=Worded("fr"),
        languages=[Worded("en")],
        tokens=TOKENS,
        clock=post.clock,
        links=Links(BASE_URL),
    )
    relay.deliver_due()
    assert [message.subject for message in mailer.messages] == ["en", "fr", "fr"]


def test_an_answer_to_a_mail_goes_where_the_wording_says() -> None:
    class Answered(PlainWording):
        def compose(self, mail: Mail, link: str, queued_at: datetime) -> MailContent:
            return evolve(super().compose(mail, link, queued_at), reply_to=to("clients"))

    mailer = MemoryMailer()
    Post([confirmed("marius")], mailer, wording=Answered()).relay.deliver_due()
    assert mailer.messages[0].reply_to == to("clients")


def test_a_message_id_is_the_mails_own_at_the_sites_host() -> None:
    mailer = FailingMailer()
    post = Post([confirmed("marius")], mailer)
    [entry] = post.outbox.entries()
    post.relay.deliver_due()
    assert mailer.tried[0].message_id == f"{entry.id}@clients.eau.test"


def test_a_round_takes_no_more_than_it_is_told() -> None:
    post = Post([confirmed(str(number)) for number in range(5)])
    assert [post.relay.deliver_due(at_most=2) for _ in range(4)] == [
        DeliveryReport(2),
        DeliveryReport(2),
        DeliveryReport(1),
        DeliveryReport(),
    ]


def test_a_rounds_mails_share_one_connection_that_is_closed() -> None:
    mailer = FailingMailer()
    Post([confirmed("marius"), confirmed("fanny")], mailer).relay.deliver_due()
    assert (len(mailer.tried), mailer.closed) == (2, 1)


# Links


def link_of(mail: Mail) -> str:
    return Links(BASE_URL).to(mail, TOKENS)


def test_an_activation_link_opens_its_registration_and_nothing_else() -> None:
    link = link_of(ActivationMail(to("marius"), RegistrationId("r-1"), timedelta(hours=48)))
    path, _, token = link.rpartition("/")
    opened = {purpose: TOKENS.verify(purpose, token) for purpose in Purpose}
    assert (path, opened) == (
        "https://clients.eau.test/compte/activation",
        {
            Purpose.ACTIVATION: "r-1",
            Purpose.RESET: None,
            Purpose.ADDRESS: None,
            Purpose.SESSION: None,
            Purpose.BROWSER: None,
            Purpose.WAITING: None,
        },
    )


def test_a_link_to_a_new_address_opens_its_change_and_nothing_else() -> None:
    mail = AddressChangeMail(to("marius"), AddressChangeId("c-1"), timedelta(hours=24))
    path, _, token = link_of(mail).rpartition("/")
    opened = {purpose: TOKENS.verify(purpose, token) for purpose in Purpose}
    assert path == "https://clients.eau.test/compte/nouvelle-adresse"
    assert {one: found for one, found in opened.items() if found} == {Purpose.ADDRESS: "c-1"}


def test_a_reset_link_opens_its_reset_and_nothing_else() -> None:
    link = link_of(ResetMail(to("marius"), ResetId("s-1"), timedelta(hours=1)))
    path, _, token = link.rpartition("/")
    opened = {purpose: TOKENS.verify(purpose, token) for purpose in Purpose}
    assert (path, opened) == (
        "https://clients.eau.test/compte/nouveau-mot-de-passe",
        {
            Purpose.ACTIVATION: None,
            Purpose.RESET: "s-1",
            Purpose.ADDRESS: None,
            Purpose.SESSION: None,
            Purpose.BROWSER: None,
            Purpose.WAITING: None,
        },
    )


NUMBER = ContractNumber("0000042")
OTHER_LINKS: list[tuple[Mail, str]] = [
    *(
        (mail, "https://clients.eau.test/compte/mot-de-passe-oublie")
        for mail in (
            AddressClaimedMail(to("marius")),
            AddressChangeRequestedMail(to("marius")),
        )
    ),
    (AddressInUseMail(to("marius")), "https://clients.eau.test/compte/mot-de-passe-oublie"),
    (PasswordUpdatedMail(to("marius")), "https://clients.eau.test/compte/mot-de-passe-oublie"),
    (
        AccountClosedMail(to("marius"), ClosingReason.BY_OWNER),
        "https://clients.eau.test/compte/",
    ),
    (AccountConfirmedMail(to("marius")), "https://clients.eau.test/compte/connexion"),
    (ContractInUseMail(to("marius")), "https://clients.eau.test/compte/connexion"),
    (ContractClaimedMail(to("marius")), "https://clients.eau.test/compte/connexion"),
    *(
        (mail, "https://clients.eau.test/compte/connexion")
        for mail in (
            AddressChangedMail(to("marius")),
            AccountUnvisitedMail(to("marius"), START, START),
            ContractAddedMail(to("marius"), NUMBER),
            ContractRemovedMail(to("marius"), NUMBER),
            ContractEndedMail(to("marius"), NUMBER, START, START),
            HolderChangedMail(to("marius"), NUMBER, START, START),
            ContractRenumberedMail(to("marius"), NUMBER, NUMBER),
            HoldingRescindedMail(to("marius"), NUMBER),
            AccountUnvisitedMail(to("marius"), START, START),
        )
    ),
    (AccountClosedMail(to("marius"), ClosingReason.BY_OWNER), "https://clients.eau.test/compte/"),
]


@pytest.mark.parametrize(("mail", "link"), OTHER_LINKS)
def test_another_mails_link_opens_a_page_for_everyone(mail: Mail, link: str) -> None:
    assert link_of(mail) == link


def test_every_mail_has_its_link_tried_here() -> None:
    tokens = {ActivationMail, ResetMail, AddressChangeMail}
    assert {type(mail) for mail, _ in OTHER_LINKS} | tokens == set(get_args(Mail))


def test_a_base_url_may_end_with_its_slash() -> None:
    assert Links("https://clients.eau.test/").base_url == Links("https://clients.eau.test").base_url


# Failures


def test_a_deferred_mail_is_tried_again_after_each_wait_and_not_before() -> None:
    post = Post([confirmed("marius")], FailingMailer(*[MailDeferred("busy")] * 3))
    second = timedelta(seconds=1)
    rounds = [post.relay.deliver_due()]
    for wait in (1, 2, 4):
        rounds += [post.after(wait * MINUTE - second), post.after(second)]
    deferred, nothing = DeliveryReport(deferred=1), DeliveryReport()
    assert rounds == [
        deferred,
        nothing,
        deferred,
        nothing,
        deferred,
        nothing,
        DeliveryReport(delivered=1),
    ]


def test_waits_double_up_to_four_hours() -> None:
    minutes = [retry_after(attempts) // MINUTE for attempts in range(10)]
    assert (minutes, retry_after(10_000)) == (
        [1, 2, 4, 8, 16, 32, 64, 128, 240, 240],
        LONGEST_RETRY,
    )


def test_a_deferred_mail_keeps_its_message_id() -> None:
    mailer = FailingMailer(MailDeferred("busy"))
    post = Post([confirmed("marius")], mailer)
    post.relay.deliver_due()
    post.after(MINUTE)
    first, second = mailer.tried
    assert first.message_id == second.message_id


def test_a_mail_is_dead_lettered_after_its_last_try() -> None:
    post = Post([confirmed("marius")], FailingMailer(*[MailDeferred("busy")] * 100))
    rounds = [post.after(LONGEST_RETRY) for _ in range(MOST_ATTEMPTS + 3)]
    assert (
        rounds
        == [DeliveryReport(deferred=1)] * 15
        + [DeliveryReport(dead_lettered=1)]
        + [DeliveryReport()] * 3
    )


def test_a_dead_letter_shows_its_attempts_and_its_last_error() -> None:
    post = Post([confirmed("marius")], FailingMailer(*[MailDeferred("busy: 450")] * 100))
    for _ in range(MOST_ATTEMPTS):
        post.after(LONGEST_RETRY)
    [entry] = post.outbox.entries()
    assert (entry.dead, entry.attempts, entry.last_error) == (True, 16, "busy: 450")


def test_a_permanent_refusal_is_believed_when_it_is_repeated_a_quarter_of_an_hour_later() -> None:
    post = Post([confirmed("marius")], FailingMailer(*[MailRefused("no such user: 550")] * 2))
    rounds = [post.relay.deliver_due(), post.after(14 * MINUTE), post.after(MINUTE)]
    assert rounds == [
        DeliveryReport(deferred=1),
        DeliveryReport(),
        DeliveryReport(dead_lettered=1),
    ]
    assert [(entry.dead, entry.last_error) for entry in post.outbox.entries()] == [
        (True, "no such user: 550")
    ]


def test_a_mail_refused_once_and_then_taken_is_delivered() -> None:
    post = Post([confirmed("marius")], FailingMailer(MailRefused("no such user: 550")))
    assert (post.relay.deliver_due().deferred, post.after(REFUSAL_RETRY).delivered) == (1, 1)


def test_a_deferral_before_a_refusal_is_no_refusal() -> None:
    failures = [MailDeferred("busy"), MailRefused("no such user"), MailRefused("no such user")]
    post = Post([confirmed("marius")], FailingMailer(*failures))
    rounds = [post.after(REFUSAL_RETRY) for _ in range(3)]
    assert rounds == [DeliveryReport(deferred=1)] * 2 + [DeliveryReport(dead_lettered=1)]


def test_a_dead_letter_is_sent_once_it_is_retried() -> None:
    post = Post([confirmed("marius")], FailingMailer(*[MailRefused("no such user")] * 2))
    post.relay.deliver_due()
    post.after(REFUSAL_RETRY)
    [entry] = post.outbox.entries()
    assert (post.outbox.retry(entry.id, START), post.relay.deliver_due()) == (
        True,
        DeliveryReport(delivered=1),
    )


def test_a_poisoned_mail_stalls_no_other() -> None:
    mailer = MemoryMailer()
    mails = [confirmed("poison"), confirmed("marius"), confirmed("poison"), confirmed("fanny")]
    assert Post(mails, mailer, wording=PoisonedWording()).relay.deliver_due() == DeliveryReport(
        delivered=2, deferred=2
    )
    assert [message.to for message in mailer.messages] == [to("marius"), to("fanny")]


def test_a_poisoned_mail_is_dead_lettered_in_the_end() -> None:
    post = Post([confirmed("poison")], wording=PoisonedWording())
    for _ in range(MOST_ATTEMPTS):
        post.after(LONGEST_RETRY)
    assert [entry.dead for entry in post.outbox.entries()] == [True]


def test_of_a_strangers_failure_only_its_class_is_kept() -> None:
    post = Post([confirmed("poison")], wording=PoisonedWording())
    post.relay.deliver_due()
    assert [entry.last_error for entry in post.outbox.entries()] == ["LookupError"]


def test_an_unknown_failure_of_the_mailer_is_that_mails_and_shows_not_that_it_works() -> None:
    failures = [MailerUnavailable("no answer"), ValueError("marius@example.fr")]
    post = Post([confirmed("marius"), confirmed("fanny")], FailingMailer(*failures))
    assert post.relay.deliver_due() == DeliveryReport(deferred=1, interrupted=True)
    errors = {(entry.attempts, entry.last_error) for entry in post.outbox.entries()}
    assert errors == {(0, "no answer"), (1, "ValueError")}


def test_what_ends_the_process_is_raised_where_the_relay_was_called() -> None:
    mailer = FailingMailer(SystemExit(1))  # type: ignore[arg-type]  # worse than an exception
    with pytest.raises(SystemExit):
        Post([confirmed("marius")], mailer).relay.deliver_due()
    assert mailer.closed == 1


def test_a_refused_mail_stalls_no_other() -> None:
    post = Post(
        [confirmed("marius"), confirmed("fanny")], FailingMailer(MailRefused("no such user"))
    )
    assert post.relay.deliver_due() == DeliveryReport(delivered=1, deferred=1)


def test_when_no_mail_can_leave_the_round_ends() -> None:
    mailer = FailingMailer(None, *[MailerUnavailable("no answer")] * 3)
    post = Post([confirmed(str(number)) for number in range(6)], mailer)
    assert post.relay.deliver_due() == DeliveryReport(delivered=1, interrupted=True)
    assert (len(mailer.tried), mailer.closed) == (4, 1)


def test_a_mail_for_which_the_mailer_is_unavailable_between_others_is_deferred_itself() -> None:
    mailer = FailingMailer(None, MailerUnavailable("554 5.7.1"), None)
    post = Post([confirmed("marius"), confirmed("fanny"), confirmed("panisse")], mailer)
    assert post.relay.deliver_due() == DeliveryReport(delivered=2, deferred=1)
    assert [(entry.attempts, entry.last_error) for entry in post.outbox.entries()] == [
        (1, "554 5.7.1")
    ]


def test_a_mail_that_says_what_is_wrong_with_it_shows_that_the_mailer_works() -> None:
    mailer = FailingMailer(MailerUnavailable("554 5.7.1"), MailDeferred("busy"))
    post = Post([confirmed("marius"), confirmed("fanny")], mailer)
    assert post.relay.deliver_due() == DeliveryReport(deferred=2)


def test_a_lone_mail_that_meets_an_unavailable_mailer_again_after_others_left_is_deferred() -> None:
    mailer = CollapsingMailer()
    post = Post([confirmed("poison")], mailer)
    alone = [post.relay.deliver_due(), post.after(2 * MINUTE)]
    post.outbox.queue([confirmed("marius")], post.clock.now())
    other = post.relay.deliver_due()
    assert alone == [DeliveryReport(interrupted=True)] * 2
    assert (other, post.after(2 * MINUTE)) == (
        DeliveryReport(delivered=1),
        DeliveryReport(deferred=1),
    )


def test_when_no_mail_can_leave_all_are_given_back_uncounted() -> None:
    post = Post(
        [confirmed("marius"), confirmed("fanny")],
        FailingMailer(*[MailerUnavailable("no answer")] * 2),
    )
    post.relay.deliver_due()
    assert [(entry.attempts, entry.dead) for entry in post.outbox.entries()] == [(0, False)] * 2


def test_mails_that_wait_for_an_outage_to_end_show_its_error() -> None:
    outage = [MailerUnavailable("busy")] * 2 + [MailerUnavailable("no connection: timed out")]
    post = Post([confirmed(str(number)) for number in range(5)], FailingMailer(*outage))
    post.relay.deliver_due()
    errors = [entry.last_error for entry in post.outbox.entries()]
    assert errors == ["no connection: timed out"] * 5


def test_the_mails_for_which_the_mailer_was_unavailable_leave_after_the_others() -> None:
    mailer = FailingMailer(*[MailerUnavailable("no answer")] * 3)
    names = ("marius", "fanny", "honorine", "panisse", "cesar")
    post = Post([confirmed(name) for name in names], mailer)
    rounds = [
        post.relay.deliver_due(),
        post.relay.deliver_due(),
        post.after(MINUTE),
        post.after(MINUTE),
    ]
    assert rounds == [
        DeliveryReport(interrupted=True),
        DeliveryReport(),
        DeliveryReport(delivered=2),
        DeliveryReport(delivered=3),
    ]
    order = [message.to for message in mailer.tried[3:]]
    assert order == [to(name) for name in ("panisse", "cesar", "marius", "fanny", "honorine")]


def test_a_mail_that_brings_the_mailer_down_each_time_stalls_no_other() -> None:
    mailer = CollapsingMailer()
    post = Post([confirmed("poison"), confirmed("marius"), confirmed("fanny")], mailer)
    assert post.relay.deliver_due() == DeliveryReport(delivered=2, deferred=1)


def test_of_many_mails_that_bring_the_mailer_down_each_stalls_the_others_once_at_most() -> None:
    mailer = CollapsingMailer()
    post = Post([AccountConfirmedMail(to("poison")) for _ in range(4)], mailer)
    for _ in range(4):
        post.after(2 * MINUTE)
    post.outbox.queue([confirmed("marius")], post.clock.now())
    post.relay.deliver_due()
    post.after(2 * MINUTE)
    names = ("fanny", "panisse", "cesar")
    post.outbox.queue([confirmed(name) for name in names], post.clock.now())
    assert post.after(2 * MINUTE).delivered == 3


def test_no_outage_however_long_dead_letters_a_mail() -> None:
    post = Post([confirmed("marius")], FailingMailer(*[MailerUnavailable("no answer")] * 500))
    for _ in range(500):
        post.after(LONGEST_RETRY)
    assert post.after(LONGEST_RETRY) == DeliveryReport(delivered=1)


# Crashes and concurrent relays


def test_a_crash_between_sending_and_forgetting_sends_the_same_mail_again() -> None:
    mailer = FailingMailer()
    post = Post([confirmed("marius")], mailer, outbox=ForgetfulOutbox())
    with pytest.raises(StorageUnavailable):
        post.relay.deliver_due()
    assert post.after(LEASE) == DeliveryReport(delivered=1)
    first, second = mailer.tried
    assert first == second


def test_the_mailer_is_closed_when_the_outbox_fails() -> None:
    mailer = FailingMailer()
    with pytest.raises(StorageUnavailable):
        Post([confirmed("marius")], mailer, outbox=ForgetfulOutbox()).relay.deliver_due()
    assert mailer.closed == 1


def test_when_one_delivered_mail_cannot_be_forgotten_all_others_are_sent_once() -> None:
    mailer = FailingMailer()
    mails = [AccountConfirmedMail(to(f"abonne{number}")) for number in range(40)]
    post = Post(mails, mailer, outbox=ForgetfulOutbox(), senders=8)
    with pytest.raises(StorageUnavailable, match="the disk is full"):
        post.relay.deliver_due()
    assert len(mailer.tried) == 8
    assert [post.relay.deliver_due().delivered, post.after(LEASE).delivered] == [32, 1]
    assert len(mailer.tried) == 41


def test_a_mail_that_cannot_be_given_back_keeps_no_other_from_it() -> None:
    post = Post([confirmed(str(number)) for number in range(5)], outbox=FailsToRelease())
    with pytest.raises(StorageUnavailable):
        post.relay.deliver_due()
    assert post.relay.deliver_due().delivered == 3
    assert post.after(LEASE).delivered == 2


def test_no_mail_is_given_back_once_its_lease_has_expired() -> None:
    clock = ManualClock(START)
    outbox = SlowToRelease(clock)
    post = Post([confirmed(str(number)) for number in range(50)], outbox=outbox, clock=clock)
    with pytest.raises(StorageUnavailable, match="the disk is full"):
        post.relay.deliver_due()
    assert outbox.asked == 4


def test_when_leases_cannot_be_renewed_what_was_sent_is_settled_and_the_rest_given_back() -> None:
    mailer = SlowMailer()
    post = Post([confirmed("marius"), confirmed("fanny")], mailer, outbox=FailsToRenew())
    mailer.post = post
    with pytest.raises(StorageUnavailable, match="the database is locked"):
        post.relay.deliver_due()
    assert [entry.mail for entry in post.outbox.entries()] == [confirmed("fanny")]
    assert len(post.outbox.lease(post.clock.now(), LEASE, 10)) == 1


def test_a_question_that_cannot_be_answered_ends_the_round_and_costs_no_mail_its_attempt() -> None:
    question = ResetQuestion(to("marius"), ResetId("s-1"), timedelta(hours=1))
    mails = [confirmed("fanny"), question, confirmed("panisse")]
    outbox, mailer = MemoryOutbox(), FailingMailer()
    post = Post(mails, mailer, outbox=outbox, storage=UnreadableStorage(outbox), senders=2)
    with pytest.raises(StorageUnavailable, match="the database is locked"):
        post.relay.deliver_due()
    assert [message.to for message in mailer.tried] == [to("fanny")]
    assert [(entry.mail, entry.due_at, entry.attempts) for entry in outbox.entries()] == [
        (question, START, 0),
        (confirmed("panisse"), START, 0),
    ]
    assert len(outbox.lease(START, LEASE, 10)) == 2


def test_a_mail_in_another_relays_hands_is_left_to_it() -> None:
    post = Post([confirmed("marius")])
    post.outbox.lease(START, LEASE, 1)
    assert post.after(LEASE - timedelta(microseconds=1)) == DeliveryReport()


def test_a_mail_whose_lease_owner_died_is_taken_over() -> None:
    post = Post([confirmed("marius")])
    post.outbox.lease(START, LEASE, 1)
    assert post.after(LEASE) == DeliveryReport(delivered=1)


def test_what_a_late_lease_owner_reports_does_not_count() -> None:
    post = Post([confirmed("marius")], FailingMailer(MailDeferred("busy")))
    [late] = post.outbox.lease(START, LEASE, 1)
    post.after(LEASE)
    post.outbox.delivered(late)
    assert [entry.attempts for entry in post.outbox.entries()] == [1]


def test_a_slow_server_does_not_outlast_the_lease() -> None:
    mailer = SlowMailer()
    post = Post([AccountConfirmedMail(to(f"abonne{number}")) for number in range(8)], mailer)
    mailer.post = post
    assert post.relay.deliver_due().delivered == 8
    assert mailer.taken_by_another == []


class Thief(MemoryMailer):
    """While it sends the first mail the relay sleeps for long, and another relay takes the rest."""

    def __init__(self) -> None:
        super().__init__()
        self.post: Post | None = None

    def send(self, message: Message) -> None:
        super().send(message)
        if self.post:
            self.post.clock.advance(LEASE)
            self.post.outbox.lease(self.post.clock.now(), LEASE, 10)


def test_a_mail_that_another_relay_has_taken_over_meanwhile_is_left_to_it() -> None:
    mailer = Thief()
    post = Post([confirmed("marius"), confirmed("fanny"), confirmed("panisse")], mailer)
    mailer.post = post
    post.relay.deliver_due()
    assert [message.to for message in mailer.messages] == [to("marius")]


# Stopping


def test_a_relay_that_is_stopped_gives_the_rest_back_at_once() -> None:
    stop = Event()

    class StoppingMailer(MemoryMailer):
        def send(self, message: Message) -> None:
            super().send(message)
            stop.set()

    post = Post([confirmed("marius"), confirmed("fanny")], StoppingMailer())
    assert post.relay.deliver_due(stop=stop) == DeliveryReport(delivered=1)
    assert [(entry.due_at, entry.attempts) for entry in post.outbox.entries()] == [(START, 0)]
    assert len(post.outbox.lease(START, LEASE, 10)) == 1


def test_a_relay_that_is_stopped_before_it_knows_of_an_outage_tells_of_none(
    caplog: pytest.LogCaptureFixture,
) -> None:
    stop = Event()

    class StoppingMailer(FailingMailer):
        def send(self, message: Message) -> None:
            stop.set()
            super().send(message)

    mailer = StoppingMailer(MailerUnavailable("554 5.7.1"))
    post = Post([confirmed("marius"), confirmed("fanny"), confirmed("panisse")], mailer)
    assert post.relay.deliver_due(stop=stop) == DeliveryReport()
    states = {(entry.due_at, entry.attempts, entry.last_error) for entry in post.outbox.entries()}
    assert states == {(START, 0, None), (START + 2 * MINUTE, 0, "554 5.7.1")}
    assert len(post.outbox.lease(START, LEASE, 10)) == 2
    assert caplog.records == []


def test_a_relay_in_a_silent_conversation_stops_within_its_grace() -> None:
    stop, mailer = Event(), SilentMailer()
    post = Post([confirmed("marius"), confirmed("fanny")], mailer)
    with ThreadPoolExecutor(1) as thread:
        round_ = thread.submit(post.relay.deliver_due, stop=stop)
        assert mailer.asked.wait(10)
        stop.set()
        assert round_.result(25) == DeliveryReport()
    assert [(entry.due_at, entry.attempts) for entry in post.outbox.entries()] == [(START, 0)] * 2
    mailer.let_go.set()


# Several senders


def test_as_many_mails_are_handed_over_at_once_as_there_are_senders() -> None:
    mails = [AccountConfirmedMail(to(f"abonne{number}")) for number in range(12)]
    assert Post(mails, MeetingMailer(4), senders=4).relay.deliver_due().delivered == 12


def test_in_an_outage_several_senders_try_one_mail_each_and_count_nothing() -> None:
    mailer = FailingMailer(*[MailerUnavailable("no answer")] * 100)
    post = Post([AccountConfirmedMail(to(f"a{number}")) for number in range(20)], mailer, senders=4)
    assert post.relay.deliver_due() == DeliveryReport(interrupted=True)
    assert len(mailer.tried) <= 6
    assert {entry.attempts for entry in post.outbox.entries()} == {0}


def test_a_relay_needs_a_sender() -> None:
    with pytest.raises(ValueError, match="senders must be 1 or more"):
        Post([], senders=0)


# What is logged


def lines(caplog: pytest.LogCaptureFixture) -> list[tuple[str, str]]:
    assert {record.name for record in caplog.records} == {"espaceclient.relay.journal"}
    return [(record.levelname, record.getMessage()) for record in caplog.records]


def test_an_outage_is_told_once_when_it_begins_and_once_when_it_ends(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("INFO")
    mailer = FailingMailer(*[MailerUnavailable("no connection: 535 5.7.8")] * 6)
    post = Post([confirmed("marius"), confirmed("fanny")], mailer)
    for _ in range(5):
        post.after(2 * MINUTE)
    assert [line for line in lines(caplog) if not line[1].endswith("is sent")] == [
        ("ERROR", "no mail can be sent: no connection: 535 5.7.8"),
        ("INFO", "mails are sent again: the outage lasted 0:06:00, and 2 mails waited"),
    ]


def test_a_mail_that_does_not_leave_is_told_by_its_id_and_never_by_its_address(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("INFO")
    quoting = MailRefused("550 5.1.1 <marius@example.fr>: unknown")
    post = Post([confirmed("marius")], FailingMailer(quoting, quoting))
    [entry] = post.outbox.entries()
    post.relay.deliver_due()
    post.after(REFUSAL_RETRY)
    assert lines(caplog) == [
        (
            "WARNING",
            f"mail {entry.id} is put off after attempt 1: 550 5.1.1 (address) unknown",
        ),
        (
            "ERROR",
            f"mail {entry.id} is a dead letter after attempt 2: 550 5.1.1 (address) unknown",
        ),
    ]


@pytest.mark.parametrize("base_url", ["http://client.exemple.fr", "nonsense", "https://x.fr/?a=1"])
def test_links_are_made_of_a_safe_web_address_only(base_url: str) -> None:
    with pytest.raises(ValueError, match="must"):
        Links(base_url)


@pytest.mark.parametrize(
    "path",
    ["activation", "a/{tok}", "a/{{link}}", "a/{link}/{lang}", "a/{link}{", "{link}/{link}"],
)
def test_a_path_that_does_not_hold_its_link_once_is_refused(path: str) -> None:
    with pytest.raises(ValueError, match=r"^activation must be a path or a URL that holds"):
        Links(BASE_URL, activation=path)


APP = "https://app.exemple.fr/"


@pytest.mark.parametrize(
    ("path", "before"),
    [
        (APP + "activation/{link}", APP + "activation/"),
        (APP + "#/activation/{link}", APP + "#/activation/"),
        (APP + "ouvrir?lien={link}", APP + "ouvrir?lien="),
        ("http://localhost:5173/activation/{link}", "http://localhost:5173/activation/"),
        ("mon-espace/{link}", "https://clients.eau.test/mon-espace/"),
    ],
)
def test_a_link_leads_where_its_path_or_its_url_says(path: str, before: str) -> None:
    mail = ActivationMail(to("marius"), RegistrationId("request"), timedelta(hours=48))
    link = Links("https://clients.eau.test", activation=path).to(mail, TOKENS)
    assert link == before + TOKENS.sign(Purpose.ACTIVATION, "request")


def test_the_pages_for_everyone_may_be_elsewhere_too() -> None:
    links = Links(BASE_URL, sign_in=APP + "connexion", forgotten=APP + "oubli")
    told = [links.to(mail(to("marius")), TOKENS) for mail in (AddressChangedMail, AddressInUseMail)]
    assert told == [APP + "connexion", APP + "oubli"]


@pytest.mark.parametrize(
    "url",
    [
        "http://app.exemple.fr/{link}",
        "//app.exemple.fr/{link}",
        "javascript:alert('{link}')",
        "monapp://activation/{link}",
        "https://{link}.exemple.fr/",
        "https://{link}@exemple.fr/",
        "https://jeanne@app.exemple.fr/{link}",
        "https://app.exemple.fr/{link} ",
        "https://app.exemple.fr/#/{link}\nBcc: x",
        "https:///{link}",
        "https://app.exemple.fr/{link}/{link}",
        "https://app.exemple.fr/activation",
        "/activation/{link}",
        "mon espace/{link}",
    ],
)
def test_a_url_that_is_unsafe_or_does_not_hold_its_link_once_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"^activation must "):
        Links(BASE_URL, activation=url)


@pytest.mark.parametrize("name", ["sign_in", "forgotten"])
def test_a_page_for_everyone_is_not_at_an_unsafe_url(name: str) -> None:
    with pytest.raises(ValueError, match=f"^{name} must begin with https://"):
        Links(BASE_URL, **{name: "http://app.exemple.fr/"})


def test_a_relay_without_link_keys_is_a_mistake_that_no_mail_pays_for() -> None:
    activation = ActivationMail(to("marius"), RegistrationId("id"), timedelta(days=2))
    post = Post([activation, confirmed("cesar")], tokens=SystemTokens())
    with pytest.raises(MissingKeys, match=r"^LinkKeys are missing"):
        post.relay.deliver_due()
    assert [(entry.due_at, entry.attempts) for entry in post.outbox.entries()] == [(START, 0)] * 2
