"""Settings: from a TOML file, then from the environment; every mistake is named with its key.

``base_url`` in the file is ``ESPACECLIENT_BASE_URL`` in the environment, which wins. Each command
asks for its own group of settings and no more.
"""

import os
import tomllib
from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from attrs import NOTHING, Attribute, field, fields, frozen
from attrs.validators import ge, le
from cattrs import Converter

from espaceclient.domain.email_address import EmailAddress
from espaceclient.domain.lifetimes import Lifetimes
from espaceclient.domain.password_policy import PasswordPolicy
from espaceclient.domain.policy import Policy
from espaceclient.ports.keys import (
    FingerprintKeys,
    KeyRing,
    Keys,
    LinkKeys,
    PepperKeys,
    SessionKeys,
    require_distinct,
)
from espaceclient.ports.loopback import require_web_address

PREFIX = "ESPACECLIENT_"
CONFIG = PREFIX + "CONFIG"
PORT = "PORT"
"""What `make demo` and many a platform say; it stands for ``port``."""

S = TypeVar("S")

_HOUR = timedelta(hours=1)
_MINUTE = timedelta(minutes=1)


class SettingsError(Exception):
    """``mistakes`` are sentences that each begin with the key they are about; none quotes a
    secret.
    """

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = mistakes


def _web_address(_instance: object, _attribute: object, url: str) -> None:
    require_web_address(url)


def _password_length(_instance: object, _attribute: object, length: int) -> None:
    PasswordPolicy(length)


def _lifetime(name: str, unit: timedelta, default: float) -> float:
    """Declare a lifetime in ``unit``; its bounds are the domain's."""

    def check(_instance: object, _attribute: object, value: float) -> None:
        Lifetimes(**{name: value * unit})

    declared: float = field(default=default, validator=check)
    return declared


def _hidden(_value: object) -> str:
    return "***"


@frozen
class DataSettings:
    """Where the SQLite file lies."""

    data: Path


@frozen
class CheckSettings:
    """``communes``: when given, a subscriber of an operator that serves none of them is refused."""

    communes: Path | None = None


@frozen
class LinkSettings(DataSettings):
    """What a link and a letter need; ``contact_…`` is what subscribers read."""

    base_url: str = field(validator=_web_address, kw_only=True)
    link_keys: LinkKeys = field(kw_only=True)
    contact_name: str = "Service clients"
    contact_phone: str | None = None
    contact_email: EmailAddress | None = None
    contact_hours: str | None = None


@frozen
class ServeSettings(LinkSettings):
    """What the pages need. Lifetimes may be shortened, the password's length and bcrypt's cost
    raised.
    """

    session_keys: SessionKeys = field(kw_only=True)
    fingerprint_keys: FingerprintKeys = field(kw_only=True)
    password_keys: PepperKeys = field(kw_only=True)
    communes: Path = field(kw_only=True)
    host: str = "127.0.0.1"
    port: int = field(default=8000, validator=[ge(0), le(65535)])
    trusted_proxies: str = "127.0.0.1"
    bcrypt_cost: int = field(default=12, validator=[ge(12), le(16)])
    password_length: int = field(default=8, validator=_password_length)
    activation_hours: float = _lifetime("activation", _HOUR, 48)
    reset_minutes: float = _lifetime("reset", _MINUTE, 60)
    session_idle_minutes: float = _lifetime("session_idle", _MINUTE, 30)
    session_hours: float = _lifetime("session_total", _HOUR, 12)

    def __attrs_post_init__(self) -> None:
        require_distinct(
            {
                "link_keys": self.link_keys,
                "session_keys": self.session_keys,
                "fingerprint_keys": self.fingerprint_keys,
                "password_keys": self.password_keys,
            }
        )

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
            session_idle=self.session_idle_minutes * _MINUTE,
            session_total=self.session_hours * _HOUR,
        )
        return Policy(PasswordPolicy(self.password_length), lifetimes)


@frozen
class RelaySettings(LinkSettings):
    """What sending the mails needs."""

    smtp_url: str = field(kw_only=True, repr=_hidden)
    mail_from: EmailAddress = field(kw_only=True)


@frozen
class DemoSettings:
    """Everything has a default; ``smtp_url`` sends the mails for real, ``subscribers`` is a billing
    export.
    """

    data: Path = Path("data/demo")
    port: int = field(default=8000, validator=[ge(0), le(65535)])
    communes: Path | None = None
    subscribers: Path | None = None
    smtp_url: str | None = field(default=None, repr=_hidden)
    mail_from: EmailAddress = field(factory=partial(EmailAddress, "ne-pas-repondre@demo.test"))


GROUPS = (DataSettings, CheckSettings, ServeSettings, RelaySettings, DemoSettings)


def _structure_address(text: object, _type: type) -> EmailAddress:
    address = EmailAddress.parse(str(text))
    if not isinstance(address, EmailAddress):
        raise ValueError("must be an e-mail address")
    return address


def _converter() -> Converter:
    converter = Converter()
    converter.register_structure_hook_func(
        lambda kind: isinstance(kind, type) and issubclass(kind, KeyRing),
        lambda text, kind: kind.parse(str(text)),
    )
    converter.register_structure_hook(EmailAddress, _structure_address)
    converter.register_structure_hook(Path, lambda text, _type: Path(str(text)).expanduser())
    return converter


_CONVERTER = _converter()


def load(group: type[S], environ: Mapping[str, str] = os.environ, config: Path | None = None) -> S:
    """Read one group of settings; raises ``SettingsError`` with every mistake at once."""
    given = _given(environ, config)
    known = {attribute.name for each in GROUPS for attribute in fields(each)}
    mistakes = [
        f"{source}: no such setting" for name, (source, _) in given.items() if name not in known
    ]
    values: dict[str, Any] = {}
    for attribute in fields(group):  # type: ignore[arg-type]  # every group is an attrs class
        values |= _structured(attribute, given, mistakes)
    if mistakes:
        raise SettingsError(sorted(mistakes))
    try:
        return group(**values)
    except (TypeError, ValueError) as error:
        raise SettingsError([_with_source(_sentence(error), given)]) from error


def _given(environ: Mapping[str, str], config: Path | None) -> dict[str, tuple[str, object]]:
    """Collect name -> (where it is said, what is said)."""
    file = config or (Path(environ[CONFIG]) if environ.get(CONFIG) else None)
    given: dict[str, tuple[str, object]] = {}
    if file is not None:
        given |= {
            name: (f"{name} in {file.name}", value) for name, value in _read_toml(file).items()
        }
    if environ.get(PORT):
        given["port"] = (PORT, environ[PORT])
    for variable, text in environ.items():
        if variable.startswith(PREFIX) and variable != CONFIG and text:
            given[variable.removeprefix(PREFIX).lower()] = (variable, text)
    return given


def _read_toml(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise SettingsError([f"{file}: cannot be read as TOML: {error}"]) from error


def _structured(
    attribute: "Attribute[Any]", given: Mapping[str, tuple[str, object]], mistakes: list[str]
) -> dict[str, Any]:
    if attribute.name not in given:
        if attribute.default is NOTHING:
            mistakes.append(f"{PREFIX}{attribute.name.upper()}: missing")
        return {}
    source, said = given[attribute.name]
    try:
        value = _CONVERTER.structure(said, attribute.type or str)
        if attribute.validator is not None:
            attribute.validator(None, attribute, value)
    except Exception as error:  # noqa: BLE001 - whatever is wrong with a setting is told with its key
        mistakes.append(f"{source}: {_sentence(error)}")
        return {}
    return {attribute.name: value}


def _with_source(sentence: str, given: Mapping[str, tuple[str, object]]) -> str:
    """Say where the setting stands that a sentence begins with."""
    name, colon, rest = sentence.partition(":")
    source, _ = given.get(name, (f"{PREFIX}{name.upper()}", None))
    return source + colon + rest


def _sentence(error: BaseException) -> str:
    """Say what is wrong in one line, from the innermost error of a group."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return str(error.args[0] if error.args else error).splitlines()[0]
