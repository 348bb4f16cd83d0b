"""Reading of posted forms: URL-encoded, of bounded size and duration, each field once."""

from urllib.parse import parse_qsl

from anyio import fail_after
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request

from espaceclient.domain.problem import Fields, Invalid, Problem

LARGEST_BODY = 16 * 1024
"""Bytes; the longest form that a person can fill in has a third of that."""

MOST_FIELDS = 20
PATIENCE = 10.0
"""Seconds within which the whole form must have been received."""

_MEDIA_TYPE = "application/x-www-form-urlencoded"


async def read_form(request: Request, patience: float = PATIENCE) -> Fields:
    """Return the fields of a posted form.

    Raises ``HTTPException`` with status 400 when the form is malformed, 408 when it was not
    received within ``patience`` seconds, and 413 when it is larger than ``LARGEST_BODY``.
    """
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != _MEDIA_TYPE:
        raise HTTPException(400)
    body = await _body_in_time(request, patience)
    try:
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=MOST_FIELDS,
        )
    except ValueError as error:
        raise HTTPException(400) from error
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise HTTPException(400)
    return fields


async def _body_in_time(request: Request, patience: float) -> bytes:
    try:
        with fail_after(patience):
            return await _bounded_body(request)
    except TimeoutError as error:
        raise HTTPException(408, headers={"Connection": "close"}) from error


async def _bounded_body(request: Request) -> bytes:
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > LARGEST_BODY:
                raise HTTPException(413)
    except ClientDisconnect as error:
        raise HTTPException(400) from error
    return bytes(body)


def by_field(invalid: Invalid | None) -> dict[str, Problem]:
    """Return the problems of a form by the field that each is shown next to."""
    return {problem.field: problem for problem in invalid.problems} if invalid else {}
