"""What a host asks besides, in the API."""

from espaceclient import Policy
from espaceclient.domain.extra_fields import ExtraField, ExtraFields, ExtraRefused
from tests.adapters.api.world import OPENING, App, Device, code, device, problems
from tests.adapters.web.world import World


def check(text: str) -> str | ExtraRefused:
    return text if text.isdigit() else ExtraRefused("Saisissez dix chiffres.")


ASKED = ExtraFields.of(
    ExtraField("telephone", "Téléphone", required=True, check=check), ExtraField("floor", "Étage")
)


def app_that_asks() -> Device:
    return device(App, World(policy=Policy(extra_fields=ASKED)))


def test_what_a_host_asks_is_sent_beside_the_others() -> None:
    asked = OPENING | {"extra_telephone": "0612345678"}
    assert app_that_asks().ask("POST", "accounts", asked).status_code == 202


def test_what_is_missing_or_refused_is_a_problem_of_its_field() -> None:
    app = app_that_asks()
    assert problems(app.ask("POST", "accounts", OPENING)) == ["extra/required"]
    refused = app.ask("POST", "accounts", OPENING | {"extra_telephone": "six"})
    (problem,) = refused.json()["problems"]
    assert (problem["field"], problem["code"]) == ("extra_telephone", "extra/refused")
    assert "Saisissez dix chiffres." in problem.values()


def test_what_no_host_asks_is_not_expected() -> None:
    answer = app_that_asks().ask("POST", "accounts", OPENING | {"extra_other": "x"})
    assert (code(answer), problems(answer)) == ("invalid", ["extra_other/not_expected"])


def test_the_document_names_it() -> None:
    paths = app_that_asks().http.get("/v1/openapi.json").json()["paths"]
    body = paths["/v1/app/accounts"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert body["properties"]["extra_telephone"]["title"] == "Téléphone"
    assert "extra_telephone" in body["required"]
    assert "extra_floor" not in body["required"]
