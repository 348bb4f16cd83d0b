"""The laws of a mailer. ``make`` gives one, and a way to read what arrived at the other end."""

from collections.abc import Callable, Sequence
from functools import partial

from attrs import evolve, frozen
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from espaceclient.domain.email_address import EmailAddress
from espaceclient.ports.errors import MailDeferred, MailerUnavailable, MailRefused, PortError
from espaceclient.ports.mailer import Mailer, Message
from espaceclient.testing.laws.concurrent import at_once
from espaceclient.testing.laws.difference import expect_same
from espaceclient.testing.laws.law import (
    Fixture,
    LawBroken,
    Make,
    expect,
    for_all,
    law,
    law_of_one,
    opened,
)
from espaceclient.testing.samples import BEGINNING
from espaceclient.testing.strategies.values import email_addresses

_LONG_SUBJECT = "Réinitialisation " * 11 + "et fin"
_LONG_PART = "Une ligne, comme il y en a dans un paragraphe.\n" * 2100


@frozen
class Arrived:
    """A mail as its reader has it: decoded, ``message_id`` without angle brackets, lines ended by
    ``\\n``.

    The domains of ``to`` and of ``reply_to``, who reads what is answered if not the sender, may
    stand as they were written or in their ASCII form.
    """

    message_id: str
    to: str
    subject: str
    text: str
    html: str
    reply_to: str | None = None


@frozen
class MailerAndMailbox:
    """A mailer, and what has arrived so far, oldest first."""

    mailer: Mailer
    arrived: Callable[[], Sequence[Arrived]]

    def send(self, *messages: Message) -> None:
        for message in messages:
            self.mailer.send(message)

    def expect_arrived(self, *sent: Message) -> None:
        _expect_same_mails(self.arrived(), *sent)

    def expect_raised(self, error: type[PortError], message: Message) -> None:
        """Sending raises such an error, and nothing else."""
        try:
            self.mailer.send(message)
        except PortError as raised:
            expect(isinstance(raised, error), f"{raised!r} was raised")
        else:
            raise LawBroken("sending returned as if all were well")


MakeMailerTo = Callable[[EmailAddress], Fixture[MailerAndMailbox]]


def _is_ascii_before_the_at(address: EmailAddress) -> bool:
    return address.text.rpartition("@")[0].isascii()


def _messages(addresses: SearchStrategy[EmailAddress]) -> SearchStrategy[Message]:
    """Mails as a wording writes them: one line of subject, several of text, any printable
    characters.
    """
    printable = st.characters(exclude_categories=("C", "Z"))
    line = st.text(printable | st.just(" "), min_size=1, max_size=80).map(str.strip).filter(bool)
    odd = ("é" * 600, "mot " * 300 + "fin", ".", "..", "From here", "\U0001f4a7 l'eau")
    lines = st.lists(line | st.sampled_from(odd), min_size=1, max_size=5)
    body = lines.map(lambda lines: "\n".join(lines) + "\n")
    words = st.lists(st.text(printable, min_size=1, max_size=12), min_size=1, max_size=8)
    long = "Réinitialisation de votre mot de passe\u00a0: votre espace client"
    return st.builds(
        Message,
        st.from_regex(r"[a-f0-9]{32}@exemple\.fr", fullmatch=True),
        addresses,
        words.map(" ".join) | st.just(long),
        body,
        body.map(lambda text: f"<!doctype html>\n<p>{text}</p>\n"),
        st.just(BEGINNING),
    )


@law
def what_was_sent_arrives_whole(make: Make[MailerAndMailbox]) -> None:
    """A mail that was sent has arrived, whole, when sending returns."""
    long = evolve(_message(1), subject=_LONG_SUBJECT, text=_LONG_PART, html=_LONG_PART)
    _expect_arrives(make, long)
    addresses = email_addresses().filter(_is_ascii_before_the_at)
    for_all(_messages(addresses), partial(_expect_arrives, make))


@law
def an_international_address_gets_its_mail(make: Make[MailerAndMailbox]) -> None:
    """A mail to an address with other letters than ASCII before its @ has arrived, whole, when
    sending returns.
    """
    addresses = email_addresses().filter(lambda address: not _is_ascii_before_the_at(address))
    for_all(_messages(addresses), partial(_expect_arrives, make))


def _expect_arrives(make: Make[MailerAndMailbox], message: Message) -> None:
    with opened(make()) as made:
        made.send(message)
        made.expect_arrived(message)
        made.mailer.close()


@law_of_one
def many_mails_arrive_in_order(made: MailerAndMailbox) -> None:
    """Many mails sent one after the other all arrive, in order, each to its own reader and none
    taken for another.
    """
    sent = [_message(number) for number in range(12)]
    sent.append(evolve(sent[-1], message_id="says-the-same@exemple.fr"))
    made.send(*sent)
    made.mailer.close()
    made.expect_arrived(*sent)


@law_of_one
def an_answer_goes_where_the_mail_says(made: MailerAndMailbox) -> None:
    """What is answered to a mail goes to the address that it names, and else to its sender."""
    answered = EmailAddress("Service.Clients@forêt.fr")
    sent = (evolve(_message(1), reply_to=answered), _message(2))
    made.send(*sent)
    made.mailer.close()
    made.expect_arrived(*sent)


@law_of_one
def threads_may_send_at_once(made: MailerAndMailbox) -> None:
    """Mails that several threads send at once all arrive, whole and each to its own reader, those
    of one thread in its order.
    """
    batches = [[_message(10 * thread + number) for number in range(3)] for thread in range(4)]
    at_once([partial(made.send, *batch) for batch in batches])
    made.mailer.close()
    arrived = {mail.message_id: mail for mail in made.arrived()}
    for batch in batches:
        ids = [message.message_id for message in batch]
        in_order = [mail for message_id, mail in arrived.items() if message_id in ids]
        _expect_same_mails(in_order, *batch)


@law_of_one
def a_mailer_goes_on_after_closing(made: MailerAndMailbox) -> None:
    """A mailer that was closed, even twice, sends again when it is asked to."""
    first, second = _message(1), _message(2)
    made.mailer.close()
    made.send(first)
    made.mailer.close()
    made.mailer.close()
    made.send(second)
    made.mailer.close()
    made.expect_arrived(first, second)


@law_of_one
def a_mail_may_be_sent_again(made: MailerAndMailbox) -> None:
    """A mail sent again under its Message-ID is no error, and arrives once or each time; other
    mails go on.
    """
    first, second, third = map(_message, range(3))
    for messages in ((first, first, second), (first, third)):
        made.send(*messages)
        made.mailer.close()
    arrived = made.arrived()
    distinct = [mail for place, mail in enumerate(arrived) if mail not in arrived[:place]]
    _expect_same_mails(distinct, first, second, third)


@law
def a_refusal_concerns_one_mail(make: MakeMailerTo) -> None:
    """A mail refused for good raises MailRefused, and the mails before and after it arrive."""
    _expect_failure_of_one(make, MailRefused)


@law
def a_deferral_concerns_one_mail(make: MakeMailerTo) -> None:
    """A mail deferred by the other side raises MailDeferred, and the mails before and after it
    arrive.
    """
    _expect_failure_of_one(make, MailDeferred)


@law
def a_refusal_that_may_meet_every_mail_is_an_outage(make: MakeMailerTo) -> None:
    """A mail refused for a reason that does not lie with its recipient raises MailerUnavailable,
    and the mails before and after it arrive.
    """
    _expect_failure_of_one(make, MailerUnavailable)


def _expect_failure_of_one(make: MakeMailerTo, error: type[PortError]) -> None:
    problem = EmailAddress("problem@exemple.fr")
    before, failing, after = _message(1), evolve(_message(2), to=problem), _message(3)
    with opened(make(problem)) as made:
        made.send(before)
        for _ in range(4):
            made.expect_raised(error, failing)
        made.send(after)
        made.mailer.close()
        made.expect_arrived(before, after)


@law_of_one
def an_unreachable_mailer_says_so(made: MailerAndMailbox) -> None:
    """Where no mail can leave, sending raises MailerUnavailable, each time and after closing
    too.
    """
    for number in range(3):
        made.expect_raised(MailerUnavailable, _message(number))
        made.mailer.close()


def _expect_same_mails(arrived: Sequence[Arrived], *sent: Message) -> None:
    expect(len(arrived) == len(sent), f"{len(sent)} were sent and {len(arrived)} arrived")
    for mail, found in zip(sent, arrived, strict=True):
        reply_to = mail.reply_to.text if mail.reply_to else None
        wanted = Arrived(
            mail.message_id, mail.to.text, mail.subject, mail.text, mail.html, reply_to
        )
        expect_same("the mailbox", _in_ascii(found), _in_ascii(wanted))


def _in_ascii(mail: Arrived) -> Arrived:
    """Write the domains of the addresses in their ASCII form."""
    reply_to = None if mail.reply_to is None else _address_in_ascii(mail.reply_to)
    return evolve(mail, to=_address_in_ascii(mail.to), reply_to=reply_to)


def _address_in_ascii(text: str) -> str:
    local, domain = text.rpartition("@")[0], EmailAddress(text).key.rpartition("@")[2]
    return f"{local}@{domain}"


def _message(number: int) -> Message:
    return Message(
        message_id=f"mail-{number}@exemple.fr",
        to=EmailAddress(f"reader{number}@exemple.fr"),
        subject=f"Mail {number}",
        text=f"Bonjour {number}\n",
        html=f"<p>Bonjour {number}</p>\n",
        queued_at=BEGINNING,
    )


MAILER_LAWS = (
    what_was_sent_arrives_whole,
    an_answer_goes_where_the_mail_says,
    many_mails_arrive_in_order,
    threads_may_send_at_once,
    a_mail_may_be_sent_again,
    a_mailer_goes_on_after_closing,
)

INTERNATIONAL_MAIL_LAWS = (an_international_address_gets_its_mail,)
"""For a mailer whose other side takes addresses beyond ASCII (RFC 6531); ``make`` is that of
``MAILER_LAWS``.
"""

REFUSED_MAIL_LAWS = (a_refusal_concerns_one_mail,)
"""``make`` is given an address, and gives a mailer whose other side refuses mail to it for good."""

DEFERRED_MAIL_LAWS = (a_deferral_concerns_one_mail,)
"""``make`` is given an address, and gives a mailer whose other side defers mail to it."""

BLOCKED_MAIL_LAWS = (a_refusal_that_may_meet_every_mail_is_an_outage,)
"""``make`` is given an address, and gives a mailer whose other side refuses mail to it for a reason
that does not lie with the address, such as a content filter.
"""

UNREACHABLE_MAILER_LAWS = (an_unreachable_mailer_says_so,)
"""``make`` gives a mailer whose other side cannot be reached."""
