"""The texts of pages and mails, and those for support, in French, each from one TOML file."""

from espaceclient.adapters.wording.contact import Contact
from espaceclient.adapters.wording.trail_wording import TrailWording
from espaceclient.adapters.wording.wording import TomlWording

__all__ = ["Contact", "TomlWording", "TrailWording"]
