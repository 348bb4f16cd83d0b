from espaceclient.adapters.authentication import RequestHeaders

EXPECTED = RequestHeaders(("a=b",), ("Bearer s.t",), ("same-origin",))


def test_headers_are_found_in_a_mapping_whatever_their_case() -> None:
    headers = {"COOKIE": "a=b", "authorization": "Bearer s.t", "Sec-Fetch-Site": "same-origin"}
    assert RequestHeaders.of(headers | {"X-Cookie": "c=d"}) == EXPECTED


def test_every_header_of_a_name_counts() -> None:
    headers = RequestHeaders.of([("Cookie", "a=b"), ("cookie", "c=d")])
    assert headers.cookie == ("a=b", "c=d")


def test_headers_are_found_in_the_scope_of_asgi() -> None:
    pairs = [(b"cookie", b"a=b"), (b"authorization", b"Bearer s.t")]
    scope = {"headers": [*pairs, (b"sec-fetch-site", b"same-origin")]}
    assert RequestHeaders.of_asgi(scope) == EXPECTED


def test_headers_are_found_in_the_environment_of_wsgi() -> None:
    environ = {
        "HTTP_COOKIE": "a=b",
        "HTTP_AUTHORIZATION": "Bearer s.t",
        "HTTP_SEC_FETCH_SITE": "same-origin",
        "QUERY_STRING": "authorization=Bearer+x",
    }
    assert RequestHeaders.of_wsgi(environ) == EXPECTED


def test_what_is_secret_is_not_shown() -> None:
    assert "s.t" not in repr(EXPECTED)
    assert "a=b" not in repr(EXPECTED)
