from datetime import timedelta

import pytest

from espaceclient.adapters.authentication import Cookie, CookieSettings

HTTP = CookieSettings(secure=False)


@pytest.mark.parametrize(
    ("settings", "session", "csrf"),
    [
        (HTTP, "espaceclient-session", "espaceclient-csrf"),
        (CookieSettings(), "__Host-espaceclient-session", "__Host-espaceclient-csrf"),
        (CookieSettings(name="nord"), "__Host-nord-session", "__Host-nord-csrf"),
        (
            CookieSettings(domain="exemple.fr"),
            "__Secure-espaceclient-session",
            "__Host-espaceclient-csrf",
        ),
        (
            CookieSettings(path="/espace"),
            "__Secure-espaceclient-session",
            "__Host-espaceclient-csrf",
        ),
    ],
    ids=["http", "https", "named", "of a domain", "of a path"],
)
def test_the_names_are_a_contract(settings: CookieSettings, session: str, csrf: str) -> None:
    assert settings.name_of(Cookie.SESSION) == session
    assert settings.name_of(Cookie.CSRF) == csrf


def test_only_the_session_goes_to_other_hosts_and_stays_below_a_path() -> None:
    settings = CookieSettings(domain="exemple.fr", path="/espace")
    assert settings.set_cookie(Cookie.SESSION, "s.t") == (
        "__Secure-espaceclient-session=s.t; Domain=exemple.fr; HttpOnly; Path=/espace; "
        "SameSite=lax; Secure"
    )
    assert settings.set_cookie(Cookie.BROWSER, "b.t", timedelta(minutes=1)) == (
        "__Host-espaceclient-browser=b.t; HttpOnly; Max-Age=60; Path=/; SameSite=lax; Secure"
    )


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("espaceclient-session=s.t", "s.t"),
        ("a=b; espaceclient-session = s.t ; c", "s.t"),
        ("espaceclient-session=", None),
        ("espaceclient-session=s.t; espaceclient-session=s.t", None),
        ("nord-session=s.t", None),
        ("ESPACECLIENT-SESSION=s.t", None),
    ],
)
def test_a_cookie_is_read_when_it_is_there_once(header: str, value: str | None) -> None:
    assert HTTP.read([header], Cookie.SESSION) == value


def test_a_name_that_occurs_in_two_headers_is_ignored() -> None:
    assert HTTP.read(["espaceclient-session=a", "espaceclient-session=b"], Cookie.SESSION) is None


@pytest.mark.parametrize("name", ["", "a b", "a;b", "a=b", "é", "a_b", "-a", "a" * 41])
def test_a_name_that_no_cookie_can_have_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="name of the cookies"):
        CookieSettings(name=name)


@pytest.mark.parametrize(
    "domain", ["", ".exemple.fr", "fr", "Exemple.fr", "a.fr; Secure", "127.0.0.1", "a.fr:443"]
)
def test_a_domain_that_no_cookie_can_have_is_refused(domain: str) -> None:
    with pytest.raises(ValueError, match="domain of the cookies"):
        CookieSettings(domain=domain)


@pytest.mark.parametrize("path", ["", "espace", "/a;b", "/a b", "/\r\n", "/é"])
def test_a_path_that_no_cookie_can_have_is_refused(path: str) -> None:
    with pytest.raises(ValueError, match="path of the cookies"):
        CookieSettings(path=path)
