"""A sign-in leads back to the page that asked for it, and to nowhere else."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from espaceclient import Keys
from espaceclient.adapters.authentication import SignInPath
from espaceclient.adapters.memory import ManualClock
from espaceclient.adapters.system import SystemTokens

TOKENS = SystemTokens.of(Keys.generate())
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def sign_in_path(prefix: str = "/espace", *allowed: str, at: datetime = NOON) -> SignInPath:
    return SignInPath(TOKENS, ManualClock(at), prefix, allowed)


def token_in(path: str) -> str:
    return parse_qs(urlsplit(path).query)["next"][0]


@pytest.mark.parametrize(
    "path",
    [
        "/espace/appareils",
        "/espace/contrats/ajout/formulaire?commune=13026",
        "/factures",
        "/factures/2026?mois=3&trier=date",
        "/espace/%C3%A9t%C3%A9",
    ],
)
def test_it_leads_back_to_pages_of_ours_and_to_those_of_the_host_that_are_allowed(
    path: str,
) -> None:
    page = sign_in_path("/espace", "/factures")
    asked = page.asked_at(path)
    assert asked.startswith("/espace/connexion?next=")
    assert page.leads_back(token_in(asked)) == path


ELSEWHERE = [
    "//evil.example/",
    "//evil.example/espace/",
    "\\\\evil.example/",
    "/\\evil.example/",
    "/espace\\..\\..\\evil",
    "https:evil.example",
    "https://evil.example/espace/",
    "javascript:alert(1)",
    "espace/appareils",
    "",
    "/%2Fevil.example/",
    "/espace/%2e%2e/admin",
    "/espace/../admin",
    "/espace/./",
    "/espace/%252e%252e/admin",
    "/espace/%5c%5cevil.example",
    "/espace/%0d%0aSet-Cookie:a=b",
    "/espace/\r\nSet-Cookie: a=b",
    "/espace/\tx",
    "/espace/#//evil.example",
    "/espace-des-autres/",
    "/factures-de-tous",
    "/admin",
    "/",
    "/espace/" + "x" * 1024,
]


@pytest.mark.parametrize("path", ELSEWHERE)
def test_whoever_asks_it_leads_back_to_nowhere_else(path: str) -> None:
    page = sign_in_path("/espace", "/factures")
    assert page.asked_at(path) == "/espace/connexion"


def test_a_path_that_a_framework_has_decoded_is_led_back_to_encoded() -> None:
    page = sign_in_path()
    asked = page.asked_at("/espace/été 2026?à=b c")
    assert page.leads_back(token_in(asked)) == "/espace/%C3%A9t%C3%A9%202026?%C3%A0=b%20c"
    assert page.leads_back(token_in(page.asked_at("/espace/\udc80"))) == "/espace/?"


@pytest.mark.parametrize("path", [*ELSEWHERE, "/espace/é", "/espace/ x"])
def test_not_even_the_right_keys_lead_elsewhere(path: str) -> None:
    everywhere = sign_in_path("")
    until = int((NOON + timedelta(minutes=5)).timestamp())
    fingerprint = everywhere._fingerprint(until, path)  # noqa: SLF001 - a key in the wrong hands
    here = sign_in_path("/espace", "/factures")
    assert here.leads_back(f"{until}.{fingerprint}.{path}") is None


def test_where_the_pages_have_the_whole_origin_they_lead_to_all_of_it() -> None:
    page = sign_in_path("")
    assert page.leads_back(token_in(page.asked_at("/factures"))) == "/factures"


def test_it_leads_back_within_the_hour() -> None:
    token = token_in(sign_in_path().asked_at("/espace/appareils"))
    last, late = NOON + timedelta(minutes=59, seconds=59), NOON + timedelta(hours=1)
    assert sign_in_path(at=last).leads_back(token) == "/espace/appareils"
    assert sign_in_path(at=late).leads_back(token) is None


def test_neither_another_path_nor_another_hour_nor_another_key_is_taken() -> None:
    page = sign_in_path()
    until, fingerprint, path = token_in(page.asked_at("/espace/appareils")).split(".", 2)
    forged = [
        f"{until}.{fingerprint}./espace/adresse",
        f"{int(until) + 1}.{fingerprint}.{path}",
        f"0{until}.{fingerprint}.{path}",
        f"{until}..{path}",
        f"{until}.{'A' * len(fingerprint)}.{path}",
        f"{until}.é.{path}",
        path,
        "",
        "..",
    ]
    stranger = SignInPath(SystemTokens.of(Keys.generate()), page.clock, "/espace")
    forged.append(token_in(stranger.asked_at(path)))
    assert [page.leads_back(each) for each in forged] == [None] * 10


@pytest.mark.parametrize("prefix", ["factures", "//evil.example", "https://evil.example", "/a?b"])
def test_a_prefix_that_is_no_path_of_this_origin_is_refused_at_once(prefix: str) -> None:
    with pytest.raises(ValueError, match="is no path of this origin"):
        sign_in_path("/espace", prefix)
