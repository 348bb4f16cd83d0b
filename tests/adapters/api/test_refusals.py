"""Refusals: problem details in the language asked for, and 503 while something does not answer."""

from collections.abc import Callable
from typing import NoReturn

import pytest
from starlette.testclient import TestClient

from espaceclient.adapters.api import Audience, create_api_app
from espaceclient.adapters.api.problem_details import EDGE_CODES
from espaceclient.adapters.api.refusals import Refusal
from espaceclient.adapters.async_client import AsyncEspaceClient, Bulkhead, Pools
from espaceclient.answers import AccountView
from espaceclient.domain.language import Language
from espaceclient.ports.errors import StorageUnavailable
from espaceclient.testing.doubles import FailingSubscribers, PlainWording, intercept
from espaceclient.values import EmailAddress
from tests.adapters.api.world import (
    CREDENTIALS,
    OPENING,
    App,
    Browser,
    Device,
    become_subscriber,
    code,
)
from tests.adapters.web.world import FRENCH, World


def test_a_problem_is_worded_by_field_with_a_stable_code(anybody: Device) -> None:
    answer = anybody.ask("POST", "session", {"email": "camille", "password": "x"})
    assert answer.json() == {
        "type": "urn:problem-type:espaceclient:invalid",
        "title": "Saisie à corriger",
        "status": 422,
        "detail": "Certains champs sont à corriger.",
        "code": "invalid",
        "problems": [
            {
                "field": "email",
                "code": "email/malformed",
                "detail": (
                    "Saisissez une adresse e-mail complète, par exemple prenom.nom@exemple.fr."
                ),
                "values": {},
            }
        ],
    }


def test_a_problem_tells_the_rules_that_are_not_met(anybody: Device) -> None:
    answer = anybody.ask("POST", "accounts", OPENING | {"password": "a", "confirmation": "b"})
    unmet, different = answer.json()["problems"]
    assert unmet["values"] == {"rules": ["uppercase", "digit", "special", "length"]}
    assert different["code"] == "confirmation/different"


def test_the_catalogue_lists_every_refusal(app: App) -> None:
    listed = app.http.get("/v1/problems").json()["problems"]
    assert [each["code"] for each in listed] == [refusal.code for refusal in Refusal]
    assert all("{" not in each["detail"] for each in listed)


def test_every_text_of_the_api_is_said() -> None:
    said = {key for refusal in Refusal for key in (refusal.title, refusal.detail)}
    said |= {f"api.field.{kind}" for kind in EDGE_CODES}
    assert {key for key in FRENCH.keys if key.startswith("api.")} <= said


def test_codes_and_types_are_unique() -> None:
    codes = [refusal.code for refusal in Refusal]
    assert sorted(set(codes)) == sorted(codes)


def test_a_silent_register_is_said_to_be_silent(world: World) -> None:
    world.subscribers = FailingSubscribers()
    world.subscribers.answers = False
    world.rebuild()
    answer = app_of(world).ask("POST", "accounts", OPENING)
    assert (answer.status_code, code(answer)) == (503, "register_unavailable")
    assert answer.headers["retry-after"] == "60"


def test_a_silent_storage_is_unavailable_for_everybody(world: World) -> None:
    world.storage = intercept(world.storage, "storage", _out_of_reach)
    world.rebuild()
    app = app_of(world)
    for path, fields in (
        ("session", CREDENTIALS),
        ("password/forgotten", {"email": "camille@exemple.fr"}),
        ("accounts", OPENING),
    ):
        answer = app.ask("POST", path, fields)
        assert (answer.status_code, code(answer)) == (503, "unavailable")


def _out_of_reach(_name: str, _call: Callable[[], object]) -> NoReturn:
    raise StorageUnavailable("the storage is silent")


def test_where_too_many_wait_already_one_is_asked_to_come_back(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    answer = app_of(world, Bulkhead(0, waiting=0, waiting_of_one=0)).ask(
        "POST", "session", CREDENTIALS
    )
    assert (answer.status_code, code(answer)) == (503, "unavailable")
    assert answer.headers["retry-after"] == "60"
    assert caplog.messages == ["requests are refused: too many are waiting already"]


ENGLISH = PlainWording(Language("en"))


def test_answers_are_in_the_language_that_is_asked_for(world: World) -> None:
    api = create_api_app(world.client, wording=FRENCH, languages=(ENGLISH,), tokens=world.tokens)
    app = App(TestClient(api, base_url="https://localhost"))
    for asked, language, title in (
        ("de, en-GB;q=0.9, fr;q=0.5", "en", "api.title.not_signed_in"),
        ("fr", "fr", "Vous n'êtes pas connecté"),
        ("\x00;q=nan", "fr", "Vous n'êtes pas connecté"),
    ):
        headers = [(b"Accept-Language", asked.encode())]
        answer = app.http.get("/v1/app/session", headers=headers)
        assert answer.headers["content-language"] == language
        assert answer.headers["vary"] == "Accept-Language"
        assert answer.json()["title"] == title
    assert app.http.get("/v1/languages").json() == {"languages": ["fr", "en"]}


def test_a_browser_is_answered_in_the_language_that_it_has_chosen(world: World) -> None:
    api = create_api_app(world.client, wording=FRENCH, languages=(ENGLISH,), tokens=world.tokens)
    browser = Browser(TestClient(api, base_url="https://localhost"))
    become_subscriber(browser, world)
    chosen = browser.ask("PUT", "language", {"language": "en"})
    assert chosen.headers["set-cookie"] == (
        "__Host-espaceclient-language=en; HttpOnly; Max-Age=31536000; Path=/; SameSite=lax; Secure"
    )
    assert browser.ask("GET", "session").json()["language"] == "en"
    browser.ask("DELETE", "session")
    assert browser.ask("GET", "session").headers["content-language"] == "en"


def test_an_account_keeps_the_language_of_who_asked_for_it(world: World) -> None:
    api = create_api_app(world.client, wording=FRENCH, languages=(ENGLISH,), tokens=world.tokens)
    app = App(TestClient(api, base_url="https://localhost", headers={"Accept-Language": "en"}))
    become_subscriber(app, world)
    kept = world.client.find_account(email=EmailAddress("camille@exemple.fr"))
    assert isinstance(kept, AccountView)
    assert kept.language == Language("en")


@pytest.mark.parametrize(
    ("offered", "missing"), [(Audience.APP, "browser"), (Audience.BROWSER, "app")]
)
def test_a_surface_that_is_not_offered_is_not_there(
    world: World, offered: Audience, missing: str
) -> None:
    api = create_api_app(world.client, wording=FRENCH, tokens=world.tokens, surfaces=[offered])
    answer = TestClient(api).get(f"/v1/{missing}/session")
    assert (answer.status_code, code(answer)) == (404, "not_found")


def app_of(world: World, hashing: Bulkhead | None = None) -> App:
    pools = Pools(hashing=hashing) if hashing else Pools()
    client = AsyncEspaceClient(world.client, pools)
    api = create_api_app(client, wording=FRENCH, tokens=world.tokens)
    return App(TestClient(api, base_url="https://localhost"))
