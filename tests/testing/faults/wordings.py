"""Wordings that get one thing wrong."""

from datetime import datetime, timedelta

from attrs import evolve

from espaceclient.adapters.wording import TomlWording
from espaceclient.domain.mail import Mail
from espaceclient.domain.problem import Problem
from espaceclient.ports.wording import MailContent
from espaceclient.testing.laws import wording
from tests.testing.faults.fault import Fault

MINUTE = timedelta(minutes=1)


class LacksAText(TomlWording):
    def text(self, key: str) -> str:
        if key == "page.confirm":
            raise KeyError(key)
        return super().text(key)


class AsksForMoreThanThereIs(TomlWording):
    def text(self, key: str) -> str:
        return super().text(key).replace("{duration}", "{hours}")


class SaysNothingOfAProblem(TomlWording):
    def problem(self, problem: Problem) -> str:
        return "" if problem.code == "email/too_long" else super().problem(problem)


class BreaksSubjects(TomlWording):
    def compose(self, mail: Mail, link: str, queued_at: datetime) -> MailContent:
        content = super().compose(mail, link, queued_at)
        return evolve(content, subject=content.subject.replace(" ", "\n", 1))


class LinksInHtmlAlone(TomlWording):
    def compose(self, mail: Mail, link: str, queued_at: datetime) -> MailContent:
        content = super().compose(mail, link, queued_at)
        return evolve(content, text=content.text.replace(link, ""))


class TrustsNames(TomlWording):
    def compose(self, mail: Mail, link: str, queued_at: datetime) -> MailContent:
        content = super().compose(mail, link, queued_at)
        return evolve(content, html=content.html.replace("&lt;", "<").replace("&gt;", ">"))


class EscapesTwice(TomlWording):
    def compose(self, mail: Mail, link: str, queued_at: datetime) -> MailContent:
        content = super().compose(mail, link, queued_at)
        return evolve(content, html=content.html.replace("Cie", "&amp;amp;"))


class RoundsUp(TomlWording):
    def duration(self, time: timedelta) -> str:
        return super().duration(time + MINUTE - timedelta(microseconds=1))


class TellsTheDayOfTheEnd(TomlWording):
    def last_day(self, until: datetime) -> str:
        return self.day(until)


class TellsSeconds(TomlWording):
    def moment(self, instant: datetime) -> str:
        return f"{super().moment(instant)} {instant.second}"


class CountsFromTheSending(TomlWording):
    def compose(self, mail: Mail, link: str, queued_at: datetime) -> MailContent:
        return super().compose(mail, link, queued_at + MINUTE)


WORDING_FAULTS = (
    Fault(
        "lacks a text of the pages",
        wording.every_text_of_the_pages_is_there,
        LacksAText.french,
    ),
    Fault(
        "asks for a value that nobody gives",
        wording.every_text_of_the_pages_is_there,
        AsksForMoreThanThereIs.french,
    ),
    Fault("says nothing of a problem", wording.every_problem_is_told, SaysNothingOfAProblem.french),
    Fault("breaks subjects", wording.every_mail_offers_its_link, BreaksSubjects.french),
    Fault("has links in HTML alone", wording.every_mail_offers_its_link, LinksInHtmlAlone.french),
    Fault("takes names for HTML", wording.a_name_is_not_taken_for_html, TrustsNames.french),
    Fault("escapes names twice", wording.a_name_is_not_taken_for_html, EscapesTwice.french),
    Fault("rounds durations up", wording.no_time_is_told_longer_than_it_is, RoundsUp.french),
    Fault(
        "tells the day on which a period ends",
        wording.a_period_ends_with_a_day_that_is_over,
        TellsTheDayOfTheEnd.french,
    ),
    Fault("tells seconds", wording.an_instant_has_its_day_and_its_moment, TellsSeconds.french),
    Fault(
        "counts a link's time from the sending",
        wording.until_when_a_link_works_is_not_told_too_late,
        CountsFromTheSending.french,
    ),
)
