"""The style sheet, the scripts and the password policy's table, under versioned paths.

The paths change whenever the content does, so that browsers may cache it forever.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from attrs import field, frozen
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute

from espaceclient.adapters.web.routing import page_route
from espaceclient.domain.password_policy import PasswordPolicy, Rule, code_point_ranges

_FOLDER = Path(__file__).with_name("static")
_OURS = tuple(sorted(_FOLDER.iterdir()))
_FOREVER = {"Cache-Control": "public, max-age=31536000, immutable"}


def _table(policy: PasswordPolicy) -> bytes:
    """Return the JSON table that the page's script reads: the policy as ranges of code points,
    each written as its distance from the end of the last one, and its own length.

    ``spaces`` are replaced by U+0020 before the rules are applied. ``unassigned`` are the code
    points that this Python's Unicode version does not assign: a browser with a newer one must not
    normalise them either.
    """
    table = {
        "spaces": _ranges(frozenset({"Zs"})),
        "unassigned": _ranges(frozenset({"Cn"})),
        "rules": [_rule(rule) for rule in policy.rules],
    }
    return json.dumps(table, separators=(",", ":")).encode()


def _rule(rule: Rule) -> dict[str, object]:
    return {
        "code": rule.code,
        "atLeast": rule.at_least,
        "atMost": rule.at_most,
        "alwaysShown": rule.always_shown,
        "ranges": _ranges(rule.categories),
    }


def _ranges(categories: frozenset[str]) -> list[int]:
    distances, end = [], 0
    for first, last in code_point_ranges(categories):
        distances += [first - end, last - first]
        end = last
    return distances


def _by_name(files: Iterable[Path]) -> dict[str, Path]:
    """Return our files and the host's; raises ``ValueError`` for one that is none, or has the name
    of another.
    """
    served: dict[str, Path] = {}
    for path in (*_OURS, *files):
        if not path.is_file():
            raise ValueError(f"{path} is no file")
        if served.setdefault(path.name, path) != path:
            raise ValueError(f"{path}: another file is served as {path.name} already")
    return served


@frozen
class Assets:
    """The static files, and the policy's table, which is computed once at start-up.

    ``files`` are the host's, served beside ours.
    """

    table: bytes = field(converter=_table)
    files: Mapping[str, Path] = field(default=(), converter=_by_name)

    @property
    def version(self) -> str:
        """A hash of the current content of the files and of the table, 16 hexadecimal digits."""
        digest = hashlib.sha256(self.table)
        for name, path in sorted(self.files.items()):
            digest.update(name.encode() + path.read_bytes())
        return digest.hexdigest()[:16]

    def routes(self) -> list[BaseRoute]:
        folder = f"static/{self.version}"
        return [
            page_route(f"{folder}/policy.json", self._serve_table, "policy"),
            page_route(f"{folder}/{{file}}", self._serve_file, "asset"),
        ]

    async def _serve_table(self, _request: Request) -> Response:
        return Response(self.table, media_type="application/json", headers=_FOREVER)

    async def _serve_file(self, request: Request) -> Response:
        path = self.files.get(request.path_params["file"])
        if path is None:
            raise HTTPException(404)
        return FileResponse(path, headers=_FOREVER)
