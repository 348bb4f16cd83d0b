"""Reading of JSON bodies: of bounded size, duration, depth and number of fields, each name once."""

import json
from collections.abc import Mapping
from typing import Any, NoReturn

from anyio import fail_after
from starlette.requests import ClientDisconnect, Request

from espaceclient.adapters.api.refusals import Refusal, RefusedError
from espaceclient.domain.problem import Problem

LARGEST_BODY = 16 * 1024
"""Bytes; the longest form that a person can fill in has a third of that."""

MOST_FIELDS = 20
PATIENCE = 10.0
"""Seconds within which the whole body must have been received."""

JsonObject = Mapping[str, Any]


async def read_json(request: Request, patience: float = PATIENCE) -> JsonObject:
    """Return the JSON object that a request brings.

    Raises ``RefusedError`` for another media type (415), for a body that is larger than
    ``LARGEST_BODY`` (413) or was not received within ``patience`` seconds (408), for one that is no
    JSON, names a field twice or has too many (400), and for JSON that is no object (422).
    """
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/json":
        raise RefusedError(Refusal.NOT_JSON)
    return _parse(await _body_in_time(request, patience))


async def _body_in_time(request: Request, patience: float) -> bytes:
    try:
        with fail_after(patience):
            return await _bounded_body(request)
    except TimeoutError as error:
        raise RefusedError(Refusal.TOO_SLOW) from error


async def _bounded_body(request: Request) -> bytes:
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > LARGEST_BODY:
                raise RefusedError(Refusal.TOO_LARGE)
    except ClientDisconnect as error:
        raise RefusedError(Refusal.MALFORMED) from error
    return bytes(body)


def _parse(body: bytes) -> JsonObject:
    try:
        parsed = json.loads(
            body.decode("utf-8"), object_pairs_hook=_each_once, parse_constant=_no_json
        )
    except (ValueError, RecursionError) as error:  # a decoder goes as deep as Python's stack
        raise RefusedError(Refusal.MALFORMED) from error
    if not isinstance(parsed, dict):
        raise RefusedError(Refusal.INVALID, (Problem("body", "body/not_object"),))
    return parsed


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a name that comes twice: of two parsers each might take another one.

    Half of a surrogate pair is no text (RFC 7493, section 2.1), neither in a name nor in a value.
    """
    found = dict(pairs)
    if len(found) != len(pairs) or len(found) > MOST_FIELDS:
        raise ValueError("a name comes twice, or there are too many")
    for name, value in pairs:
        for text in (name, value):
            if isinstance(text, str):
                text.encode()
    return found


def _no_json(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON")
