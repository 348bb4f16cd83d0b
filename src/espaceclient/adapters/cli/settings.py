"""The settings of each command: a group asks for what the command needs and no more."""

import re
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from attrs import field, fields, frozen

from espaceclient.adapters.cli.cookie_settings import SharingSettings
from espaceclient.adapters.cli.duty_settings import DutySettings
from espaceclient.adapters.cli.event_settings import EventSettings
from espaceclient.adapters.cli.limits import LimitSettings, said_plainly
from espaceclient.adapters.cli.look_settings import LookSettings
from espaceclient.adapters.cli.proxies import parse_proxies
from espaceclient.adapters.cli.register_settings import RegisterSettings
from espaceclient.adapters.cli.smtp_settings import SmtpSettings
from espaceclient.adapters.smtp.message import one_line
from espaceclient.domain.bounds import Between
from espaceclient.domain.email_address import EmailAddress
from espaceclient.domain.formats import Formats
from espaceclient.domain.instant import FRENCH_TIME
from espaceclient.domain.language import FRENCH, Language
from espaceclient.domain.lifetimes import Lifetimes
from espaceclient.domain.password import hide
from espaceclient.domain.password_policy import PasswordPolicy
from espaceclient.domain.policy import Policy
from espaceclient.domain.trail_retention import TrailRetention
from espaceclient.ports.keys import (
    FingerprintKeys,
    KeyRing,
    Keys,
    LinkKeys,
    PepperKeys,
    SessionKeys,
    require_distinct,
)
from espaceclient.ports.loopback import require_web_address, web_address

UNLESS = "unless"
"""What a field's metadata calls the setting without which it is required."""

_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)
_MINUTE = timedelta(minutes=1)

RINGS = ("link_keys", "session_keys", "fingerprint_keys", "password_keys")
"""The settings that are key rings."""

SECRETS = (*RINGS, "smtp_password", "events_secret", "database_password", "subscribers_token")
"""The settings that may be given as the name of a file that holds them: ``link_keys_file``."""


def _of_this_setting(name: str, check: Callable[[], object]) -> None:
    """Have the domain check a setting that it calls ``name``; leave that name to it."""
    try:
        with said_plainly():
            check()
    except ValueError as error:
        raise ValueError(str(error).removeprefix(f"{name} ")) from error


def _password_length(_instance: object, _attribute: object, length: int) -> None:
    _of_this_setting("shortest", lambda: PasswordPolicy(length))


def _proxies(_instance: object, _attribute: object, text: str) -> None:
    parse_proxies(text)


def _time_zone(_instance: object, _attribute: object, name: str) -> None:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:  # unknown, malformed, a folder
        raise ValueError(f"must be the name of a time zone, such as {FRENCH_TIME}") from error


def is_web_address(text: str) -> bool:
    """Tell a web address, acceptable or not, from the path of a file."""
    return "://" in text


def languages_of(text: str) -> tuple[Language, ...]:
    """Read codes that commas separate; raises ``ValueError`` for what is no language."""
    return tuple(Language(each.strip()) for each in text.split(","))


def _languages(_instance: object, _attribute: object, text: str) -> None:
    languages = languages_of(text)
    if len(set(languages)) < len(languages):
        raise ValueError("must name each language once, such as fr,en")


def _file_or_web_address(_instance: object, _attribute: object, text: str | None) -> None:
    if text is not None and is_web_address(text):
        require_web_address(text)


def _lifetime(name: str, unit: timedelta, default: float) -> float:
    """Declare a lifetime in ``unit``; its bounds are the domain's."""

    def check(_instance: object, _attribute: object, value: float) -> None:
        _of_this_setting(name, lambda: Lifetimes(**{name: value * unit}))

    declared: float = field(default=default, validator=check)
    return declared


def _postgresql(settings: object, _attribute: object, url: Any) -> None:
    if url is None:
        return
    if not url.startswith(("postgresql://", "postgres://")):
        raise ValueError("must be the URL of a PostgreSQL database: postgresql://…")
    if getattr(settings, "data", None) is not None:
        raise ValueError("database: the data lies here or in a folder; give database or data")


def _identifier(_settings: object, _attribute: object, name: str) -> None:
    if not re.fullmatch(r"[a-z_][a-z0-9_]{0,62}", name):
        raise ValueError("must be 1 to 63 of a-z, 0-9 and _, not beginning with a digit")


@frozen
class SchemaSettings:
    """What printing the SQL of an upgrade needs."""

    database_schema: str = field(default="espaceclient", kw_only=True, validator=_identifier)


@frozen
class UpgradeSettings(SchemaSettings):
    """What upgrading a PostgreSQL database needs: a role that owns the schema."""

    database: str = field(repr=hide, validator=_postgresql)
    database_password: str | None = field(default=None, kw_only=True, repr=hide)


@frozen
class DataSettings(SchemaSettings):
    """Where the data lies: the folder of a SQLite file, or a PostgreSQL database."""

    data: Path | None = field(default=None, metadata={UNLESS: "database"})
    database: str | None = field(default=None, kw_only=True, repr=hide, validator=_postgresql)
    database_password: str | None = field(default=None, kw_only=True, repr=hide)
    database_connections: int = field(default=10, kw_only=True, validator=Between(1, 1000))
    database_pgbouncer: bool = field(default=False, kw_only=True)

    @property
    def folder(self) -> Path:
        """The folder, where the data lies in one; it was given unless ``database`` was."""
        if self.data is None:
            raise ValueError("data: missing")
        return self.data


@frozen(slots=False, kw_only=True)  # slots, in several bases, would not go together
class RetentionSettings:
    """How long the trail is kept."""

    trail_months: int = field(default=12, validator=fields(TrailRetention).months.validator)

    @property
    def retention(self) -> TrailRetention:
        return TrailRetention(self.trail_months)


@frozen
class PurgeSettings(RetentionSettings, DataSettings):
    """What purging needs."""


@frozen(slots=False, kw_only=True)  # slots, in several bases, would not go together
class DaySettings:
    """``time_zone``: where the days begin that a person or a file tells."""

    time_zone: str = field(default=FRENCH_TIME, validator=_time_zone)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)


@frozen
class BillingSettings(RegisterSettings, DaySettings, DataSettings):
    """What applying what billing tells needs."""

    ended_contract_days: float = _lifetime("ended_contract", _DAY, 396)

    def __attrs_post_init__(self) -> None:
        self.require_register()

    @property
    def lifetimes(self) -> Lifetimes:
        return Lifetimes(ended_contract=self.ended_contract_days * _DAY)


@frozen
class TrailSettings(DaySettings, DataSettings):
    """What reading the trail needs."""


@frozen
class ExplainSettings(TrailSettings):
    """What it needs to find an address in the trail."""

    fingerprint_keys: FingerprintKeys = field(kw_only=True)


@frozen
class AccountsSettings(ExplainSettings):
    """What it needs to help with accounts, and to retire those that nobody visits."""

    unvisited_account_days: float = _lifetime("unvisited_account", _DAY, 730)

    @property
    def lifetimes(self) -> Lifetimes:
        return Lifetimes(unvisited_account=self.unvisited_account_days * _DAY)


@frozen
class CheckSettings:
    """``communes``: when given, a subscriber of an operator that serves none of them is refused.
    ``formats``: how operators write their numbers.
    """

    communes: Path | None = None
    formats: Formats = field(factory=Formats)


@frozen
class AccountImportSettings(RegisterSettings, DaySettings, DataSettings):
    """What bringing accounts along needs."""

    communes: Path = field(kw_only=True)
    formats: Formats = field(factory=Formats)

    def __attrs_post_init__(self) -> None:
        self.require_register()


@frozen
class InspectionSettings(DataSettings):
    """What ``check`` looks at; the keys that are given are compared with the database's."""

    link_keys: LinkKeys | None = None
    session_keys: SessionKeys | None = None
    fingerprint_keys: FingerprintKeys | None = None
    password_keys: PepperKeys | None = None

    @property
    def rings(self) -> dict[str, KeyRing]:
        """The key rings that are given, by the names of their settings."""
        rings = {name: getattr(self, name) for name in RINGS}
        return {name: ring for name, ring in rings.items() if ring is not None}


@frozen(slots=False, kw_only=True)  # slots, in several bases, would not go together
class SiteSettings(DaySettings):
    """What a letter or a page needs, and a process that sends or serves them; ``contact_…`` is what
    subscribers read.
    """

    base_url: str = field(validator=web_address)
    contact_name: str = field(default="Service clients", validator=one_line)
    contact_phone: str | None = None
    contact_email: EmailAddress | None = None
    contact_hours: str | None = None
    grace_seconds: int = field(default=15, validator=Between(2, 600))

    @property
    def unset_contact(self) -> tuple[str, ...]:
        """The settings without which nobody is told how to reach the service."""
        names = ("contact_phone", "contact_email", "contact_hours")
        return tuple(name for name in names if getattr(self, name) is None)


@frozen
class LinkSettings(SiteSettings, DataSettings):
    """What a link and our own wording need beside it.

    ``languages`` are those of pages and mails, the first where none of them is asked for; ``texts``
    is a folder with a file for a language, such as ``fr.toml``.
    """

    link_keys: LinkKeys = field(kw_only=True)
    mail_logo: str | None = None
    mail_colour: str | None = None
    languages: str = field(default=FRENCH.code, validator=_languages)
    texts: Path | None = None


@frozen(slots=False, kw_only=True)  # slots, in several bases, would not go together
class ListenSettings(DutySettings, LookSettings, RetentionSettings, SharingSettings):
    """Where the pages are served, how they are reached and look, and what the law has them say."""

    host: str = "127.0.0.1"
    port: int = field(default=8000, validator=Between(0, 65535))
    trusted_proxies: str = field(default="127.0.0.1", validator=_proxies)
    hsts_days: int = field(default=365, validator=Between(0, 730))

    @property
    def hsts(self) -> timedelta | None:
        """How long browsers keep to https for the whole host; ``None``: nothing is said of it."""
        return self.hsts_days * _DAY if self.hsts_days else None


@frozen
class AppSettings(ListenSettings, SiteSettings):
    """What the pages of a host's own composition need."""


@frozen
class ServeSettings(LimitSettings, RegisterSettings, ListenSettings, LinkSettings):
    """What the pages need. Lifetimes may be shortened, the password's length and bcrypt's cost
    raised, the limits tuned.
    """

    session_keys: SessionKeys = field(kw_only=True)
    fingerprint_keys: FingerprintKeys = field(kw_only=True)
    password_keys: PepperKeys = field(kw_only=True)
    communes: Path = field(kw_only=True)
    formats: Formats = field(factory=Formats)
    breached_passwords: str | None = field(default=None, validator=_file_or_web_address)
    bcrypt_cost: int = field(default=12, validator=Between(12, 16))
    password_length: int = field(default=8, validator=_password_length)
    activation_hours: float = _lifetime("activation", _HOUR, 48)
    reset_minutes: float = _lifetime("reset", _MINUTE, 60)
    address_change_hours: float = _lifetime("address_change", _HOUR, 24)
    session_idle_minutes: float = _lifetime("session_idle", _MINUTE, 30)
    session_hours: float = _lifetime("session_total", _HOUR, 12)
    unvisited_account_days: float = _lifetime("unvisited_account", _DAY, 730)
    ended_contract_days: float = _lifetime("ended_contract", _DAY, 396)

    def __attrs_post_init__(self) -> None:
        require_distinct(self.rings)
        self.require_register()
        _ = self.limits

    @property
    def rings(self) -> dict[str, KeyRing]:
        """The key rings by the names of their settings."""
        return {name: getattr(self, name) for name in RINGS}

    @property
    def keys(self) -> Keys:
        return Keys(
            links=self.link_keys,
            sessions=self.session_keys,
            fingerprints=self.fingerprint_keys,
            peppers=self.password_keys,
        )

    @property
    def policy(self) -> Policy:
        lifetimes = Lifetimes(
            activation=self.activation_hours * _HOUR,
            reset=self.reset_minutes * _MINUTE,
            address_change=self.address_change_hours * _HOUR,
            session_idle=self.session_idle_minutes * _MINUTE,
            session_total=self.session_hours * _HOUR,
            unvisited_account=self.unvisited_account_days * _DAY,
            ended_contract=self.ended_contract_days * _DAY,
        )
        passwords = PasswordPolicy(self.password_length)
        return Policy(passwords, lifetimes, self.limits, self.formats)


@frozen(slots=False, kw_only=True)  # slots, in several bases, would not go together
class SendSettings(SmtpSettings, SiteSettings):
    """What sending the mails needs."""

    smtp_host: str = field()
    mail_from: EmailAddress = field()
    smtp_connections: int = field(default=8, validator=Between(1, 50))


@frozen
class HostSettings(EventSettings):
    """What telling the host of events needs."""

    def __attrs_post_init__(self) -> None:
        self.require_both()


@frozen
class RelaySettings(EventSettings, SendSettings, LinkSettings):
    """What sending the mails needs, and telling the host of events."""

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        self.require_both()


@frozen
class DemoSettings(SmtpSettings):
    """Everything has a default. ``smtp_host`` has mails sent for real; ``subscribers`` is a billing
    export.
    """

    data: Path = Path("data/demo")
    port: int = field(default=8000, validator=Between(0, 65535))
    communes: Path | None = None
    subscribers: Path | None = None
    formats: Formats = field(factory=Formats)
    contact_name: str = field(default="Espace client", validator=one_line)
    languages: str = field(default=FRENCH.code, validator=_languages)
    mail_from: EmailAddress = field(factory=partial(EmailAddress, "ne-pas-repondre@demo.test"))


GROUPS = (
    UpgradeSettings,
    DataSettings,
    PurgeSettings,
    TrailSettings,
    ExplainSettings,
    AccountsSettings,
    BillingSettings,
    CheckSettings,
    DaySettings,
    AccountImportSettings,
    InspectionSettings,
    SiteSettings,
    AppSettings,
    SendSettings,
    HostSettings,
    ServeSettings,
    RelaySettings,
    DemoSettings,
)
