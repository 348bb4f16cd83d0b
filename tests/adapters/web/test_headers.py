from datetime import timedelta

import pytest

from tests.adapters.web.visitor import Visitor
from tests.adapters.web.world import World

PAGES = [
    "/",
    "/ouverture",
    "/ouverture/formulaire?commune=13026",
    "/connexion",
    "/mot-de-passe-oublie",
    "/activation/x",
    "/nouveau-mot-de-passe/x",
    "/nouvelle-adresse/x",
    "/adresse",
    "/compte/fermeture",
    "/tableau-de-bord",
    "/contrats/ajout",
    "/contrats/ajout/formulaire?commune=13026",
    "/contrats/x/retrait",
    "/nulle-part",
]


@pytest.mark.parametrize("path", PAGES)
def test_every_page_carries_the_security_headers(visitor: Visitor, path: str) -> None:
    headers = visitor.get(path).headers
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]


@pytest.mark.parametrize("path", PAGES)
def test_every_page_lets_in_nothing_from_elsewhere_and_nothing_inline(
    visitor: Visitor, path: str
) -> None:
    answer = visitor.get(path)
    assert answer.headers["content-security-policy"] == (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "font-src 'self'; connect-src 'self'; "
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    )
    assert " style=" not in answer.text
    assert "<style" not in answer.text
    assert "<script>" not in answer.text


def test_nothing_is_said_of_https_for_the_whole_host_unless_it_asks() -> None:
    silent = Visitor(World("https://localhost/"))
    asked = Visitor(World("https://localhost/", look={"hsts": timedelta(days=365)}))
    assert "strict-transport-security" not in silent.get("/").headers
    assert asked.get("/").headers["strict-transport-security"] == "max-age=31536000"


@pytest.mark.parametrize(
    "base_url", ["ftp://localhost/", "http://www.exemple.fr/", "https:///", "/espace"]
)
def test_a_base_url_that_is_neither_https_nor_of_this_machine_is_refused(base_url: str) -> None:
    with pytest.raises(ValueError, match="the base URL must be"):
        World(base_url)
