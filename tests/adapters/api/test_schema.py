"""The OpenAPI document is true: schemathesis draws requests from it, right ones and wrong ones, and
judges what is answered.

``ESPACECLIENT_API_EXAMPLES`` is how many are drawn for each operation and kind.
"""

import os
from collections import Counter
from collections.abc import Mapping
from typing import Any

import pytest
import schemathesis
from attrs import frozen
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.core.result import Ok
from schemathesis.generation import GenerationMode
from schemathesis.schemas import APIOperation
from starlette.testclient import TestClient

from tests.adapters.api.world import App, Browser, Device, api_of, become_subscriber
from tests.adapters.web.world import World

Operation = APIOperation[Any, Any, Any, Any]
EXAMPLES = int(os.environ.get("ESPACECLIENT_API_EXAMPLES") or 2)

load_all_checks()
JUDGES: list[Any] = CHECKS.get_by_names(
    [
        "not_a_server_error",
        "status_code_conformance",
        "content_type_conformance",
        "response_headers_conformance",
        "response_schema_conformance",
        "negative_data_rejection",
    ]
)
"""Not that what the schema allows is accepted: the core's rules are more than types."""

ENDS = ("/password/change", "/account/closing")
"""After these the account may be another: texts that are drawn may be those of the examples."""


@frozen
class Subscriber:
    """An account that an app and a browser are signed in to."""

    app: App
    browser: Browser
    answered: Counter[int]

    def credentials(self, operation: Operation) -> Mapping[str, Any]:
        """Sign in, and return what an operation needs beside its body."""
        match operation.path.split("/")[2]:
            case "app":
                self.sign_in(self.app)
                return {"headers": {"Authorization": f"Bearer {self.app.tokens['session']}"}}
            case "browser":
                self.sign_in(self.browser)
                headers = {"X-CSRF-Token": self.browser.csrf()}
                return {"headers": headers, "cookies": dict(self.browser.http.cookies)}
            case _:
                return {}

    def sign_in(self, device: Device) -> None:
        credentials = {"email": "camille@exemple.fr", "password": "Clé-d'eau-2026"}
        assert device.ask("POST", "session", credentials).status_code == 201

    def judge(self, case: Case[Any], credentials: Mapping[str, Any]) -> None:
        """Have a request answered, and the answer judged."""
        answer = case.call(**credentials)
        self.answered[answer.status_code] += 1
        case.validate_response(answer, checks=JUDGES)


def subscribe(answered: Counter[int] | None = None) -> Subscriber:
    """Open an account; what was ``answered`` before is counted on."""
    world = World()
    api = api_of(world)
    app, browser = (TestClient(api, base_url="https://localhost") for _ in range(2))
    subscriber = Subscriber(App(app), Browser(browser), answered or Counter())
    become_subscriber(subscriber.app, world)
    subscriber.sign_in(subscriber.browser)  # so that it is known: what fails here keeps it not out
    return subscriber


def operations(subscriber: Subscriber) -> list[Operation]:
    schema = schemathesis.openapi.from_asgi("/v1/openapi.json", subscriber.app.http.app)
    return [found.ok() for found in schema.get_all_operations() if isinstance(found, Ok)]


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_every_answer_is_as_the_document_says(mode: GenerationMode) -> None:
    subscriber = subscribe()
    for operation in operations(subscriber):
        if mode is GenerationMode.POSITIVE or takes_anything(operation):
            draw(subscriber, operation, mode)
        if operation.path.endswith(ENDS):
            subscriber = subscribe(subscriber.answered)
    print(mode.value, dict(subscriber.answered))  # noqa: T201 - the figures of a longer run


def draw(subscriber: Subscriber, operation: Operation, mode: GenerationMode) -> None:
    credentials = subscriber.credentials(operation)

    @settings(
        max_examples=EXAMPLES,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode, **credentials))
    def judge(case: Case[Any]) -> None:
        subscriber.judge(case, credentials)

    judge()


def takes_anything(operation: Operation) -> bool:
    """Tell whether anything wrong can be sent: any text is a name in a path."""
    return bool(operation.body)


def test_every_example_of_the_document_can_be_sent() -> None:
    subscriber = subscribe()
    for operation in operations(subscriber):
        for body in operation.body:
            case = operation.Case(body=body.definition["example"], media_type="application/json")
            case.path_parameters = dict.fromkeys(("contract", "reference"), "A" * 22)
            subscriber.judge(case, subscriber.credentials(operation))
        if operation.path.endswith(ENDS):
            subscriber = subscribe(subscriber.answered)
    assert not {400, 415, 422} & set(subscriber.answered)
