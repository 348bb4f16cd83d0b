"""The texts of pages and mails, in French and English, and those for support, in French, each from
one TOML file.
"""

from espaceclient.adapters.wording.contact import Contact
from espaceclient.adapters.wording.texts import TextsRefused, shipped_file
from espaceclient.adapters.wording.trail_wording import TrailWording
from espaceclient.adapters.wording.wording import ENGLISH, TomlWording

__all__ = ["ENGLISH", "Contact", "TextsRefused", "TomlWording", "TrailWording", "shipped_file"]
