"""The texts of pages and mails, in French, from one TOML file."""

from espaceclient.adapters.wording.contact import Contact
from espaceclient.adapters.wording.wording import TomlWording

__all__ = ["Contact", "TomlWording"]
