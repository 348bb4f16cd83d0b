"""The services that may ask, and the secrets by which they are known."""

import hashlib
import hmac
import re
from base64 import b64decode
from collections.abc import Iterable, Mapping
from typing import Self

from attrs import field, frozen

_NAME = re.compile(r"[A-Za-z0-9._~-]{1,64}")
_SECRET = re.compile(r"[A-Za-z0-9._~-]{32,256}")
"""Characters that forms and headers leave as they are (RFC 3986, section 2.3)."""


@frozen
class ResourceServers:
    """What each may say, as digests of one length: comparing them takes the same time."""

    digests: tuple[bytes, ...] = field(repr=False)

    @classmethod
    def of(cls, secrets: Mapping[str, Iterable[str]]) -> Self:
        """Take the secrets of each service by its name: one, or the old and the new one while it
        changes.

        Raises ``ValueError``, which quotes no secret, for a name or a secret with other characters
        than ``A-Z a-z 0-9 . _ ~ -``, for a secret of less than 32 or more than 256 of them, and for
        a service without any, or none at all.
        """
        digests: list[bytes] = []
        for name, of_one in secrets.items():
            if not _NAME.fullmatch(name):
                raise ValueError("a service's name has 1 to 64 of A-Z a-z 0-9 . _ ~ -")
            digests += _digests(name, [of_one] if isinstance(of_one, str) else list(of_one))
        if not digests:
            raise ValueError("introspection needs a service that may ask")
        return cls(tuple(digests))

    def know(self, authorization: Iterable[str]) -> bool:
        """Return whether the ``Authorization`` headers of a request are one of a service; in the
        same time whatever they are.
        """
        said = _digest(_said(list(authorization)))
        matching = [hmac.compare_digest(said, each) for each in self.digests]
        return any(matching)


def _digests(name: str, secrets: list[str]) -> list[bytes]:
    if not secrets or not all(_SECRET.fullmatch(each) for each in secrets):
        raise ValueError(f"the service {name} needs secrets of 32 to 256 of A-Z a-z 0-9 . _ ~ -")
    return [
        _digest(said) for each in secrets for said in (f"bearer {each}", f"basic {name}:{each}")
    ]


def _digest(said: str) -> bytes:
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).digest()


def _said(authorization: list[str]) -> str:
    """Return what a service says of itself in one way of writing; the empty string is nobody."""
    if len(authorization) != 1:
        return ""
    scheme, _, rest = authorization[0].partition(" ")
    credentials = rest.strip(" ")
    match scheme.lower():
        case "bearer":
            return f"bearer {credentials}"
        case "basic":
            return f"basic {_decoded(credentials)}"
        case _:
            return ""


def _decoded(credentials: str) -> str:
    try:
        return b64decode(credentials, validate=True).decode()
    except ValueError:
        return ""
