"""A subscriber's journey by the JSON API, as an application on a telephone makes it.

    espaceclient serve --api
    python examples/api_journey.py http://127.0.0.1:8000/api/v1

It needs ``httpx``. Tokens are kept in memory here: an application keeps them where the system keeps
its secrets, and nowhere else.
"""

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

Fields = Mapping[str, str | None]


@dataclass(eq=False)
class Refused(Exception):
    """Problem details (RFC 9457): ``code`` is stable, ``detail`` is a sentence for the person."""

    status: int
    code: str
    detail: str
    problems: Mapping[str, str]
    retry_after: int | None

    @classmethod
    def of(cls, answer: httpx.Response) -> "Refused":
        told = answer.json()
        problems = {each["field"]: each["detail"] for each in told["problems"]}
        later = answer.headers.get("retry-after")
        return cls(
            answer.status_code,
            told["code"],
            told["detail"],
            problems,
            int(later) if later else None,
        )


@dataclass
class EspaceClientApp:
    """The API as an app calls it; ``tokens`` are ``session``, ``browser`` and ``waiting``."""

    http: httpx.Client
    tokens: dict[str, str] = field(default_factory=dict)

    def communes(self) -> list[dict[str, Any]]:
        listed: list[dict[str, Any]] = self._ask("GET", "communes")["communes"]
        return listed

    def open_account(self, **form: str) -> None:
        self._learn(self._ask("POST", "app/accounts", {**form, "browser": self._browser}))

    def activate(self, link: str, password: str) -> None:
        """``link`` is the last part of the mailed URL; the password is asked of other devices."""
        fields = {"link": link, "browser": self._browser}
        asked = self._ask("POST", "app/activation/preview", fields)["asks_password"]
        self._learn(
            self._ask(
                "POST",
                "app/activation",
                {**fields, "password": password if asked else None, "label": "Téléphone"},
            )
        )

    def sign_in(self, email: str, password: str) -> None:
        fields = {"email": email, "password": password, "browser": self._browser}
        self._learn(self._ask("POST", "app/session", {**fields, "label": "Téléphone"}))

    def sign_out(self) -> None:
        self._ask("DELETE", "app/session")
        del self.tokens["session"]

    def contracts(self) -> list[dict[str, Any]]:
        listed: list[dict[str, Any]] = self._ask("GET", "app/contracts")["contracts"]
        return listed

    def may_see(self, operator: str, contract_number: str, on: str | None = None) -> bool:
        question = {"operator": operator, "contract_number": contract_number, "on": on}
        told: bool = self._ask("POST", "app/entitlement", question)["may_see"]
        return told

    @property
    def _browser(self) -> str | None:
        return self.tokens.get("browser")

    def _learn(self, tokens: Mapping[str, str]) -> None:
        self.tokens |= tokens

    def _ask(self, method: str, path: str, fields: Fields | None = None) -> dict[str, Any]:
        session = self.tokens.get("session")
        headers = {"Authorization": f"Bearer {session}"} if session else {}
        answer = self.http.request(method, path, json=fields, headers=headers)
        if answer.is_error:
            raise Refused.of(answer)
        told: dict[str, Any] = answer.json() if answer.content else {}
        return told


def journey(app: EspaceClientApp, form: Mapping[str, str], link: Callable[[], str]) -> list[str]:
    """Open an account, activate it by the mailed link, and return what may be seen."""
    app.open_account(**form)
    app.activate(link(), form["password"])
    seen = [
        f"{each['number']} ({each['commune']['name']})"
        for each in app.contracts()
        if app.may_see(each["commune"]["operator"]["code"], each["number"])
    ]
    app.sign_out()
    return seen


def _ask_for_form(app: EspaceClientApp) -> dict[str, str]:
    for commune in app.communes():
        print(commune["code"], commune["name"], "–", commune["operator"]["name"])
    names = ("commune", "email", "contract_number", "meter_number", "password")
    form = {name: input(f"{name}: ") for name in names}
    return {**form, "confirmation": form["password"]}


def main(base_url: str) -> None:
    with httpx.Client(base_url=base_url, headers={"Accept-Language": "fr"}) as http:
        app = EspaceClientApp(http)
        try:
            seen = journey(
                app, _ask_for_form(app), lambda: input("mailed link: ").rpartition("/")[2]
            )
        except Refused as refused:
            sys.exit(f"{refused.detail} {'; '.join(refused.problems.values())}")
        print("\n".join(seen))


if __name__ == "__main__":
    main(sys.argv[1])
