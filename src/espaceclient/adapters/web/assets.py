"""Style, scripts and the table of the password's rules, under paths that change whenever they
do.
"""

import hashlib
import json
from pathlib import Path

from attrs import field, frozen
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Route

from espaceclient.domain.password_policy import PasswordPolicy, Rule, code_point_ranges

_FOLDER = Path(__file__).with_name("static")
_FILES = frozenset(_FOLDER.iterdir())
_FOREVER = {"Cache-Control": "public, max-age=31536000, immutable"}


def _table(policy: PasswordPolicy) -> bytes:
    """Write the table that the page's script reads: what the core counts, as ranges of code points.

    ``spaces`` become U+0020 before the rules count; ``unassigned`` are the code points that this
    Python's Unicode does not know, which a newer browser must not compose either.
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
    """The table is made at once, so that no visitor waits for it."""

    table: bytes = field(converter=_table)

    @property
    def version(self) -> str:
        """Name the present content of the files and of the table."""
        digest = hashlib.sha256(self.table)
        for path in sorted(_FILES):
            digest.update(path.read_bytes())
        return digest.hexdigest()[:16]

    def routes(self) -> list[BaseRoute]:
        folder = f"/static/{self.version}"
        return [
            Route(f"{folder}/policy.json", self._serve_table, name="policy"),
            Route(f"{folder}/{{file}}", self._serve_file, name="asset"),
        ]

    async def _serve_table(self, _request: Request) -> Response:
        return Response(self.table, media_type="application/json", headers=_FOREVER)

    async def _serve_file(self, request: Request) -> Response:
        path = _FOLDER / request.path_params["file"]
        if path not in _FILES:
            raise HTTPException(404)
        return FileResponse(path, headers=_FOREVER)
