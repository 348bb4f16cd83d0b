"""``espaceclient settings``: list the settings, and check those that are given."""

from typing import Any

import typer
from attrs import NOTHING, Attribute, Factory, fields
from rich.table import Table

from espaceclient.adapters.cli.composition import make_wordings
from espaceclient.adapters.cli.console import CONSOLE, fail
from espaceclient.adapters.cli.loading import FILE, PREFIX, SettingsError, load
from espaceclient.adapters.cli.settings import (
    SECRETS,
    UNLESS,
    AccountImportSettings,
    AccountsSettings,
    BillingSettings,
    CheckSettings,
    DataSettings,
    DaySettings,
    DemoSettings,
    ExplainSettings,
    InspectionSettings,
    LinkSettings,
    PurgeSettings,
    RelaySettings,
    SchemaSettings,
    ServeSettings,
    TrailSettings,
    UpgradeSettings,
)

COMMANDS: dict[str, tuple[type, ...]] = {
    "serve": (ServeSettings,),
    "relay": (RelaySettings,),
    "import": (DataSettings, CheckSettings, DaySettings),
    "accounts import": (AccountImportSettings,),
    "contracts": (BillingSettings, CheckSettings),
    "check": (InspectionSettings,),
    "outbox, events, backup, restore": (DataSettings,),
    "purge": (PurgeSettings,),
    "trail export": (TrailSettings,),
    "trail explain": (ExplainSettings,),
    "accounts": (AccountsSettings,),
    "demo": (DemoSettings,),
    "database upgrade, database check": (UpgradeSettings,),
    "database sql": (SchemaSettings,),
}
"""The groups of settings that each command loads."""

MEANINGS = {
    "data": "folder of the SQLite file, unless database is given",
    "database": "postgresql:// URL of a PostgreSQL database, instead of data",
    "database_password": "password at the database, if the URL has none",
    "database_schema": "PostgreSQL schema that everything lies in",
    "database_connections": "how many connections to the database each process holds at most",
    "database_pgbouncer": "yes if PgBouncer stands between, in transaction mode",
    "base_url": "where browsers find the pages; https unless it is this machine",
    "link_keys": "keys that sign the links of mails: id:secret, newest first, separated by commas",
    "session_keys": "keys that sign browser and session cookies, written like link_keys",
    "fingerprint_keys": "keys that name rate-limit counters and bind forms, written like link_keys",
    "password_keys": "keys that pepper the passwords, written like link_keys",
    "trail_months": "how long the trail of what happened is kept: 6 to 36",
    "time_zone": "where days begin, and whose time is told",
    "communes": "CSV of code_insee;commune;societe",
    "formats": "how operators write contract and meter numbers: tables, see docs/formats.md",
    "subscribers": "billing export to try, instead of the samples",
    "subscribers_url": "the service that knows the subscribers, instead of what was imported",
    "subscribers_token": "its bearer token",
    "subscribers_ca_file": "PEM of the authorities to trust there instead of the machine's",
    "subscribers_timeout": "seconds for a look-up there: 1 to 60",
    "subscribers_connections": "how many look-ups go there at once: 1 to 100",
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
    "events_url": "where the host is told what happens: https unless it is this machine",
    "events_secret": "what signs that: whsec_ and base64, several separated by commas",
    "events_ca_file": "PEM of the authorities to trust there instead of the machine's",
    "contact_name": "name of the service, shown to subscribers",
    "contact_phone": "telephone number, shown to subscribers",
    "contact_email": "e-mail address, shown to subscribers",
    "contact_hours": "opening hours, shown to subscribers",
    "mail_logo": "https address of an image at the top of mails, instead of the name",
    "mail_colour": "colour of the strip at the top of mails, such as #0b5c8a",
    "languages": "languages of pages and mails, such as fr,en; the first where none is asked for",
    "texts": "folder with texts of your own by language, such as fr.toml",
    "grace_seconds": "how long a stop may take: 2 to 600",
    "logo": "file of the logo, which stands for contact_name",
    "stylesheet": "style sheet after ours: colours and type, see docs/pages.md",
    "templates": "folder of templates before ours, see docs/pages.md",
    "publisher": "legal person that publishes the pages and answers for personal data",
    "publisher_address": "its postal address",
    "publication_director": "its director of publication",
    "hosting_provider": "who hosts the pages: name, address, telephone number",
    "privacy_contact": "e-mail or postal address for data protection",
    "accessibility": "how far the pages keep the RGAA: none, partial or full",
    "accessibility_audit": "who judged that, when, with what result",
    "accessibility_gaps": "what is not accessible, with a semicolon between two",
    "accessibility_date": "when the accessibility statement was made",
    "legal_page": "address of your own legal notice, instead of ours",
    "privacy_page": "address of your own page about personal data, instead of ours",
    "accessibility_page": "address of your own accessibility statement, instead of ours",
    "hsts_days": "how long browsers keep to https for the whole host; 0 says nothing of it",
    "cookie_name": "what the names of the cookies begin with; two of us on one host have two",
    "cookie_domain": "domain whose hosts all know who is signed in, such as exemple.fr",
    "cookie_path": "path below which the session is sent",
    "host": "address to listen on",
    "port": "port to listen on; PORT is read too",
    "trusted_proxies": "addresses and networks of the trusted reverse proxies, separated by commas",
    "breached_passwords": "leaked passwords to refuse: a file, or the https address of a service",
    "bcrypt_cost": "12 to 16; raise it at any time, never lower it",
    "password_length": "8 or more",
    "activation_hours": "how long an activation link lives, at most 48",
    "reset_minutes": "how long a reset link lives",
    "address_change_hours": "how long the link to a new address lives",
    "session_idle_minutes": "how long a session lives without a visit, at most 30",
    "ended_contract_days": "how long an ended contract's period can be read; 13 months by default",
    "unvisited_account_days": "how long an account without a visit is kept; 365 to 730",
    "session_hours": "how long a session lives in all, at most 12",
    "sign_in_failures_before_wait": "failed sign-ins of an address in a row before it waits",
    "sign_in_first_wait_seconds": "the first wait, which doubles with each failure",
    "sign_in_longest_wait_seconds": "the longest wait",
    "sign_in_failures_a_day": "failed sign-ins of an address in a day",
    "sign_in_failures_in_a_row": "failed sign-ins in a row after which only a reset helps",
    "sign_in_failures_an_hour_per_network": "failed sign-ins from a network; known browsers aside",
    "wrong_pairs_an_hour_per_contract_and_network": "wrong pairs of one contract or meter",
    "wrong_pairs_an_hour_per_contract": "wrong pairs of a contract from everywhere",
    "wrong_pairs_an_hour_per_meter": "wrong pairs of a meter from everywhere",
    "wrong_pairs_an_hour_per_network": "wrong pairs from a network",
    "openings_an_hour_per_contract": "requests for an account accepted with a contract",
    "openings_an_hour_per_recipient": "mails to it for requests that were accepted",
    "resets_an_hour_per_address": "requests for a reset link, each a mail to it",
    "resets_an_hour_per_network": "requests for a reset link from a network",
}

commands = typer.Typer(no_args_is_help=True, help="List the settings; check those that are given.")


@commands.command("list")
def list_settings() -> None:
    """List every setting: which commands read it, its default, and what it means."""
    table = Table(box=None, pad_edge=False)
    table.add_column("setting", no_wrap=True)  # a narrow terminal must not cut the name
    for header in ("for", "default", "meaning"):
        table.add_column(header, overflow="fold")
    for name, meaning in MEANINGS.items():
        readers = {
            command: attribute
            for command, groups in COMMANDS.items()
            for group in groups
            for attribute in fields(group)
            if attribute.name == name
        }
        default = next(_default(attribute) for attribute in readers.values())
        variable, commands_of_it = f"{PREFIX}{name.upper()}", ", ".join(readers)
        table.add_row(variable, commands_of_it, default, meaning)
        if name in SECRETS:
            file = f"{variable}{FILE.upper()}"
            table.add_row(file, commands_of_it, "", f"file that holds {name}, instead of it")
    CONSOLE.print(table, markup=False, highlight=False)


def _default(attribute: "Attribute[Any]") -> str:
    if attribute.default is NOTHING or UNLESS in attribute.metadata:
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
            settings: object = load(group)
            if isinstance(settings, LinkSettings):
                make_wordings(settings)
        except SettingsError as error:
            mistakes += error.wrong
            missing += error.missing
    return mistakes, missing


def _state(mistakes: list[str], missing: list[str]) -> str:
    if missing:
        return f"lacks {', '.join(missing)}"
    return "has mistakes" if mistakes else "complete"
