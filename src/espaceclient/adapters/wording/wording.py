"""The wording from a TOML file of texts: whole sentences by dotted key."""

import tomllib
from collections.abc import Mapping
from datetime import date, datetime, timedelta, tzinfo
from importlib.resources import files
from types import MappingProxyType
from typing import Self, assert_never
from zoneinfo import ZoneInfo

from espaceclient.adapters.wording.contact import Contact
from espaceclient.adapters.wording.days import day_of, last_whole_day_before
from espaceclient.adapters.wording.flat import flatten
from espaceclient.adapters.wording.layout import Link, as_html, as_text
from espaceclient.domain.instant import FRENCH_TIME
from espaceclient.domain.mail import (
    AccountConfirmedMail,
    ActivationMail,
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
    """

    def __init__(
        self,
        texts: Mapping[str, str],
        contact: Contact | None = None,
        time_zone: tzinfo | None = None,
    ) -> None:
        self._texts = texts
        self._contact = contact or Contact()
        self._time_zone = time_zone or ZoneInfo(FRENCH_TIME)

    @classmethod
    def french(cls, contact: Contact | None = None, time_zone: tzinfo | None = None) -> Self:
        """Return the wording of the French texts that the package ships."""
        source = files("espaceclient.adapters.wording").joinpath("texts/fr.toml").read_text("utf-8")
        return cls(dict(flatten(tomllib.loads(source))), contact, time_zone)

    @property
    def keys(self) -> tuple[str, ...]:
        """The dotted keys of all texts."""
        return tuple(self._texts)

    def text(self, key: str) -> str:
        return self._texts[key]

    def problem(self, problem: Problem) -> str:
        return self._texts[f"problem.{problem.code}"].format(**problem.values)

    def compose(self, mail: Mail, link: str) -> MailContent:
        match mail:
            case ActivationMail():
                return self._letter("activation", link, self._lifetime(mail.valid_for))
            case AddressInUseMail():
                return self._letter("address_in_use", link)
            case ContractInUseMail():
                return self._letter("contract_in_use", link)
            case ContractClaimedMail():
                return self._letter("contract_claimed", link)
            case AccountConfirmedMail():
                return self._letter("account_confirmed", link)
            case ResetMail():
                return self._letter("reset", link, self._lifetime(mail.valid_for))
            case PasswordUpdatedMail():
                return self._letter("password_updated", link)
            case ContractAddedMail():
                return self._letter("contract_added", link, self._contract(mail))
            case ContractRemovedMail():
                return self._letter("contract_removed", link, self._contract(mail))
            case ContractEndedMail():
                return self._letter("contract_ended", link, self._end(mail))
            case HolderChangedMail():
                return self._letter("holder_changed", link, self._end(mail))
            case ContractRenumberedMail(former=former, operator=str(operator)):
                values = {"former": former.digits, "operator": operator}
                name = "transferred" if mail.keeps_its_number else "renumbered_elsewhere"
                return self._letter(f"contract_{name}", link, self._contract(mail) | values)
            case ContractRenumberedMail():
                values = {"former": mail.former.digits}
                return self._letter("contract_renumbered", link, self._contract(mail) | values)
            case HoldingRescindedMail():
                return self._letter("holding_rescinded", link, self._contract(mail))
            case _:
                assert_never(mail)

    def _letter(
        self, name: str, url: str, values: Mapping[str, str] = MappingProxyType({})
    ) -> MailContent:
        """Compose a mail from its texts: paragraphs between empty lines, one of them ``{link}``."""
        subject = self.text(f"mail.{name}.subject")
        link = Link(self.text(f"mail.{name}.link"), url)
        body = [
            link if paragraph == "{link}" else paragraph.format(**values)
            for paragraph in self.text(f"mail.{name}.body").strip().split("\n\n")
        ]
        paragraphs = [self.text("mail.greeting"), *body, self._signature()]
        return MailContent(subject, as_text(paragraphs), as_html(subject, paragraphs))

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
            self.text(f"mail.signature.{key}").format(value)
            for key, value in lines.items()
            if value
        )

    def duration(self, time: timedelta) -> str:
        in_hours = time >= 2 * _HOUR or time % _HOUR == timedelta(0)
        unit, length = ("hour", _HOUR) if in_hours else ("minute", _MINUTE)
        count = time // length
        return self.text(f"duration.{unit}{'s' if count > 1 else ''}").format(count)

    def day(self, instant: datetime) -> str:
        return self._written(day_of(instant, self._time_zone))

    def last_day(self, until: datetime) -> str:
        return self._written(last_whole_day_before(until, self._time_zone))

    def _written(self, day: date) -> str:
        month = self.text(f"date.month.{day.month}")
        form = self.text("date.first" if day.day == 1 else "date.other")
        return form.format(day=day.day, month=month, year=day.year)
