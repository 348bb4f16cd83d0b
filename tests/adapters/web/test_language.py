"""The language of the pages, asked for by a browser or chosen by somebody."""

import re

import pytest

from espaceclient.adapters.wording import ENGLISH, TomlWording
from espaceclient.domain.language import FRENCH, Language
from tests.adapters.web.visitor import FORM, OPENING, Visitor, shown
from tests.adapters.web.world import EMAIL, World

IN_ENGLISH = {"accept-language": "en-GB,en;q=0.9,fr;q=0.8"}
HERE = re.compile(r'name="here" value="([^"]+)"')


@pytest.fixture
def world() -> World:
    return World(look={"languages": (TomlWording.english(),)})


@pytest.fixture
def visitor(world: World) -> Visitor:
    return Visitor(world)


def choose(visitor: Visitor, language: str, page: str = "/connexion") -> str:
    """Press the button of a language on a page; return where that leads."""
    found = HERE.search(visitor.get(page).text)
    assert found
    fields = {"csrf": visitor.token(page), "language": language, "here": found[1]}
    answer = visitor.post("/langue", fields)
    assert answer.status_code == 303
    return answer.headers["location"]


def languages(world: World) -> list[Language]:
    return [each.language for each in world.client.accounts().accounts]


def queued(world: World) -> dict[str, Language]:
    """Return the language of each kind of mail that waits."""
    mails = [entry.mail for entry in world.outbox.entries()]
    return {type(mail).__name__: getattr(mail, "language", FRENCH) for mail in mails}


def test_a_page_is_in_the_language_that_the_browser_asks_for(visitor: Visitor) -> None:
    english, french = visitor.get("/connexion", **IN_ENGLISH), visitor.get("/connexion")
    assert ('<html lang="en">' in english.text, '<html lang="fr">' in french.text) == (True, True)
    assert "Forgotten your password?" in shown(english)


def test_an_error_is_told_in_that_language_too(visitor: Visitor) -> None:
    page = visitor.get("/nowhere", **IN_ENGLISH)
    assert (page.status_code, "This page does not exist" in shown(page)) == (404, True)


def test_each_language_is_offered_by_its_own_name_on_the_pages_in_others(visitor: Visitor) -> None:
    pages = visitor.get("/"), visitor.get("/", **IN_ENGLISH)
    offered = [re.findall(r'value="(..)" lang="\1">([^<]+)<', page.text) for page in pages]
    assert offered == [[("en", "English")], [("fr", "Français")]]


def test_what_is_chosen_goes_before_what_the_browser_asks_for(visitor: Visitor) -> None:
    assert choose(visitor, "en") == "/connexion"
    assert '<html lang="en">' in visitor.get("/connexion").text
    assert choose(visitor, "fr") == "/connexion"
    assert '<html lang="fr">' in visitor.get("/connexion", **IN_ENGLISH).text


def test_a_browser_keeps_what_was_chosen_for_a_year(visitor: Visitor) -> None:
    answer = visitor.post("/langue", {"csrf": visitor.token(), "language": "en", "here": "/"})
    assert answer.headers["set-cookie"] == (
        "espaceclient-language=en; HttpOnly; Max-Age=31536000; Path=/; SameSite=lax"
    )


def test_a_choice_leads_back_to_the_page_with_its_query(visitor: Visitor) -> None:
    assert choose(visitor, "en", FORM) == FORM


@pytest.mark.parametrize(
    "here", ["https://evil.test/", "//evil.test", "/\\evil.test", "", "javascript:alert(1)"]
)
def test_a_choice_never_leads_elsewhere(visitor: Visitor, here: str) -> None:
    answer = visitor.post("/langue", {"csrf": visitor.token(), "language": "en", "here": here})
    assert answer.headers["location"] == "/"


@pytest.mark.parametrize("language", ["de", "EN", "en-GB", "../fr", ""])
def test_what_is_not_offered_cannot_be_chosen(visitor: Visitor, language: str) -> None:
    answer = visitor.post("/langue", {"csrf": visitor.token(), "language": language, "here": "/"})
    assert (answer.status_code, "set-cookie" in answer.headers) == (400, False)


@pytest.mark.parametrize("planted", ["de", "<script>", "en; Path=/x", "fr-FR"])
def test_a_cookie_can_name_nothing_but_a_language_that_is_offered(
    visitor: Visitor, planted: str
) -> None:
    page = visitor.get("/connexion", cookie=f"espaceclient-language={planted}", **IN_ENGLISH)
    assert '<html lang="en">' in page.text


def test_no_other_site_chooses_for_somebody(visitor: Visitor, world: World) -> None:
    visitor.become_subscriber()
    fields = {"csrf": "forged", "language": "en", "here": "/"}
    assert visitor.post("/langue", fields).status_code == 403
    assert languages(world) == [FRENCH]


def test_who_asks_for_an_account_in_english_is_written_to_in_english(
    visitor: Visitor, world: World
) -> None:
    visitor.post(FORM, OPENING | {"csrf": visitor.token()}, **IN_ENGLISH)
    assert queued(world) == {"ActivationMail": ENGLISH}


def test_a_choice_while_signed_in_is_kept_with_the_account(visitor: Visitor, world: World) -> None:
    visitor.become_subscriber()
    choose(visitor, "en", "/tableau-de-bord")
    assert languages(world) == [ENGLISH]


def test_a_device_that_asks_for_english_changes_no_account(world: World) -> None:
    Visitor(world).become_subscriber()
    stranger = Visitor(world)
    stranger.http.headers.update(IN_ENGLISH)
    stranger.sign_in()
    choose(Visitor(world), "en")  # signed out
    assert "Sign out" in shown(stranger.get("/tableau-de-bord"))
    assert languages(world) == [FRENCH]


def test_the_answer_in_another_language_tells_nothing_of_an_account(
    visitor: Visitor, world: World
) -> None:
    visitor.become_subscriber()
    stranger = Visitor(world)
    stranger.http.headers.update(IN_ENGLISH)
    pages = []
    for email in (EMAIL, "nobody@exemple.fr"):
        stranger.submit("/mot-de-passe-oublie", {"email": email})
        pages.append(stranger.get("/connexion"))
    known, unknown = (page.text for page in pages)
    assert (known, '<html lang="en">' in known) == (unknown, True)


def test_a_site_of_one_language_asks_nobody(world: World) -> None:
    world.look = {}
    world.rebuild()
    visitor = Visitor(world)
    page = visitor.get("/connexion", **IN_ENGLISH)
    assert ('<html lang="fr">' in page.text, "langue" in page.text) == (True, False)
    assert visitor.post("/langue", {"csrf": visitor.token()}).status_code == 404
