"""The wording from a TOML file of texts: whole sentences by dotted key."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta, tzinfo
from pathlib import Path
from types import MappingProxyType
from typing import Self, assert_never
from zoneinfo import ZoneInfo

from espaceclient.adapters.wording.contact import Contact
from espaceclient.adapters.wording.days import day_of, last_whole_day_before
from espaceclient.adapters.wording.layout import Link, as_html, as_text
from espaceclient.adapters.wording.texts import read, require_complete, require_known, shipped
from espaceclient.domain.instant import FRENCH_TIME
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
    ResetMail,
)
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


_NAMES: Mapping[type[Mail], str] = {
    ActivationMail: "activation",
    AddressInUseMail: "address_in_use",
    ContractInUseMail: "contract_in_use",
    ContractClaimedMail: "contract_claimed",
    AccountConfirmedMail: "account_confirmed",
    ResetMail: "reset",
    PasswordUpdatedMail: "password_updated",
    AddressChangeMail: "address_change",
    AddressClaimedMail: "address_claimed",
    AddressChangeRequestedMail: "address_change_requested",
    AddressChangedMail: "address_changed",
    ContractAddedMail: "contract_added",
    ContractRemovedMail: "contract_removed",
    ContractEndedMail: "contract_ended",
    HolderChangedMail: "holder_changed",
    ContractRenumberedMail: "contract_renumbered",
    HoldingRescindedMail: "holding_rescinded",
    AccountUnvisitedMail: "account_unvisited",
}
"""The name of each mail's texts."""


def _name(mail: Mail) -> str:
    """Return the name of a mail's texts: a new number at another operator has its own, and so has
    each reason of a closing.
    """
    if isinstance(mail, ContractRenumberedMail) and mail.operator:
        return f"contract_{'transferred' if mail.keeps_its_number else 'renumbered_elsewhere'}"
    if isinstance(mail, AccountClosedMail):
        return f"account_closed_{mail.because}"
    return _NAMES[type(mail)]


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
        overrides: Mapping[str, str] = MappingProxyType({}),
    ) -> Self:
        """Return the wording of the texts that the package ships in a language, French or English.

        ``overrides`` takes the place of texts of the same keys. Raises ``TextsRefused`` for one
        that is wrong, and ``FileNotFoundError`` for another language.
        """
        require_known(overrides, "the overrides")
        return cls(language, {**shipped(language), **overrides}, contact, time_zone)

    @classmethod
    def french(
        cls,
        contact: Contact | None = None,
        time_zone: tzinfo | None = None,
        overrides: Mapping[str, str] = MappingProxyType({}),
    ) -> Self:
        """Return the wording of the French texts that the package ships."""
        return cls.shipped(FRENCH, contact, time_zone, overrides)

    @classmethod
    def english(
        cls,
        contact: Contact | None = None,
        time_zone: tzinfo | None = None,
        overrides: Mapping[str, str] = MappingProxyType({}),
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

    def compose(self, mail: Mail, link: str, queued_at: datetime) -> MailContent:  # noqa: ARG002 - told with the link's end
        return self._letter(_name(mail), link, self._values(mail))

    def _values(self, mail: Mail) -> Mapping[str, str]:
        """Return what a mail says that is not the same in all of its kind."""
        match mail:
            case ActivationMail() | ResetMail() | AddressChangeMail():
                return self._lifetime(mail.valid_for)
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

    def _letter(self, name: str, url: str, values: Mapping[str, str]) -> MailContent:
        """Compose a mail from its texts: paragraphs between empty lines, one of them ``{link}``."""
        subject = self.text(f"mail.{name}.subject")
        link = Link(self.text(f"mail.{name}.link"), url)
        body = [
            link if paragraph == "{link}" else paragraph.format(**values)
            for paragraph in self.text(f"mail.{name}.body").strip().split("\n\n")
        ]
        paragraphs = [self.text("mail.greeting"), *body, self._signature()]
        return MailContent(
            subject, as_text(paragraphs), as_html(self.language, subject, paragraphs)
        )

    def _lifetime(self, time: timedelta) -> dict[str, str]:
        """Return the texts about a link's lifetime, which the pages show as well."""
        duration = self.duration(time)
        lifetime = self.text("page.home.guide.lifetime").format(duration=duration)
        return {
            "duration": duration,
            "lifetime": lifetime,
            "late": self.text("page.home.guide.late"),
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

    def _signature(self) -> str:
        contact = self._contact
        lines = {
            "name": contact.name,
            "phone": contact.phone,
            "email": contact.email.text if contact.email else None,
            "hours": contact.hours,
        }
        return "\n".join(
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

    def last_day(self, until: datetime) -> str:
        return self._written(last_whole_day_before(until, self._time_zone))

    def _written(self, day: date) -> str:
        month = self.text(f"date.month.{day.month}")
        form = self.text("date.first" if day.day == 1 else "date.other")
        return form.format(day=day.day, month=month, year=day.year)
