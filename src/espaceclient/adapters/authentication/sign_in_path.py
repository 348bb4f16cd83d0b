"""Where a sign-in is asked, and where it leads back to: the page that asked for it.

The page's path travels in the query of the sign-in page, with the time until which it is taken and
a keyed fingerprint of both. So only who holds the keys says where a sign-in leads, and only to
pages of the same origin.
"""

import hmac
import re
from collections.abc import Iterable
from datetime import timedelta
from urllib.parse import quote, unquote, urlencode, urlsplit

from attrs import field, frozen

from espaceclient.ports import page_paths
from espaceclient.ports.clock import Clock
from espaceclient.ports.tokens import Tokens

NEXT = "next"
"""The name of the parameter in the query of the sign-in page."""

LIFETIME = timedelta(hours=1)
"""How long a sign-in leads back; later it leads where every other does."""

_LONGEST = 1024
"""Characters of a path and its query; a longer one is not led back to."""

_PRINTABLE = "".join(map(chr, range(0x21, 0x7F)))

# Printable ASCII, as a path goes into a header; browsers take a backslash for a slash.
_LOCAL = re.compile(r"/(?!/)[!-\[\]-~]*")
_HIDDEN_SEPARATOR = re.compile(r"(?i)%(?:2f|5c|25|[01][0-9a-f]|7f)")


def _slashed(prefixes: Iterable[str]) -> tuple[str, ...]:
    """Return path prefixes with a final slash; raises ``ValueError`` unless they are paths."""
    given = tuple(prefixes)
    for prefix in given:
        if not is_local(prefix) or "?" in prefix:
            raise ValueError(f"{prefix!r} is no path of this origin, such as /factures")
    return tuple(f"{prefix.rstrip('/')}/" for prefix in given)


@frozen
class SignInPath:
    """The path of the sign-in page, and the paths that a sign-in may lead back to.

    ``prefix`` is the path of the base URL, percent-encoded, without its final slash; its pages may
    always be led back to. ``allowed`` are path prefixes of the host's own pages, whole segments:
    ``/factures`` allows ``/factures/2026`` and not ``/factures-de-tous``. Raises ``ValueError``
    for a prefix that is no path of this origin.
    """

    tokens: Tokens
    clock: Clock
    prefix: str = ""
    allowed: tuple[str, ...] = field(default=(), converter=_slashed)

    def asked_at(self, path: str | None) -> str:
        """Return the path of the sign-in page for who asked for ``path`` (its query included).

        What is not ASCII in it is percent-encoded, as frameworks hand paths over decoded. A path
        that may not be led back to is left out, whoever chose it.
        """
        page = f"{self.prefix}/{page_paths.SIGN_IN}"
        path = quote(path or "", safe=_PRINTABLE, errors="replace")
        if not self._may_lead_to(path):
            return page
        until = int((self.clock.now() + LIFETIME).timestamp())
        token = f"{until}.{self._fingerprint(until, path)}.{path}"
        return f"{page}?{urlencode({NEXT: token}, safe='/')}"

    def leads_back(self, token: str) -> str | None:
        """Return the path in the query's ``next``, or ``None`` when it is forged, too old or not
        one that may be led back to. ``token`` may be any text.
        """
        until, _, rest = token.partition(".")
        fingerprint, _, path = rest.partition(".")
        if not re.fullmatch(r"[1-9][0-9]{0,11}", until) or not self._may_lead_to(path):
            return None
        if not hmac.compare_digest(
            fingerprint.encode(errors="replace"), self._fingerprint(int(until), path).encode()
        ):
            return None
        return path if self.clock.now().timestamp() < int(until) else None

    def _may_lead_to(self, path: str) -> bool:
        if not is_local(path):
            return False
        whole = f"{path.partition('?')[0].rstrip('/')}/"
        return whole.startswith((f"{self.prefix}/", *self.allowed))

    def _fingerprint(self, until: int, path: str) -> str:
        return self.tokens.fingerprint("next", f"{until} {path}")


def is_local(path: str) -> bool:
    """Tell whether every browser takes a text for a path of the same origin, below where it says.

    Nothing may hide in it: no second slash at its beginning, no step upwards, no separator or
    control character behind a percent sign. What is in its query is the page's own matter.
    """
    if len(path) > _LONGEST or not _LOCAL.fullmatch(path) or "#" in path:
        return False
    parts = urlsplit(path)
    if parts.scheme or parts.netloc or _HIDDEN_SEPARATOR.search(parts.path):
        return False
    return not {".", ".."} & set(unquote(parts.path).split("/"))
