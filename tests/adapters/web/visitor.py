"""Somebody with a browser of their own: keeps cookies, fills in the forms that pages show."""

import re
from html import unescape
from urllib.parse import urljoin

from httpx2 import Client, Response
from starlette.testclient import TestClient

from tests.adapters.web.world import CHATEAUNEUF, EMAIL, PASSWORD, World

FORM = f"/ouverture/formulaire?commune={CHATEAUNEUF.code}"
OPENING = {
    "email": EMAIL,
    "password": PASSWORD,
    "confirmation": PASSWORD,
    "contract_number": "0123456",
    "meter_number": "D08A12345",
}
_SCRIPTED = re.compile(r"<(dialog|button)\b[^>]*\bdata-(session|reveal)\b.*?</\1>", re.DOTALL)
_CSRF = re.compile(r'name="csrf" value="([^"]+)"')


class Visitor:
    """``prefix``: where the host mounted the pages; ``http``: a browser that reaches them, by
    default one that reaches the pages alone.
    """

    def __init__(self, world: World, prefix: str = "", http: Client | None = None) -> None:
        self._world = world
        self._prefix = prefix
        self.http = http or TestClient(
            world.app, base_url=urljoin(world.base_url, "/"), follow_redirects=False
        )

    def get(self, path: str, **headers: str) -> Response:
        return self.http.get(self._prefix + path, headers=headers)

    def token(self, path: str = "/connexion") -> str:
        found = _CSRF.search(self.get(path).text)
        assert found
        return found[1]

    def post(self, path: str, fields: dict[str, str], **headers: str) -> Response:
        return self.http.post(self._prefix + path, data=fields, headers=headers)

    def submit(self, path: str, fields: dict[str, str] | None = None) -> Response:
        """Open a page, fill its form in and send it."""
        return self.post(path, {**(fields or {}), "csrf": self.token(path)})

    def open_account(self, **changed: str) -> Response:
        return self.submit(FORM, OPENING | changed)

    def activation_path(self) -> str:
        return "/" + self._world.newest_link("activation/").removeprefix(self._world.base_url)

    def reset_path(self) -> str:
        return "/" + self._world.newest_link("nouveau-mot-de-passe/").removeprefix(
            self._world.base_url
        )

    def become_subscriber(self) -> None:
        """Open an account and activate it: this browser is then signed in."""
        self.open_account()
        activated = self.submit(self.activation_path())
        assert activated.headers["location"] == f"{self._prefix}/tableau-de-bord"

    def sign_in(self, password: str = PASSWORD) -> Response:
        return self.submit("/connexion", {"email": EMAIL, "password": password})

    def submit_sign_out(self) -> Response:
        return self.post("/deconnexion", {"csrf": self.token("/tableau-de-bord")})


def shown(response: Response) -> str:
    """Return a page as a reader without scripts sees it: no tags, one space between words."""
    seen = _SCRIPTED.sub("", response.text)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", seen)).split())


def asks_to_sign_in(response: Response) -> bool:
    """Tell whether a response leads to the sign-in page, wherever that leads back to."""
    return response.headers["location"].partition("?")[0] == "/connexion"
