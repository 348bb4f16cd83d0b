"""``espaceclient settings``: which settings there are, and whether those given are right."""

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
    "link_keys": "id:secret, newest first, separated by commas: sign the links of mails",
    "session_keys": "the same: sign what browsers keep",
    "fingerprint_keys": "the same: name the counters of the limits, bind forms to browsers",
    "password_keys": "the same: pepper the passwords",
    "communes": "CSV of code_insee;commune;societe",
    "subscribers": "billing export to try, instead of the samples",
    "mail_from": "who mails come from",
    "smtp_host": "the mail server",
    "smtp_tls": "starttls, implicit or plain; plain is the default only towards this machine",
    "smtp_port": "587 for starttls, 465 for implicit, 25 for plain, unless it is another",
    "smtp_user": "who we are to the mail server; ASCII, written as it is",
    "smtp_password": "the same",
    "smtp_ca_file": "PEM of the authorities to trust instead of the machine's",
    "smtp_timeout": "seconds for each step; 20 unless said",
    "smtp_allow_plain": "yes lets mail leave this machine in clear, though never a password",
    "contact_name": "what subscribers read of you",
    "contact_phone": "the same",
    "contact_email": "the same",
    "contact_hours": "the same",
    "host": "where to listen",
    "port": "where to listen; PORT stands for it too",
    "trusted_proxies": "addresses and networks of the reverse proxies to believe, with commas",
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
    """Load the settings of each command; tell which are missing and which are wrong.

    It exits with status 1 when any is wrong. That some are missing is no mistake: a machine that
    only sends mails needs nothing of `serve`.
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
