"""The wording from a TOML file of texts: whole sentences by dotted key."""

import tomllib
from collections.abc import Mapping
from datetime import timedelta
from importlib.resources import files
from typing import Self, assert_never

from espaceclient.adapters.wording.contact import Contact
from espaceclient.adapters.wording.flat import flatten
from espaceclient.adapters.wording.layout import Link, as_html, as_text
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
from espaceclient.ports.wording import MailContent

_HOUR = timedelta(hours=1)
_MINUTE = timedelta(minutes=1)


class TomlWording:
    """The ``Wording`` port over a mapping of texts.

    ``texts`` holds each text by its dotted key, such as ``problem.email/required``. ``contact``
    signs the mails; its default is « Service clients » alone.
    """

    def __init__(self, texts: Mapping[str, str], contact: Contact | None = None) -> None:
        self._texts = texts
        self._contact = contact or Contact()

    @classmethod
    def french(cls, contact: Contact | None = None) -> Self:
        """Return the wording of the French texts that the package ships."""
        source = files("espaceclient.adapters.wording").joinpath("texts/fr.toml").read_text("utf-8")
        return cls(dict(flatten(tomllib.loads(source))), contact)

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
                return self._letter("activation", link, mail.valid_for)
            case AddressInUseMail():
                return self._letter("address_in_use", link)
            case ContractInUseMail():
                return self._letter("contract_in_use", link)
            case ContractClaimedMail():
                return self._letter("contract_claimed", link)
            case AccountConfirmedMail():
                return self._letter("account_confirmed", link)
            case ResetMail():
                return self._letter("reset", link, mail.valid_for)
            case PasswordUpdatedMail():
                return self._letter("password_updated", link)
            case _:
                assert_never(mail)

    def _letter(self, name: str, url: str, valid_for: timedelta | None = None) -> MailContent:
        """Compose a mail from its texts: paragraphs between empty lines, one of them ``{link}``."""
        subject = self.text(f"mail.{name}.subject")
        link = Link(self.text(f"mail.{name}.link"), url)
        values = {} if valid_for is None else self._lifetime(valid_for)
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
