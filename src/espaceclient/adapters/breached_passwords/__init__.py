"""Lists of breached passwords, by SHA-1: a service that is asked for ranges, or a file.

Both are in the form that « Have I Been Pwned » publishes: a line ``HASH:COUNT`` a password. Neither
is asked for a password, nor for its whole hash.
"""

from espaceclient.adapters.breached_passwords.file import BreachedPasswordsFile
from espaceclient.adapters.breached_passwords.range_service import BreachedPasswordsService

__all__ = ["BreachedPasswordsFile", "BreachedPasswordsService"]
