"""Hostile requests, drawn from a seed: the same seed and number give the same request again."""

from collections.abc import Mapping, Sequence
from random import Random
from urllib.parse import quote, quote_plus, unquote

from attrs import field, frozen

MARKER = "<fuzz\"'&>"
"""Wherever this stands in an answer as it is, something was not escaped."""

Header = tuple[bytes, bytes]

_OTHER_METHODS = (
    "PUT",
    "DELETE",
    "OPTIONS",
    "PATCH",
    "TRACE",
    "get",
    "CONNECT",
    "X" * 400,
    "PO-ST",
)

_TEXTS = (
    "",
    " ",
    MARKER,
    MARKER * 50,
    "\0",
    "a\0b",
    "\r\nSet-Cookie: fuzz=1",
    "\x85\u2028\u2029",
    "\ufffe\uffff\U0010ffff",
    "\u202e\u0301" * 40,
    "e\u0301" * 600,
    "A" * 300,
    "é" * 3000,
    "x" * 12_000,
    "../../../../etc/passwd",
    "..%2f..%2fetc%2fpasswd",
    "%",
    "%00",
    "%zz%1",
    "%c0%ae%c0%ae",
    "{{7*7}}{%raw%}${7*7}",
    "' OR 1=1 --",
    "-1",
    "1e999",
    "9" * 400,
    "٣٣٣٣٣٣٣",
    "true",
    "[]",
    "camille@exemple.fr",
    f"{MARKER}@exemple.fr",
    "a@b@c",
    "0123456",
    "D08A12345",
    "Clé-d'eau-2026",
    "Azerty123!",
    "13026",
    ".".join("a" * 22 for _ in range(2)),
    "." * 50,
    "A" * 22 + "." + "B" * 43,
)
_NAMES = (
    "csrf",
    "email",
    "password",
    "confirmation",
    "current_password",
    "contract_number",
    "meter_number",
    "commune",
    MARKER,
    "",
    "__proto__",
    "email[]",
    "é",
)
_NO_UTF8 = ("%ff%fe", "%c3%28", "%c0%80", "%ed%a0%80", "%f0%9f%92", "%f8%88%80%80%80")
_BYTES = (b"\xff\xfe", b"%ff%fe", b"\xc3(", b"\x00", b"%", b"%u0041", b"\xf0\x9f\x92\xa7", b"&=&=")
_TYPES = (
    b"application/x-www-form-urlencoded",
    b"application/x-www-form-urlencoded; charset=utf-16",
    b"application/x-www-form-urlencoded;charset=" + b"x" * 300,
    b"APPLICATION/X-WWW-FORM-URLENCODED ",
    b"multipart/form-data; boundary=fuzz",
    b"multipart/form-data",
    b"application/json",
    b"text/plain",
    b"",
    b"\xff\xfe",
    b";;;",
)
_HOSTS = (b"evil.exemple", b"", b"localhost:99999999", MARKER.encode(), b"\xff", b"[::1")
_HEADERS: tuple[Header, ...] = (
    (b"host", b"evil.exemple"),
    (b"x-forwarded-for", b"1.2.3.4, " + MARKER.encode()),
    (b"x-forwarded-host", b"evil.exemple"),
    (b"x-forwarded-proto", b"javascript"),
    (b"x-original-url", b"/tableau-de-bord"),
    (b"x-http-method-override", b"DELETE"),
    (b"forwarded", b"for=unknown;host=evil.exemple"),
    (b"referer", b"https://evil.exemple/" + MARKER.encode()),
    (b"origin", b"null"),
    (b"user-agent", MARKER.encode() * 100),
    (b"accept", b"*/*;q=" + b"9" * 500),
    (b"accept-language", b"\xff\xff, fr;q=nan"),
    (b"accept-encoding", b"gzip;q=0, *;q=-1"),
    (b"range", b"bytes=0-0,1-1,2-2"),
    (b"range", b"bytes=-" + b"9" * 30),
    (b"range", b"bytes=5-1"),
    (b"range", b"bytes=,".ljust(600, b",")),
    (b"if-range", b"yesterday"),
    (b"if-none-match", b'*, "' + b"x" * 300),
    (b"if-modified-since", b"Thu, 99 Foo 9999 99:99:99 GMT"),
    (b"sec-fetch-site", b"cross-site"),
    (b"sec-fetch-site", b"\xff"),
    (b"content-length", b"7"),
    (b"content-length", b"99999999999999999999"),
    (b"content-length", b"-1"),
    (b"expect", b"100-continue"),
    (b"transfer-encoding", b"chunked"),
    (b"connection", b"upgrade"),
    (b"upgrade", b"h2c"),
    (b"authorization", b"Basic \xff"),
    (b"x" * 500, b"y" * 5000),
)


@frozen
class Genuine:
    """What a browser of these pages holds: with it a request gets past the first gates.

    ``prefix`` is what the names of the cookies begin with.
    """

    prefix: str
    csrf_cookie: str
    csrf: str
    session: str
    browser: str
    waiting: str
    links: Sequence[str]


@frozen
class Hostile:
    """``target`` is the path and the query as they are sent."""

    method: str
    target: bytes
    headers: tuple[Header, ...]
    body: tuple[bytes, ...]
    hangs_up: bool = field(default=False)

    def scope(self) -> dict[str, object]:
        """Return the request as an ASGI server hands it on."""
        path, _, query = self.target.partition(b"?")
        return {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": self.method,
            "scheme": "http",
            "path": unquote(path.decode("latin-1")),
            "raw_path": path,
            "query_string": query,
            "root_path": "",
            "headers": list(self.headers),
            "client": ("192.0.2.1", 50000),
            "server": ("localhost", 80),
        }

    def raw(self) -> bytes:
        """Return the request as it goes over a socket, right or not."""
        lines = [b" ".join((self.method.encode(), self.target, b"HTTP/1.1"))]
        lines += [b": ".join(header) for header in self.headers]
        return b"\r\n".join(lines) + b"\r\n\r\n" + b"".join(self.body)


def draw(random: Random, routes: Sequence[tuple[str, Sequence[str]]], genuine: Genuine) -> Hostile:
    """Draw a request for one of ``routes``, or for none.

    A route is a path, whose parameters stand in braces, and the methods that it takes.
    """
    path, methods = random.choice(routes)
    method = random.choice(methods if random.random() < 0.85 else _OTHER_METHODS)
    if "POST" in methods and random.random() < 0.5:
        method = "POST"
    body = _form(random, genuine) if random.random() < 0.75 else _other_body(random)
    return Hostile(
        method,
        _target(random, path, genuine),
        _headers(random, genuine),
        () if method == "GET" else _cut(random, body),
        hangs_up=random.random() < 0.02,
    )


def _target(random: Random, path: str, genuine: Genuine) -> bytes:
    parts = [
        _segment(random, genuine) if part.startswith("{") else part.encode()
        for part in path.split("/")
    ]
    target = b"/".join(parts)
    chance = random.random()
    if chance < 0.05:
        target = b"http://evil.exemple" + target
    elif chance < 0.10:
        target += random.choice((b"/", b"//", b"/.", b"/..", b"%2f", b";a=b", b"\xff", b"%00"))
    elif chance < 0.14:
        target = b"/" + _segment(random, genuine) + target
    if random.random() < 0.6:
        target += b"?" + _query(random)
    return target


def _segment(random: Random, genuine: Genuine) -> bytes:
    if random.random() < 0.3:
        return random.choice(genuine.links).encode()
    if random.random() < 0.2:
        return random.choice(_BYTES).replace(b"\x00", b"%00")
    return quote(random.choice(_TEXTS), safe="%<>'{}").encode()


def _query(random: Random) -> bytes:
    chance = random.random()
    if chance < 0.4:
        return b"commune=13026"
    if chance < 0.5:
        return b"&".join([b"commune=13026"] * random.choice((2, 1000)))
    if chance < 0.6:
        return random.choice(_BYTES) * random.choice((1, 5000))
    names = random.choices(_NAMES, k=random.randint(1, 4))
    return "&".join(f"{quote_plus(name)}={quote_plus(_text(random))}" for name in names).encode()


def _text(random: Random) -> str:
    return random.choice(_TEXTS)


def _typed(random: Random) -> str:
    """Write what somebody typed as a form is sent, or what no browser sends."""
    return random.choice(_NO_UTF8) if random.random() < 0.1 else quote_plus(_text(random))


def _headers(random: Random, genuine: Genuine) -> tuple[Header, ...]:
    host = b"localhost" if random.random() < 0.85 else random.choice(_HOSTS)
    headers: list[Header] = [(b"host", host)]
    if random.random() < 0.95:
        right = random.random() < 0.9
        headers.append((b"content-type", _TYPES[0] if right else random.choice(_TYPES)))
    headers += random.sample(_HEADERS, random.choice((0, 0, 0, 1, 3)))
    headers += [(b"cookie", _cookies(random, genuine))] * random.choice(
        (0, 1, 1, 1, 1, 1, 1, 1, 1, 2)
    )
    return tuple(headers)


def _cookies(random: Random, genuine: Genuine) -> bytes:
    held = {
        "espaceclient-csrf": genuine.csrf_cookie,
        "espaceclient-session": genuine.session,
        "espaceclient-browser": genuine.browser,
        "espaceclient-waiting": genuine.waiting,
        "espaceclient-notice": "signed_out",
    }
    pairs = [
        f"{genuine.prefix}{name}={value if random.random() < 0.92 else _text(random)}"
        for name, value in held.items()
        if random.random() < 0.92
    ]
    if random.random() < 0.2:
        pairs.append(random.choice(("=", ";;;", f"{MARKER}={MARKER}", "a" * 3000, "\xa0=\x1f")))
    joined = "; ".join(pairs).encode("utf-8", "surrogatepass")
    return joined.replace(b"\r", b"").replace(b"\n", b"").replace(b"\0", b"")


def _form(random: Random, genuine: Genuine) -> bytes:
    """Fill a form in: mostly with the right token, each field rightly or not."""
    right: Mapping[str, str] = {
        "email": "camille@exemple.fr",
        "password": "Clé-d'eau-2026",
        "confirmation": "Clé-d'eau-2026",
        "current_password": "Clé-d'eau-2026",
        "contract_number": "0123456",
        "meter_number": "D08A12345",
    }

    spoilt = random.choice((0.0, 0.2, 0.5))
    fields = [
        f"{name}={quote_plus(value) if random.random() >= spoilt else _typed(random)}"
        for name, value in right.items()
        if random.random() < 0.95
    ]
    if random.random() < 0.95:
        fields.append(f"csrf={genuine.csrf}")
    if random.random() < 0.1:
        fields.append(f"{quote_plus(random.choice(_NAMES))}={_typed(random)}")
    if random.random() < 0.03:
        fields *= 100
    return "&".join(fields).encode() + (random.choice(_BYTES) if random.random() < 0.05 else b"")


def _other_body(random: Random) -> bytes:
    """No form: nested JSON, parts that never end, bytes of any kind, or far too many."""
    return random.choice(
        (
            b"[" * 10_000,
            b'{"a":' * 2_000 + b"1",
            b'--fuzz\r\nContent-Disposition: form-data; name="email"\r\n\r\nx\r\n--fuzz--\r\n',
            b"--fuzz\r\n" * 1000,
            b"&" * 16_000,
            b"a=1&" * 4000,
            b"x" * 70_000,
            random.randbytes(2000),
            b"",
            quote_plus(MARKER).encode(),
        )
    )


def _cut(random: Random, body: bytes) -> tuple[bytes, ...]:
    """Cut a body into the pieces that it arrives in."""
    if not body or random.random() < 0.7:
        return (body,)
    size = max(1, len(body) // random.randint(2, 6))
    return tuple(body[start : start + size] for start in range(0, len(body), size))
