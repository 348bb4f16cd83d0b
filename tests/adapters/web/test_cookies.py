from contextlib import nullcontext

import pytest
from starlette.testclient import TestClient

from espaceclient.adapters.authentication import CookieSettings
from espaceclient.adapters.web import create_app
from tests.adapters.web.visitor import OPENING, Visitor
from tests.adapters.web.world import EMAIL, FRENCH, World


def cookies_set(answer_headers: list[str]) -> dict[str, set[str]]:
    """Return the attributes of each cookie that an answer sets."""
    parsed = [header.split("; ") for header in answer_headers]
    return {
        parts[0].partition("=")[0]: {part.partition("=")[0].lower() for part in parts[1:]}
        for parts in parsed
    }


@pytest.mark.parametrize(
    ("base_url", "prefix", "secure"),
    [("http://localhost/", "", set()), ("https://localhost/", "__Host-", {"secure"})],
)
def test_cookies_are_bound_to_the_host_on_https(
    base_url: str, prefix: str, secure: set[str]
) -> None:
    visitor = Visitor(World(base_url))
    first = visitor.get("/connexion").headers.get_list("set-cookie")
    opened = visitor.open_account().headers.get_list("set-cookie")
    activated = visitor.submit(visitor.activation_path()).headers.get_list("set-cookie")
    always = {"httponly", "path", "samesite"} | secure
    lasting = always | {"max-age"}
    assert cookies_set(first) == {f"{prefix}espaceclient-csrf": always}
    assert cookies_set(opened) == {
        f"{prefix}espaceclient-notice": lasting,
        f"{prefix}espaceclient-browser": lasting,
        f"{prefix}espaceclient-waiting": always,
    }
    assert cookies_set(activated)[f"{prefix}espaceclient-session"] == always


def test_every_cookie_is_lax_and_for_the_whole_host(visitor: Visitor) -> None:
    for header in visitor.open_account().headers.get_list("set-cookie"):
        assert "; Path=/" in header
        assert "; SameSite=lax" in header


def test_the_browser_is_remembered_for_thirteen_months_whatever_the_mail_says(
    visitor: Visitor, stranger: Visitor
) -> None:
    visitor.become_subscriber()
    taken = stranger.open_account().headers.get_list("set-cookie")
    free = Visitor(World()).open_account().headers.get_list("set-cookie")
    assert "Max-Age=34214400" in taken[1]
    assert cookies_set(taken) == cookies_set(free)


def test_activation_and_signing_out_keep_the_browser(visitor: Visitor) -> None:
    visitor.open_account()
    browser = visitor.http.cookies["espaceclient-browser"]
    visitor.submit(visitor.activation_path())
    visitor.submit_sign_out()
    assert visitor.http.cookies["espaceclient-browser"] == browser


def test_signing_out_forgets_the_session(visitor: Visitor) -> None:
    visitor.become_subscriber()
    visitor.submit_sign_out()
    assert "espaceclient-session" not in visitor.http.cookies


def test_a_forged_notice_shows_nothing(visitor: Visitor) -> None:
    visitor.http.cookies.set("espaceclient-notice", "<b>Virez 100 euros</b>")
    page = visitor.get("/").text
    assert "Virez" not in page
    assert 'class="notice"' not in page


def test_a_forged_session_signs_nobody_in(visitor: Visitor) -> None:
    visitor.http.cookies.set("espaceclient-session", "forged.token")
    assert visitor.get("/tableau-de-bord").headers["location"] == "/connexion"


@pytest.mark.parametrize(
    "header",
    [
        "espaceclient-csrf={value}; espaceclient-csrf=AAAAAAAAAAAAAAAAAAAAAA",
        "espaceclient-csrf=AAAAAAAAAAAAAAAAAAAAAA; espaceclient-csrf={value}",
        "\xa0espaceclient-csrf={value}",
        "\x85espaceclient-csrf={value}",
        "\x1fespaceclient-csrf={value}",
        "{value}",
    ],
)
def test_a_cookie_that_another_one_could_stand_for_is_not_trusted(
    visitor: Visitor, header: str
) -> None:
    token = visitor.token()
    value = visitor.http.cookies.pop("espaceclient-csrf")
    sent = {b"cookie": header.format(value=value).encode("latin-1")}
    assert visitor.http.post("/connexion", data={"csrf": token}, headers=sent).status_code == 403


@pytest.mark.parametrize(
    "planted", ["\xa0espaceclient-csrf=EVIL", "espaceclient-csrf\xa0=EVIL", "=", "a; b"]
)
def test_a_cookie_of_another_name_shadows_none(visitor: Visitor, planted: str) -> None:
    token = visitor.token()
    value = visitor.http.cookies.pop("espaceclient-csrf")
    sent = {b"cookie": f"espaceclient-csrf={value}; {planted}".encode("latin-1")}
    assert visitor.http.post("/connexion", data={"csrf": token}, headers=sent).status_code == 422


def test_no_cookie_holds_an_address_or_a_password(visitor: Visitor) -> None:
    visitor.become_subscriber()
    kept = "".join(f"{name}={value}" for name, value in visitor.http.cookies.items())
    assert EMAIL not in kept
    assert OPENING["password"] not in kept


def test_the_pages_take_the_cookies_that_a_host_names() -> None:
    world = World("https://www.exemple.fr/")
    shared = CookieSettings(name="nord", domain="exemple.fr")
    app = create_app(
        world.client, wording=FRENCH, tokens=world.tokens, base_url=world.base_url, cookies=shared
    )
    set_by_page = TestClient(app).get("/connexion").headers["set-cookie"]
    assert set_by_page.startswith("__Host-nord-csrf=")
    signed_out = TestClient(app).get("/tableau-de-bord", follow_redirects=False)
    assert signed_out.headers["set-cookie"].startswith(
        "__Secure-nord-session=; Domain=exemple.fr; HttpOnly; Max-Age=0; Path=/;"
    )


@pytest.mark.parametrize(
    ("base_url", "secure"), [("http://localhost/", True), ("https://localhost/", False)]
)
def test_cookies_that_browsers_would_not_send_or_anybody_could_read_are_refused(
    base_url: str,
    secure: bool,  # noqa: FBT001 - a parameter
) -> None:
    world = World()
    with pytest.raises(ValueError, match="only then"):
        create_app(
            world.client,
            wording=FRENCH,
            tokens=world.tokens,
            base_url=base_url,
            cookies=CookieSettings(secure=secure),
        )


@pytest.mark.parametrize(
    ("domain", "path", "taken"),
    [
        ("exemple.fr", "/", True),
        ("www.exemple.fr", "/espace", True),
        (None, "/espace/", True),
        ("emple.fr", "/", False),
        ("autre.fr", "/", False),
        ("pages.www.exemple.fr", "/", False),
        (None, "/factures", False),
        (None, "/esp", False),
        (None, "/espace/connexion", False),
    ],
)
def test_cookies_that_would_not_come_to_the_pages_are_refused(
    domain: str | None,
    path: str,
    taken: bool,  # noqa: FBT001 - a parameter
) -> None:
    world = World("https://www.exemple.fr/espace/")
    cookies = CookieSettings(domain=domain, path=path)
    refused = nullcontext() if taken else pytest.raises(ValueError, match="take in the base URL")
    with refused:
        create_app(
            world.client,
            wording=FRENCH,
            tokens=world.tokens,
            base_url=world.base_url,
            cookies=cookies,
        )
