"""The API around the memory adapters of the pages' world, and devices that use it."""

from collections.abc import Mapping

from attrs import define, field
from fastapi import FastAPI
from httpx2 import Response
from starlette.testclient import TestClient

from espaceclient.adapters.api import create_api_app
from espaceclient.adapters.authentication import CookieSettings
from tests.adapters.web.world import CHATEAUNEUF, EMAIL, FRENCH, PASSWORD, World

OPENING = {
    "commune": CHATEAUNEUF.code,
    "email": EMAIL,
    "password": PASSWORD,
    "confirmation": PASSWORD,
    "contract_number": "0123456",
    "meter_number": "D08A12345",
}
SECOND = {"commune": CHATEAUNEUF.code, "contract_number": "7654321", "meter_number": "D08A54321"}
CREDENTIALS = {"email": EMAIL, "password": PASSWORD}
NEW = {"password": "Autre-mot-2026", "confirmation": "Autre-mot-2026"}
SECURE = CookieSettings()


def api_of(world: World, cookies: CookieSettings = SECURE) -> FastAPI:
    return create_api_app(world.client, wording=FRENCH, tokens=world.tokens, cookies=cookies)


def link_in(world: World, path: str) -> str:
    return world.newest_link(path).rpartition("/")[2]


@define
class App:
    """An application on a telephone: it keeps the tokens that answers bring."""

    http: TestClient
    tokens: dict[str, str] = field(factory=dict)

    def ask(self, method: str, path: str, fields: Mapping[str, object] | None = None) -> Response:
        session = self.tokens.get("session")
        headers = {"Authorization": f"Bearer {session}"} if session else {}
        body = None if fields is None else {**fields, **self._carried(path)}
        answer = self.http.request(method, f"/v1/app/{path}", json=body, headers=headers)
        if answer.is_success and answer.content and not answer.json().keys() - _TOKENS:
            self.tokens |= answer.json()
        return answer

    def _carried(self, path: str) -> dict[str, str]:
        name = "waiting" if path.startswith("waiting") else "browser" if path in _KNOWN else ""
        return {name: self.tokens[name]} if name in self.tokens else {}


_TOKENS = {"session", "browser", "waiting"}
_KNOWN = {
    "accounts",
    "activation",
    "activation/preview",
    "session",
    "password/reset",
    "address/change",
    "address/confirmation",
    "address/confirmation/preview",
}


@define
class Browser:
    """A browser of the utility's own site: its cookies are kept by ``http``."""

    http: TestClient

    def csrf(self) -> str:
        token: str = self.http.get("/v1/browser/csrf").json()["csrf"]
        return token

    def ask(self, method: str, path: str, fields: Mapping[str, object] | None = None) -> Response:
        headers = {} if method == "GET" else {"X-CSRF-Token": self.csrf()}
        return self.http.request(method, f"/v1/browser/{path}", json=fields, headers=headers)


Device = App | Browser


def device(kind: type[App] | type[Browser], world: World) -> Device:
    return kind(TestClient(api_of(world), base_url="https://localhost", follow_redirects=False))


def become_subscriber(device: Device, world: World) -> None:
    """Open an account and activate it: this device is then signed in."""
    assert device.ask("POST", "accounts", OPENING).status_code == 202
    activated = device.ask("POST", "activation", {"link": link_in(world, "activation/")})
    assert activated.status_code == 201


def code(answer: Response) -> str:
    """Return the code of a refusal."""
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == answer.status_code
    told: str = answer.json()["code"]
    return told


def problems(answer: Response) -> list[str]:
    return [each["code"] for each in answer.json()["problems"]]
