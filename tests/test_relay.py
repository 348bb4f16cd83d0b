"""The relay, between an outbox in memory and mailers that fail as told."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest
from attrs import evolve

from espaceclient.adapters.memory import ManualClock, MemoryMailer, MemoryOutbox, MemoryStorage
from espaceclient.adapters.system import SystemTokens
from espaceclient.domain.email_address import EmailAddress
from espaceclient.domain.mail import (
    AccountConfirmedMail,
    ActivationMail,
    AddressInUseMail,
    ContractClaimedMail,
    ContractInUseMail,
    Mail,
    PasswordUpdatedMail,
    ResetMail,
)
from espaceclient.domain.problem import Problem
from espaceclient.domain.registration import RegistrationId
from espaceclient.domain.reset import ResetId
from espaceclient.domain.token import Purpose
from espaceclient.ports.errors import (
    MailDeferred,
    MailerUnavailable,
    MailRefused,
    StorageUnavailable,
)
from espaceclient.ports.keys import Keys, MissingKeys
from espaceclient.ports.mailer import Mailer, Message
from espaceclient.ports.outbox import LeasedMail, Outbox
from espaceclient.ports.tokens import Tokens
from espaceclient.ports.wording import MailContent, Wording
from espaceclient.relay import (
    LEASE,
    LONGEST_RETRY,
    MOST_ATTEMPTS,
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

    def text(self, key: str) -> str:
        raise KeyError(key)

    def duration(self, time: timedelta) -> str:
        return str(time)

    def problem(self, problem: Problem) -> str:
        return problem.code

    def compose(self, mail: Mail, link: str) -> MailContent:
        return MailContent(type(mail).__name__, link, f"<p>{link}</p>")


class PoisonedWording(PlainWording):
    """Raises on every mail to poison@example.fr, and quotes it."""

    def compose(self, mail: Mail, link: str) -> MailContent:
        if mail.to == to("poison"):
            raise LookupError(f"cannot say {link} to {mail.to.text}")
        return super().compose(mail, link)


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
    """Gives up at every mail to poison@example.fr."""

    def send(self, message: Message) -> None:
        if message.to == to("poison"):
            raise MailerUnavailable("421")
        super().send(message)


class SlowMailer(MemoryMailer):
    """Takes a minute for each mail."""

    def __init__(self) -> None:
        super().__init__()
        self.clock: ManualClock | None = None

    def send(self, message: Message) -> None:
        super().send(message)
        if self.clock:
            self.clock.advance(timedelta(minutes=1))


class ForgetfulOutbox(MemoryOutbox):
    """Fails the first time that a delivered mail is to be forgotten."""

    failed = False

    def delivered(self, leased_mail: LeasedMail) -> None:
        if not self.failed:
            self.failed = True
            raise StorageUnavailable("the disk is full")
        super().delivered(leased_mail)


class Post:
    """A relay over its parts, at a standing clock."""

    def __init__(
        self,
        mails: Iterable[Mail],
        mailer: Mailer | None = None,
        *,
        wording: Wording | None = None,
        outbox: MemoryOutbox | None = None,
        tokens: Tokens = TOKENS,
    ) -> None:
        self.clock = ManualClock(START)
        self.outbox = outbox or MemoryOutbox()
        self.outbox.queue(mails, START)
        self.mailer = mailer or MemoryMailer()
        self.relay = self.relay_over(self.outbox, wording or PlainWording(), tokens)

    def relay_over(self, outbox: Outbox, wording: Wording, tokens: Tokens = TOKENS) -> Relay:
        return Relay(
            outbox=outbox,
            storage=MemoryStorage(self.outbox),
            mailer=self.mailer,
            wording=wording,
            tokens=tokens,
            clock=self.clock,
            links=Links(BASE_URL),
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
            Purpose.SESSION: None,
            Purpose.BROWSER: None,
        },
    )


def test_a_reset_link_opens_its_reset_and_nothing_else() -> None:
    link = link_of(ResetMail(to("marius"), ResetId("s-1"), timedelta(hours=1)))
    path, _, token = link.rpartition("/")
    opened = {purpose: TOKENS.verify(purpose, token) for purpose in Purpose}
    assert (path, opened) == (
        "https://clients.eau.test/compte/nouveau-mot-de-passe",
        {
            Purpose.ACTIVATION: None,
            Purpose.RESET: "s-1",
            Purpose.SESSION: None,
            Purpose.BROWSER: None,
        },
    )


OTHER_LINKS: list[tuple[Mail, str]] = [
    (AddressInUseMail(to("marius")), "https://clients.eau.test/compte/mot-de-passe-oublie"),
    (PasswordUpdatedMail(to("marius")), "https://clients.eau.test/compte/mot-de-passe-oublie"),
    (AccountConfirmedMail(to("marius")), "https://clients.eau.test/compte/connexion"),
    (ContractInUseMail(to("marius")), "https://clients.eau.test/compte/connexion"),
    (ContractClaimedMail(to("marius")), "https://clients.eau.test/compte/connexion"),
]


@pytest.mark.parametrize(("mail", "link"), OTHER_LINKS)
def test_another_mails_link_opens_a_page_for_everyone(mail: Mail, link: str) -> None:
    assert link_of(mail) == link


def test_every_mail_has_its_link_tried_here() -> None:
    assert {type(mail) for mail, _ in OTHER_LINKS} | {ActivationMail, ResetMail} == set(
        get_args(Mail)
    )


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


def test_a_mail_refused_permanently_is_dead_lettered_at_once() -> None:
    post = Post([confirmed("marius")], FailingMailer(MailRefused("no such user: 550")))
    assert post.relay.deliver_due() == DeliveryReport(dead_lettered=1)
    assert [(entry.dead, entry.last_error) for entry in post.outbox.entries()] == [
        (True, "no such user: 550")
    ]


def test_a_dead_letter_is_sent_once_it_is_retried() -> None:
    post = Post([confirmed("marius")], FailingMailer(MailRefused("no such user")))
    post.relay.deliver_due()
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


def test_a_refused_mail_stalls_no_other() -> None:
    post = Post(
        [confirmed("marius"), confirmed("fanny")], FailingMailer(MailRefused("no such user"))
    )
    assert post.relay.deliver_due() == DeliveryReport(delivered=1, dead_lettered=1)


def test_when_no_mail_can_leave_the_round_ends() -> None:
    mailer = FailingMailer(None, MailerUnavailable("no answer"))
    post = Post([confirmed(str(number)) for number in range(4)], mailer)
    assert post.relay.deliver_due() == DeliveryReport(delivered=1, interrupted=True)
    assert (len(mailer.tried), mailer.closed) == (2, 1)


def test_when_no_mail_can_leave_all_are_given_back_uncounted() -> None:
    post = Post(
        [confirmed("marius"), confirmed("fanny")], FailingMailer(MailerUnavailable("no answer"))
    )
    post.relay.deliver_due()
    assert [(entry.attempts, entry.dead) for entry in post.outbox.entries()] == [(0, False)] * 2


def test_the_mail_at_which_the_mailer_gave_up_leaves_after_the_others() -> None:
    mailer = FailingMailer(MailerUnavailable("no answer"))
    post = Post([confirmed("marius"), confirmed("fanny"), confirmed("panisse")], mailer)
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
        DeliveryReport(delivered=1),
    ]


def test_a_mail_that_brings_the_mailer_down_each_time_stalls_no_other() -> None:
    mailer = CollapsingMailer()
    post = Post([confirmed("poison"), confirmed("marius"), confirmed("fanny")], mailer)
    post.relay.deliver_due()
    assert post.after(MINUTE) == DeliveryReport(delivered=2)


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
    mailer.clock = post.clock
    assert post.relay.deliver_due().delivered == 5
    assert [entry.due_at for entry in post.outbox.entries()] == [START + timedelta(minutes=5)] * 3


@pytest.mark.parametrize("base_url", ["http://client.exemple.fr", "nonsense", "https://x.fr/?a=1"])
def test_links_are_made_of_a_safe_web_address_only(base_url: str) -> None:
    with pytest.raises(ValueError, match="must"):
        Links(base_url)


@pytest.mark.parametrize(
    "path",
    ["activation", "a/{tok}", "a/{{link}}", "a/{link}/{lang}", "a/{link}{", "{link}/{link}"],
)
def test_a_path_that_does_not_hold_its_link_once_is_refused(path: str) -> None:
    with pytest.raises(ValueError, match=r"^activation must be a path that holds \{link\} once$"):
        Links(BASE_URL, activation=path)


def test_a_relay_without_link_keys_is_a_mistake_that_no_mail_pays_for() -> None:
    activation = ActivationMail(to("marius"), RegistrationId("id"), timedelta(days=2))
    post = Post([activation, confirmed("cesar")], tokens=SystemTokens())
    with pytest.raises(MissingKeys, match=r"^LinkKeys are missing"):
        post.relay.deliver_due()
    assert [(entry.due_at, entry.attempts) for entry in post.outbox.entries()] == [(START, 0)] * 2
