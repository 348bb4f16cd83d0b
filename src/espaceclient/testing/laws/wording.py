"""The laws of a wording, in whatever language."""

from datetime import UTC, datetime, timedelta
from html import escape, unescape
from string import Formatter

from attrs import evolve

from espaceclient.adapters.wording.texts import shipped
from espaceclient.domain.language import FRENCH
from espaceclient.domain.mail import Mail, MailOfProof
from espaceclient.domain.masked_contract import MaskedContract
from espaceclient.domain.problem import Problem
from espaceclient.ports.wording import Wording
from espaceclient.testing.laws.law import expect, law_for_all, law_of_one
from espaceclient.testing.samples import A_MAIL, DAY, HOUR, MINUTE, TICK
from espaceclient.testing.strategies.records import mails
from espaceclient.testing.strategies.values import instants

_LINK = "https://exemple.fr/activation/a-token?a=1&b=2"
_WINTER = datetime(2026, 1, 20, 12, tzinfo=UTC)
_LONGEST_SUBJECT, _LONGEST_PART = 200, 100_000
"""Characters: what every mailer takes."""


def _values(text: str) -> dict[str, int]:
    """Return a value for everything that is filled in."""
    return {name: 7 for _, name, _, _ in Formatter().parse(text) if name}


@law_of_one
def every_text_of_the_pages_is_there(wording: Wording) -> None:
    """Every text that the ready-made pages and the API show is there, and can be filled in with
    what they give it.
    """
    for key, reference in shipped(FRENCH).items():
        if key.startswith(("page.", "api.")):
            expect(bool(wording.text(key).format(**_values(reference))), f"{key} says nothing")


@law_of_one
def every_problem_is_told(wording: Wording) -> None:
    """Every problem of a form is told in a sentence."""
    for key, reference in shipped(FRENCH).items():
        code = key.removeprefix("problem.")
        if code != key:
            problem = Problem(code.partition("/")[0], code, _values(reference))
            expect(bool(wording.problem(problem).strip()), f"{code} says nothing")


@law_for_all(mails(), instants(), examples=100)
def every_mail_offers_its_link(wording: Wording, mail: Mail, queued_at: datetime) -> None:
    """Every mail has a subject of one line, and offers its link in both parts, none of which is too
    long for a mailer.
    """
    content = wording.compose(mail, _LINK, queued_at)
    expect(content.subject.splitlines() == [content.subject], "the subject is not one line")
    expect(len(content.subject) <= _LONGEST_SUBJECT, "the subject is too long")
    expect(_LINK in content.text, "its text has no link")
    expect(f'href="{escape(_LINK)}"' in content.html, "its HTML has no link")
    longest = max(len(content.text), len(content.html))
    expect(longest <= _LONGEST_PART, f"a part has {longest} characters")


@law_for_all(mails().filter(lambda mail: isinstance(mail, MailOfProof)))
def a_name_is_not_taken_for_html(wording: Wording, mail: MailOfProof) -> None:
    """The name of a commune stands in a mail as it is written, whatever is written there."""
    named = evolve(mail, about=MaskedContract("042", "<b>L'Haÿ</b> {link} $url & Cie"))
    html = wording.compose(named, _LINK, _WINTER).html
    expect("<b>L'Haÿ" not in html, "it was taken for HTML")
    expect("&amp;amp;" not in html, "it was escaped twice")


@law_of_one
def no_time_is_told_longer_than_it_is(wording: Wording) -> None:
    """A duration is rounded down: to hours from two hours on, to minutes below."""
    same = (
        (2 * HOUR, 3 * HOUR - TICK),
        (48 * HOUR, 49 * HOUR - TICK),
        (119 * MINUTE, 2 * HOUR - TICK),
        (30 * MINUTE, 31 * MINUTE - TICK),
    )
    for least, most in same:
        expect(wording.duration(least) == wording.duration(most), f"{most} is not told as {least}")
    told = {wording.duration(each * HOUR) for each in range(1, 49)}
    expect(len(told) == 48, "two durations are told alike")


@law_of_one
def a_period_ends_with_a_day_that_is_over(wording: Wording) -> None:
    """The last day of a period is over when the period ends."""
    for minutes in range(0, 24 * 60, 15):
        until = _WINTER + timedelta(minutes=minutes)
        day_before = wording.day(until - DAY)
        expect(wording.last_day(until) == day_before, f"{until} is not told as {day_before}")


@law_for_all(instants())
def an_instant_has_its_day_and_its_moment(wording: Wording, instant: datetime) -> None:
    """Every instant has a day, and a moment that is told to the minute before it."""
    whole = instant.replace(second=0, microsecond=0)
    expect(bool(wording.day(instant) and wording.last_day(instant)), "it has no day")
    expect(wording.moment(instant) == wording.moment(whole), "its seconds are told")


@law_of_one
def until_when_a_link_works_is_not_told_too_late(wording: Wording) -> None:
    """A mail that tells until when its link works tells no later time."""
    until = _WINTER + timedelta(seconds=59)
    mail = evolve(A_MAIL, valid_for=48 * HOUR)
    text = wording.compose(mail, _LINK, until - mail.valid_for).text
    expect(wording.moment(until + MINUTE) not in unescape(text), "it tells a minute more")


WORDING_LAWS = (
    every_text_of_the_pages_is_there,
    every_problem_is_told,
    every_mail_offers_its_link,
    a_name_is_not_taken_for_html,
    no_time_is_told_longer_than_it_is,
    a_period_ends_with_a_day_that_is_over,
    an_instant_has_its_day_and_its_moment,
    until_when_a_link_works_is_not_told_too_late,
)
