"""The page of connected devices, and what a device is called."""

import re
from datetime import timedelta

import pytest

from tests.adapters.web.visitor import Visitor, asks_to_sign_in, shown
from tests.adapters.web.world import World

PAGE, END, END_OTHERS = "/appareils", "/appareils/deconnexion", "/appareils/deconnexion-des-autres"
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64"
FIREFOX = f"{WINDOWS}; rv:140.0) Gecko/20100101 Firefox/140.0"
CHROME = f"{WINDOWS}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
ANDROID = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko)"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15"
MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15"


def signed_in(visitor: Visitor, agent: str) -> None:
    visitor.http.headers["user-agent"] = agent
    visitor.sign_in()


def reference(visitor: Visitor) -> str:
    found = re.search(r'name="reference" value="([^"]+)"', visitor.get(PAGE).text)
    assert found
    return found[1]


def test_the_dashboard_leads_to_the_page(visitor: Visitor) -> None:
    visitor.become_subscriber()
    assert f'href="{PAGE}">Appareils connectés' in visitor.get("/tableau-de-bord").text


def test_the_page_shows_where_and_since_when_one_is_signed_in(
    world: World, visitor: Visitor, stranger: Visitor
) -> None:
    visitor.http.headers["user-agent"] = FIREFOX
    visitor.become_subscriber()
    world.clock.advance(timedelta(minutes=5))
    signed_in(stranger, IPHONE + " (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1")
    world.clock.advance(timedelta(minutes=2))
    assert (
        "Appareils connectés Firefox sur Windows Connecté depuis 7 minutes Dernière visite il y a "
        "moins d'une minute C'est l'appareil que vous utilisez. Safari sur iPhone Connecté depuis "
        "2 minutes Dernière visite il y a 2 minutes Déconnecter Safari sur iPhone Déconnecter tous "
        "les autres appareils Retour au tableau de bord" in shown(visitor.get(PAGE))
    )


def test_who_is_signed_in_here_alone_has_nothing_to_end(visitor: Visitor) -> None:
    visitor.become_subscriber()
    page = shown(visitor.get(PAGE))
    assert "Autre appareil ou navigateur" in page  # the client of the tests is no known browser
    assert "Déconnecter" not in page


def test_another_device_is_signed_out(visitor: Visitor, stranger: Visitor) -> None:
    visitor.become_subscriber()
    signed_in(stranger, FIREFOX)
    fields = {"reference": reference(visitor), "csrf": visitor.token(PAGE)}
    assert visitor.post(END, fields).headers["location"] == PAGE
    assert "L'appareil est déconnecté." in shown(visitor.get(PAGE))
    assert asks_to_sign_in(stranger.get("/tableau-de-bord"))


def test_all_other_devices_are_signed_out(visitor: Visitor, stranger: Visitor) -> None:
    visitor.become_subscriber()
    signed_in(stranger, FIREFOX)
    assert visitor.post(END_OTHERS, {"csrf": visitor.token(PAGE)}).headers["location"] == PAGE
    assert "Tous vos autres appareils sont déconnectés." in shown(visitor.get(PAGE))
    assert asks_to_sign_in(stranger.get("/tableau-de-bord"))


def test_the_page_is_for_who_is_signed_in(world: World, visitor: Visitor) -> None:
    visitor.become_subscriber()
    token = visitor.token("/tableau-de-bord")
    world.clock.advance(timedelta(minutes=30))
    assert asks_to_sign_in(visitor.get(PAGE))
    for path in (END, END_OTHERS):
        assert asks_to_sign_in(visitor.post(path, {"csrf": token}))


def test_no_other_site_signs_anybody_out(visitor: Visitor, stranger: Visitor) -> None:
    visitor.become_subscriber()
    stranger.sign_in()
    assert visitor.post(END, {"reference": reference(visitor), "csrf": ""}).status_code == 403
    assert visitor.post(END_OTHERS, {"csrf": ""}).status_code == 403
    assert stranger.get("/tableau-de-bord").status_code == 200


@pytest.mark.parametrize(
    ("agent", "told"),
    [
        (FIREFOX, "Firefox sur Windows"),
        (CHROME, "Chrome sur Windows"),
        (f"{CHROME} Edg/140.0.0.0", "Edge sur Windows"),
        (f"{CHROME} OPR/124.0.0.0", "Opera sur Windows"),
        (f"{ANDROID} Chrome/140.0.0.0 Mobile Safari/537.36", "Chrome sur Android"),
        (f"{ANDROID} Chrome/140.0.0.0 Mobile Safari/537.36 EdgA/140.0", "Edge sur Android"),
        (
            f"{ANDROID} SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36",
            "Samsung Internet sur Android",
        ),
        (f"{IPHONE} (KHTML, like Gecko) CriOS/140.0 Mobile Safari/604.1", "Chrome sur iPhone"),
        (f"{IPHONE} (KHTML, like Gecko) FxiOS/140.0 Mobile Safari/605.1", "Firefox sur iPhone"),
        (f"{MAC} (KHTML, like Gecko) Version/18.6 Safari/605.1.15", "Safari sur Mac"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0", "Firefox sur Linux"),
        ("Mozilla/5.0 (iPad; CPU OS 12_5) Something/1.0", "iPad"),
        ("Firefox/140.0", "Firefox"),
        ("<script>alert(1)</script>" * 20, "Autre appareil ou navigateur"),
    ],
    ids=lambda value: value[-40:],
)
def test_a_device_is_called_by_its_browser_and_system(
    visitor: Visitor, agent: str, told: str
) -> None:
    visitor.http.headers["user-agent"] = agent
    visitor.become_subscriber()
    assert f"Appareils connectés {told} Connecté depuis" in shown(visitor.get(PAGE))
