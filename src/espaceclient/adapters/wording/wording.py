"""The wording from a TOML file of texts: whole sentences by dotted key."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Self, assert_never
from zoneinfo import ZoneInfo

from espaceclient.adapters.wording.contact import Contact
from espaceclient.adapters.wording.days import day_of, last_whole_day_before, within_days
from espaceclient.adapters.wording.layout import as_html, as_text
from espaceclient.adapters.wording.letter import Facts, Letter, Link, Paragraph
from espaceclient.adapters.wording.names import name_of
from espaceclient.adapters.wording.texts import (
    FACTS,
    LINK,
    read,
    require_complete,
    require_known,
    shipped,
)
from espaceclient.domain.instant import FOREVER, FRENCH_TIME
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
    MailOfProof,
    PasswordUpdatedMail,
    ResetMail,
)
from espaceclient.domain.masked_contract import MaskedContract
from espaceclient.domain.problem import Problem
from espaceclient.ports.wording import MailContent

ENGLISH = Language("en")
_HOUR = timedelta(hours=1)
_MINUTE = timedelta(minutes=1)
_AboutContract = (
    ContractAddedMail
    | ContractRemovedMail
    | ContractEndedMail
    | HolderChangedMail
    | ContractRenumberedMail
    | HoldingRescindedMail
)


class TomlWording:
    """The ``Wording`` port over a mapping of texts.

    ``texts`` holds each text by its dotted key, such as ``problem.email/required``. ``contact``
    signs the mails; its default is « Service clients » alone. ``time_zone`` is where subscribers
    live, by default Europe/Paris: it tells on which day an instant lies.

    Raises ``TextsRefused``, which names each key that is missing, unknown or wrongly filled in.
    """

    def __init__(
        self,
        language: Language,
        texts: Mapping[str, str],
        contact: Contact | None = None,
        time_zone: tzinfo | None = None,
    ) -> None:
        require_complete(texts, f"the texts in {language.code}")
        self.language = language
        self._texts = texts
        self._contact = contact or Contact()
        self._time_zone = time_zone or ZoneInfo(FRENCH_TIME)

    @classmethod
    def shipped(
        cls,
        language: Language,
        contact: Contact | None = None,
        time_zone: tzinfo | None = None,
        overrides: Mapping[str, str] | Path | None = None,
    ) -> Self:
        """Return the wording of the texts that the package ships in a language, French or English.

        ``overrides``, a mapping or a file, takes the place of texts of the same keys. Raises
        ``TextsRefused`` for one that is wrong, and ``FileNotFoundError`` for another language.
        """
        source = str(overrides) if isinstance(overrides, Path) else "the overrides"
        texts = read(overrides) if isinstance(overrides, Path) else overrides or {}
        require_known(texts, source)
        return cls(language, {**shipped(language), **texts}, contact, time_zone)

    @classmethod
    def french(
        cls,
        contact: Contact | None = None,
        time_zone: tzinfo | None = None,
        overrides: Mapping[str, str] | Path | None = None,
    ) -> Self:
        """Return the wording of the French texts that the package ships."""
        return cls.shipped(FRENCH, contact, time_zone, overrides)

    @classmethod
    def english(
        cls,
        contact: Contact | None = None,
        time_zone: tzinfo | None = None,
        overrides: Mapping[str, str] | Path | None = None,
    ) -> Self:
        """Return the wording of the English texts that the package ships."""
        return cls.shipped(ENGLISH, contact, time_zone, overrides)

    @classmethod
    def of_file(
        cls,
        language: Language,
        file: Path,
        contact: Contact | None = None,
        time_zone: tzinfo | None = None,
    ) -> Self:
        """Return the wording of a file of texts: a whole language beside those shipped."""
        texts = read(file)
        require_complete(texts, str(file))
        return cls(language, texts, contact, time_zone)

    @property
    def keys(self) -> tuple[str, ...]:
        """The dotted keys of all texts."""
        return tuple(self._texts)

    def text(self, key: str) -> str:
        return self._texts[key]

    def problem(self, problem: Problem) -> str:
        return self._texts[f"problem.{problem.code}"].format(**problem.values)

    def compose(self, mail: Mail, link: str, queued_at: datetime) -> MailContent:
        letter = self._letter(mail, link, self._values(mail, queued_at))
        reply_to = self._contact.email
        return MailContent(letter.subject, as_text(letter), as_html(letter), reply_to)

    def _values(self, mail: Mail, queued_at: datetime) -> Mapping[str, str]:
        """Return what a mail says that is not the same in all of its kind."""
        match mail:
            case ActivationMail() | ResetMail() | AddressChangeMail():
                return self._lifetime(mail.valid_for, queued_at)
            case ContractAddedMail() | ContractRemovedMail() | HoldingRescindedMail():
                return self._contract(mail)
            case ContractEndedMail() | HolderChangedMail():
                return self._end(mail)
            case ContractRenumberedMail():
                values = {"former": mail.former.digits, "operator": mail.operator or ""}
                return self._contract(mail) | values
            case AccountUnvisitedMail():
                days = {"last_seen": self.day(mail.last_seen_at), "on": self.day(mail.closes_at)}
                return days | self._erased()
            case AccountClosedMail():
                return self._erased()
            case (
                AddressInUseMail()
                | ContractInUseMail()
                | ContractClaimedMail()
                | AccountConfirmedMail()
                | PasswordUpdatedMail()
                | AddressClaimedMail()
                | AddressChangeRequestedMail()
                | AddressChangedMail()
            ):
                return {}
            case _:
                assert_never(mail)

    def _letter(self, mail: Mail, url: str, values: Mapping[str, str]) -> Letter:
        name = f"mail.{name_of(mail)}"
        body = self.text(f"{name}.body").strip().split("\n\n")
        alone: Mapping[str, Paragraph | None] = {
            LINK: Link(self.text(f"{name}.link"), url),
            FACTS: self._facts(mail, values),
        }
        paragraphs = (alone[each] if each in alone else each.format(**values) for each in body)
        return Letter(
            self.language,
            self.text(f"{name}.subject"),
            self.text(f"{name}.preheader").format(**values),
            (self.text("mail.greeting"), *(each for each in paragraphs if each is not None)),
            self.text("mail.address"),
            self._signature(),
            self._contact,
            self.text("mail.automatic"),
        )

    def _facts(self, mail: Mail, values: Mapping[str, str]) -> Facts | None:
        """Return for which commune and contract a mail is, and until when its link works."""
        told = self._masked(mail.about if isinstance(mail, MailOfProof) else None)
        if "until" in values:
            told["link"] = self.text("mail.facts.until").format(until=values["until"])
        rows = [(self.text(f"mail.facts.{name}"), value) for name, value in told.items()]
        line = self.text("mail.facts.line")
        lines = [line.format(label=label, value=value) for label, value in rows]
        return Facts(tuple(rows), tuple(lines)) if rows else None

    def _masked(self, about: MaskedContract | None) -> dict[str, str]:
        told = {}
        if about and about.commune:
            told["commune"] = about.commune
        if about and about.ending:
            told["contract"] = self.text("mail.facts.ending").format(ending=about.ending)
        return told

    def _lifetime(self, time: timedelta, queued_at: datetime) -> dict[str, str]:
        """Return the texts about a link's lifetime, some of which the pages show as well."""
        duration = self.duration(time)
        lifetime = self.text("page.home.guide.lifetime").format(duration=duration)
        return {
            "duration": duration,
            "lifetime": lifetime,
            "late": self.text("page.home.guide.late"),
            "until": self.moment(min(queued_at, FOREVER - time) + time),
        }

    def _contract(self, mail: _AboutContract) -> dict[str, str]:
        return {"contract_number": mail.contract_number.digits}

    def _erased(self) -> dict[str, str]:
        """Return the texts about what goes with an account and what stays."""
        return {name: self.text(f"mail.closing.{name}") for name in ("erased", "contract", "again")}

    def _end(self, mail: ContractEndedMail | HolderChangedMail) -> dict[str, str]:
        """Return the texts about a contract's end, of which both mails tell."""
        until = self.last_day(mail.readable_until)
        return {
            **self._contract(mail),
            "on": self.day(mail.on),
            "readable": self.text("mail.end.readable").format(until=until),
            "open": self.text("mail.end.open"),
        }

    def _signature(self) -> tuple[str, ...]:
        contact = self._contact
        lines = {
            "name": contact.name,
            "phone": contact.phone,
            "email": contact.email.text if contact.email else None,
            "hours": contact.hours,
        }
        return tuple(
            self.text(f"mail.signature.{key}").format(**{key: value})
            for key, value in lines.items()
            if value
        )

    def duration(self, time: timedelta) -> str:
        in_hours = time >= 2 * _HOUR or time % _HOUR == timedelta(0)
        unit, length = ("hour", _HOUR) if in_hours else ("minute", _MINUTE)
        count = time // length
        return self.text(f"duration.{unit}{'s' if count > 1 else ''}").format(count=count)

    def day(self, instant: datetime) -> str:
        return self._written(day_of(instant, self._time_zone))

    def moment(self, instant: datetime) -> str:
        local = within_days(instant).astimezone(self._time_zone)
        key = "date.moment" if local.minute else "date.on_the_hour"
        return self.text(key).format(
            weekday=self.text(f"date.weekday.{local.isoweekday()}"),
            day=self._written(local.date()),
            hour=local.hour,
            minute=f"{local.minute:02}",
        )

    def last_day(self, until: datetime) -> str:
        return self._written(last_whole_day_before(until, self._time_zone))

    def _written(self, day: date) -> str:
        month = self.text(f"date.month.{day.month}")
        form = self.text("date.first" if day.day == 1 else "date.other")
        return form.format(day=day.day, month=month, year=day.year)
