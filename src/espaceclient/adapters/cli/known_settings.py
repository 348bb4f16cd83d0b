"""``espaceclient settings``: list the settings, and check those that are given."""

from typing import Any

import typer
from attrs import NOTHING, Attribute, Factory, fields
from rich.table import Table

from espaceclient.adapters.cli.console import CONSOLE, fail
from espaceclient.adapters.cli.loading import PREFIX, SettingsError, load
from espaceclient.adapters.cli.settings import (
    CheckSettings,
    DataSettings,
    DemoSettings,
    InspectionSettings,
    RelaySettings,
    ServeSettings,
)

COMMANDS: dict[str, tuple[type, ...]] = {
    "serve": (ServeSettings,),
    "relay": (RelaySettings,),
    "import": (DataSettings, CheckSettings),
    "check": (InspectionSettings,),
    "purge, outbox, backup, restore": (DataSettings,),
    "demo": (DemoSettings,),
}
"""The groups of settings that each command loads."""

MEANINGS = {
    "data": "folder of the SQLite file",
    "base_url": "where browsers find the pages; https unless it is this machine",
    "link_keys": "keys that sign the links of mails: id:secret, newest first, separated by commas",
    "session_keys": "keys that sign browser and session cookies, written like link_keys",
    "fingerprint_keys": "keys that name rate-limit counters and bind forms, written like link_keys",
    "password_keys": "keys that pepper the passwords, written like link_keys",
    "communes": "CSV of code_insee;commune;societe",
    "subscribers": "billing export to try, instead of the samples",
    "mail_from": "sender of the mails",
    "smtp_host": "the mail server",
    "smtp_tls": "starttls, implicit or plain; plain is the default only towards this machine",
    "smtp_port": "default 587 for starttls, 465 for implicit, 25 for plain",
    "smtp_user": "user name at the mail server; ASCII, written literally",
    "smtp_password": "password at the mail server; ASCII, written literally",
    "smtp_ca_file": "PEM of the authorities to trust instead of the machine's",
    "smtp_timeout": "seconds for each step; default 20",
    "smtp_connections": "how many connections to the mail server the relay opens at most",
    "smtp_allow_plain": "yes lets mail leave this machine in clear, though never a password",
    "contact_name": "name of the service, shown to subscribers",
    "contact_phone": "telephone number, shown to subscribers",
    "contact_email": "e-mail address, shown to subscribers",
    "contact_hours": "opening hours, shown to subscribers",
    "host": "address to listen on",
    "port": "port to listen on; PORT is read too",
    "trusted_proxies": "addresses and networks of the trusted reverse proxies, separated by commas",
    "bcrypt_cost": "12 to 16; raise it at any time, never lower it",
    "password_length": "8 or more",
    "activation_hours": "how long an activation link lives, at most 48",
    "reset_minutes": "how long a reset link lives",
    "session_idle_minutes": "how long a session lives without a visit, at most 30",
    "session_hours": "how long a session lives in all, at most 12",
}

commands = typer.Typer(no_args_is_help=True, help="List the settings; check those that are given.")


@commands.command("list")
def list_settings() -> None:
    """List every setting: which commands read it, its default, and what it means."""
    table = Table("setting", "for", "default", "meaning", box=None, pad_edge=False)
    for name, meaning in MEANINGS.items():
        readers = {
            command: attribute
            for command, groups in COMMANDS.items()
            for group in groups
            for attribute in fields(group)
            if attribute.name == name
        }
        default = next(_default(attribute) for attribute in readers.values())
        table.add_row(f"{PREFIX}{name.upper()}", ", ".join(readers), default, meaning)
    CONSOLE.print(table, markup=False, highlight=False)


def _default(attribute: "Attribute[Any]") -> str:
    if attribute.default is NOTHING:
        return "required"
    if attribute.default is None or isinstance(attribute.default, Factory):  # type: ignore[arg-type]  # attrs types Factory as a function
        return ""
    return str(attribute.default)


@commands.command("check")
def check_settings() -> None:
    """Load the settings of each command; show which are missing and which are wrong.

    It exits with status 1 when any is wrong. A missing setting is not an error: a machine
    that only sends mails does not need those of `serve`.
    """
    wrong: dict[str, None] = {}
    for command, groups in COMMANDS.items():
        mistakes, missing = _load(groups)
        wrong |= dict.fromkeys(mistakes)
        CONSOLE.print(f"{command}: {_state(mistakes, missing)}", markup=False, highlight=False)
    if wrong:
        fail(*wrong)


def _load(groups: tuple[type, ...]) -> tuple[list[str], list[str]]:
    """Return what is wrong, in sentences, and which settings are missing."""
    mistakes, missing = [], []
    for group in groups:
        try:
            load(group)
        except SettingsError as error:
            mistakes += error.wrong
            missing += error.missing
    return mistakes, missing


def _state(mistakes: list[str], missing: list[str]) -> str:
    if missing:
        return f"lacks {', '.join(missing)}"
    return "has mistakes" if mistakes else "complete"
