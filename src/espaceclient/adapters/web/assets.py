"""Style, scripts and the table of the password's rules, under paths that change whenever they do."""

import hashlib
import json
import unicodedata
from functools import cached_property
from pathlib import Path

from attrs import define
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Route

from espaceclient.domain.password_policy import PasswordPolicy, Rule, code_point_ranges

_FOLDER = Path(__file__).with_name("static")
_FOREVER = {"Cache-Control": "public, max-age=31536000, immutable"}


@define(slots=False)
class Assets:
    policy: PasswordPolicy

    @cached_property
    def version(self) -> str:
        """Name the present content of all the files, and of the table."""
        digest = hashlib.sha256()
        for path in sorted(_FOLDER.iterdir()):
            digest.update(path.read_bytes())
        digest.update(unicodedata.unidata_version.encode())
        for rule in self.policy.rules:
            digest.update(json.dumps([_bounds(rule), sorted(rule.categories)]).encode())
        return digest.hexdigest()[:16]

    @cached_property
    def policy_json(self) -> bytes:
        """Write the table that the page's script reads: what the core counts, as ranges of code points.

        ``spaces`` become U+0020 before the rules count; ``unassigned`` are the code points that this
        Python's Unicode does not know, which a newer browser must not compose either.
        """
        table = {
            "spaces": code_point_ranges(frozenset({"Zs"})),
            "unassigned": code_point_ranges(frozenset({"Cn"})),
            "rules": [_bounds(rule) | {"ranges": code_point_ranges(rule.categories)} for rule in self.policy.rules],
        }
        return json.dumps(table, separators=(",", ":")).encode()

    def routes(self) -> list[BaseRoute]:
        folder = f"/static/{self.version}"
        return [
            Route(f"{folder}/policy.json", self._serve_policy, name="policy"),
            Route(f"{folder}/{{file}}", self._serve_file, name="asset"),
        ]

    async def _serve_policy(self, _request: Request) -> Response:
        # The first to ask waits for Unicode's whole table to be read; nobody else does meanwhile.
        content = await run_in_threadpool(lambda: self.policy_json)
        return Response(content, media_type="application/json", headers=_FOREVER)

    async def _serve_file(self, request: Request) -> Response:
        path = _FOLDER / request.path_params["file"]
        if path not in set(_FOLDER.iterdir()):
            raise HTTPException(404)
        return FileResponse(path, headers=_FOREVER)


def _bounds(rule: Rule) -> dict[str, object]:
    return {
        "code": rule.code,
        "atLeast": rule.at_least,
        "atMost": rule.at_most,
        "alwaysShown": rule.always_shown,
    }
