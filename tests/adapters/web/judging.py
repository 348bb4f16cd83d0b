"""What no answer may be, whatever was asked."""

from collections.abc import Sequence

from attrs import field, frozen

from tests.adapters.web.hostile import MARKER

ALWAYS = (
    b"content-security-policy",
    b"cache-control",
    b"x-content-type-options",
    b"referrer-policy",
    b"permissions-policy",
    b"cross-origin-opener-policy",
    b"cross-origin-resource-policy",
)
COOKIES = {
    "espaceclient-session",
    "espaceclient-browser",
    "espaceclient-waiting",
    "espaceclient-notice",
    "espaceclient-commune",
    "espaceclient-csrf",
}
LARGEST = 256 * 1024
"""Bytes of an answer: a page repeats no more than what was typed, 16 KiB, each byte escaped."""


@frozen
class Answer:
    status: int
    headers: Sequence[tuple[bytes, bytes]]
    body: bytes = field(repr=False)

    def all(self, name: bytes) -> list[str]:
        return [value.decode("latin-1") for each, value in self.headers if each == name]


def what_is_wrong(answer: Answer, *, secure: bool) -> list[str]:
    """Name all that an answer should not be."""
    names = {name for name, _ in answer.headers}
    wrong = [f"the status is {answer.status}"] if answer.status >= 500 else []
    wrong += [f"{name.decode()} is missing" for name in ALWAYS if name not in names]
    if secure and b"strict-transport-security" not in names:
        wrong.append("strict-transport-security is missing")
    if b"<fuzz" in answer.body or MARKER.encode() in answer.body:
        wrong.append("what was sent is in the page as it was")
    if b"evil.exemple" in answer.body:
        wrong.append("a host that was sent is in the page")
    if len(answer.body) > LARGEST:
        wrong.append(f"the body has {len(answer.body)} bytes")
    for name, value in answer.headers:
        if b"<fuzz" in value or b"\r" in value or b"\n" in value or b"evil.exemple" in value:
            wrong.append(f"{name.decode()} repeats what was sent")
    return wrong + [
        f"a cookie is {cookie}"
        for cookie in answer.all(b"set-cookie")
        if not is_well_set(cookie, secure=secure)
    ]


def is_well_set(cookie: str, *, secure: bool) -> bool:
    pair, *attributes = cookie.split("; ")
    name = pair.partition("=")[0]
    bound = name.startswith("__Host-") and "Secure" in attributes
    return (
        name.removeprefix("__Host-") in COOKIES
        and {"HttpOnly", "Path=/", "SameSite=lax"} <= set(attributes)
        and bound is secure
    )
