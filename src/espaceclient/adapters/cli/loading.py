"""Read settings from a TOML file, then from the environment; every mistake is named with its key.

``base_url`` in the file is ``ESPACECLIENT_BASE_URL`` in the environment, which wins. A secret may
be given as the name of a file that holds it, as ``link_keys_file``.
"""

import os
import tomllib
from collections.abc import Mapping
from enum import StrEnum
from functools import partial
from math import isfinite
from pathlib import Path
from typing import Any, TypeVar

from attrs import NOTHING, Attribute, fields
from cattrs import Converter

from espaceclient.adapters.cli.formats import read_formats
from espaceclient.adapters.cli.secret_files import SecretFile
from espaceclient.adapters.cli.settings import GROUPS, SECRETS, UNLESS
from espaceclient.domain.email_address import EmailAddress
from espaceclient.domain.formats import Formats
from espaceclient.ports.keys import KeyRing

PREFIX = "ESPACECLIENT_"
CONFIG = PREFIX + "CONFIG"
FILE = "_file"
"""What follows the name of a secret to name the file that holds it."""

PORT = "PORT"
"""What `make demo` and many a platform say; it stands for ``port``."""

S = TypeVar("S")
N = TypeVar("N", int, float)


class SettingsError(Exception):
    """``mistakes`` are sentences that each begin with the key they are about; none quotes a
    secret. ``wrong`` are those about settings that are given, ``missing`` the keys of the others.
    """

    def __init__(self, wrong: list[str], missing: list[str] | None = None) -> None:
        self.wrong = sorted(wrong)
        self.missing = missing or []
        self.mistakes = sorted([*wrong, *(f"{key}: missing" for key in self.missing)])
        super().__init__("\n".join(self.mistakes))


def _structure_address(text: object, _type: type) -> EmailAddress:
    address = EmailAddress.parse(str(text))
    if not isinstance(address, EmailAddress):
        raise ValueError("must be an e-mail address")
    return address


def _structure_word(text: object, kind: type[StrEnum]) -> StrEnum:
    if text not in tuple(kind):
        raise ValueError(f"must be one of {', '.join(kind)}")
    return kind(str(text))


def _structure_bool(said: object, _type: type) -> bool:
    if said in (True, "yes", "true"):
        return True
    if said in (False, "no", "false"):
        return False
    raise ValueError("must be yes or no")


def _structure_number(kind: str, said: object, number: type[N]) -> N:
    try:
        read = number(str(said))
    except ValueError:
        raise ValueError(f"must be {kind}") from None
    if not isfinite(read):
        raise ValueError(f"must be {kind}")
    return read


def _converter() -> Converter:
    converter = Converter()
    converter.register_structure_hook_func(
        lambda kind: isinstance(kind, type) and issubclass(kind, KeyRing),
        lambda text, kind: kind.parse(str(text)),
    )
    converter.register_structure_hook(EmailAddress, _structure_address)
    converter.register_structure_hook(Formats, lambda said, _type: read_formats(said))
    converter.register_structure_hook(StrEnum, _structure_word)
    converter.register_structure_hook(bool, _structure_bool)
    converter.register_structure_hook(int, partial(_structure_number, "a whole number"))
    converter.register_structure_hook(float, partial(_structure_number, "a number"))
    converter.register_structure_hook(Path, lambda text, _type: Path(str(text)).expanduser())
    return converter


_CONVERTER = _converter()


def load(group: type[S], environ: Mapping[str, str] = os.environ, config: Path | None = None) -> S:
    """Read one group of settings; raises ``SettingsError`` with every mistake at once."""
    given = _given(environ, config)
    known = {attribute.name for each in GROUPS for attribute in fields(each)}
    mistakes = [
        f"{source}: there is no such setting"
        for name, (source, _) in given.items()
        if name not in known
    ]
    missing: list[str] = []
    values: dict[str, Any] = {}
    for attribute in fields(group):  # type: ignore[arg-type]  # every group is an attrs class
        if attribute.name in given:
            values |= _structured(attribute, given, mistakes)
        elif _is_required(attribute, given):
            missing.append(_source(attribute.name, given))
    if mistakes or missing:
        raise SettingsError(mistakes, missing)
    try:
        return group(**values)
    except (TypeError, ValueError) as error:
        raise SettingsError([_with_source(_sentence(error), given)]) from error


def _is_required(attribute: "Attribute[Any]", given: Mapping[str, object]) -> bool:
    unless = attribute.metadata.get(UNLESS)
    return attribute.default is NOTHING or (unless is not None and unless not in given)


def source_of(setting: str, environ: Mapping[str, str] = os.environ) -> str:
    """Name a setting by where it is said: its variable, or its line in the file."""
    return _source(setting, _given(environ, None))


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
    return _with_secret_files(given)


def _with_secret_files(given: dict[str, tuple[str, object]]) -> dict[str, tuple[str, object]]:
    """Let a secret's file stand in the secret's place; whoever needs the secret reads it."""
    for secret in SECRETS:
        if named := given.pop(f"{secret}{FILE}", None):
            source, path = named
            also, _ = given.get(secret, (None, None))
            given[secret] = (source, SecretFile(Path(str(path)).expanduser(), source, also))
    return given


def _read_toml(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except OSError as error:
        raise SettingsError([f"{file}: no settings can be read there: {error.strerror}"]) from error
    except ValueError as error:
        raise SettingsError([f"{file}: cannot be read as TOML: {error}"]) from error


def _structured(
    attribute: "Attribute[Any]", given: Mapping[str, tuple[str, object]], mistakes: list[str]
) -> dict[str, Any]:
    source, said = given[attribute.name]
    try:
        if isinstance(said, SecretFile):
            said = said.read()
        value = _CONVERTER.structure(said, attribute.type or str)
        if attribute.validator is not None:
            attribute.validator(None, attribute, value)
    except Exception as error:  # noqa: BLE001 - whatever is wrong with a setting is told with its key
        mistakes.append(f"{source}: {_sentence(error).removeprefix(f'{attribute.name} ')}")
        return {}
    return {attribute.name: value}


def _with_source(sentence: str, given: Mapping[str, tuple[str, object]]) -> str:
    """Say where the setting stands that a sentence begins with."""
    name, colon, rest = sentence.partition(":")
    return _source(name, given) + colon + rest


def _source(setting: str, given: Mapping[str, tuple[str, object]]) -> str:
    source, _ = given.get(setting, (f"{PREFIX}{setting.upper()}", None))
    return source


def _sentence(error: BaseException) -> str:
    """Say what is wrong in one line, from the innermost error of a group."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return str(error.args[0] if error.args else error).splitlines()[0]
