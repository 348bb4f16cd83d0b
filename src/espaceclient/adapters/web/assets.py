"""The style sheet, the scripts and the password policy's table, under versioned paths.

The paths change whenever the content does, so that browsers may cache it forever.
"""

import hashlib
import json
from pathlib import Path

from attrs import field, frozen
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute

from espaceclient.adapters.web.routing import page_route
from espaceclient.domain.password_policy import PasswordPolicy, Rule, code_point_ranges

_FOLDER = Path(__file__).with_name("static")
_FILES = frozenset(_FOLDER.iterdir())
_FOREVER = {"Cache-Control": "public, max-age=31536000, immutable"}


def _table(policy: PasswordPolicy) -> bytes:
    """Return the JSON table that the page's script reads: the policy as ranges of code points.

    ``spaces`` are replaced by U+0020 before the rules are applied. ``unassigned`` are the code
    points that this Python's Unicode version does not assign: a browser with a newer one must not
    normalise them either.
    """
    table = {
        "spaces": code_point_ranges(frozenset({"Zs"})),
        "unassigned": code_point_ranges(frozenset({"Cn"})),
        "rules": [_rule(rule) for rule in policy.rules],
    }
    return json.dumps(table, separators=(",", ":")).encode()


def _rule(rule: Rule) -> dict[str, object]:
    return {
        "code": rule.code,
        "atLeast": rule.at_least,
        "atMost": rule.at_most,
        "alwaysShown": rule.always_shown,
        "ranges": code_point_ranges(rule.categories),
    }


@frozen
class Assets:
    """The static files, and the policy's table, which is computed once at start-up."""

    table: bytes = field(converter=_table)

    @property
    def version(self) -> str:
        """A hash of the current content of the files and of the table, 16 hexadecimal digits."""
        digest = hashlib.sha256(self.table)
        for path in sorted(_FILES):
            digest.update(path.read_bytes())
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
        path = _FOLDER / request.path_params["file"]
        if path not in _FILES:
            raise HTTPException(404)
        return FileResponse(path, headers=_FOREVER)
