"""What EspaceClient does for a subscriber, by the API, from an app and from a browser."""

import pytest

from tests.adapters.api.world import (
    CREDENTIALS,
    NEW,
    OPENING,
    SECOND,
    Device,
    become_subscriber,
    code,
    link_in,
    problems,
)
from tests.adapters.web.world import EAU, EMAIL, PASSWORD, World


@pytest.fixture
def subscriber(anybody: Device, world: World) -> Device:
    """An app and a browser that are signed in to the account."""
    become_subscriber(anybody, world)
    return anybody


def test_a_request_waits_until_its_link_opens_the_account(anybody: Device, world: World) -> None:
    assert anybody.ask("POST", "accounts", OPENING).status_code == 202
    waits = anybody.ask("POST", "waiting/preview", {})
    assert waits.json() == {"email": EMAIL, "correctable": True}
    link = {"link": link_in(world, "activation/")}
    assert anybody.ask("POST", "activation/preview", link).json() == {"asks_password": False}
    assert anybody.ask("POST", "activation", link).status_code == 201
    assert anybody.ask("GET", "session").json()["email"] == EMAIL
    assert code(anybody.ask("POST", "waiting/preview", {})) == "nothing_waits"


def test_another_device_is_asked_for_the_chosen_password(world: World, anybody: Device) -> None:
    anybody.ask("POST", "accounts", OPENING)
    link = {"link": link_in(world, "activation/")}
    other = type(anybody)(anybody.http)
    other.http.cookies.clear()
    assert other.ask("POST", "activation/preview", link).json() == {"asks_password": True}
    assert problems(other.ask("POST", "activation", link)) == ["password/required"]
    wrong = other.ask("POST", "activation", {**link, "password": "Faux-2026"})
    assert (wrong.status_code, code(wrong)) == (403, "activation_refused")
    assert other.ask("POST", "activation", {**link, "password": PASSWORD}).status_code == 201


def test_the_mail_is_sent_again_and_a_mistyped_address_corrected(
    anybody: Device, world: World
) -> None:
    anybody.ask("POST", "accounts", OPENING | {"email": "camile@exemple.fr"})
    assert anybody.ask("POST", "waiting/resend", {}).status_code == 202
    assert anybody.ask("POST", "waiting/correct", {"email": EMAIL}).status_code == 202
    assert [mail.to.text for mail in world.deliver()] == ["camile@exemple.fr"] * 2 + [EMAIL]
    twice = anybody.ask("POST", "waiting/correct", {"email": "autre@exemple.fr"})
    assert (twice.status_code, code(twice)) == (403, "correction_refused")


def test_a_contract_is_added_seen_and_removed(subscriber: Device) -> None:
    added = subscriber.ask("POST", "contracts", SECOND)
    assert (added.status_code, added.json()["number"]) == (201, "7654321")
    assert subscriber.ask("POST", "contracts", SECOND).status_code == 204
    question = {"operator": EAU.code, "contract_number": "7654321"}
    assert subscriber.ask("POST", "entitlement", question).json() == {
        "may_see": True,
        "since": "2026-03-02T09:00:00Z",
        "until": None,
    }
    removal = f"contracts/{added.json()['id']}/removal"
    refused = subscriber.ask("POST", removal, {"current_password": "Faux-2026"})
    assert (refused.status_code, code(refused)) == (403, "current_password_refused")
    assert subscriber.ask("POST", removal, {"current_password": PASSWORD}).status_code == 204
    gone = subscriber.ask("POST", removal, {"current_password": PASSWORD})
    assert (gone.status_code, code(gone)) == (404, "contract_not_held")
    listed = subscriber.ask("GET", "contracts").json()["contracts"]
    assert [each["number"] for each in listed] == ["0123456"]


def test_nothing_is_told_of_a_day_outside_the_period(subscriber: Device) -> None:
    asked = {"operator": EAU.code, "contract_number": "0123456", "on": "2020-01-01T00:00:00Z"}
    nothing = {"may_see": False, "since": None, "until": None}
    assert subscriber.ask("POST", "entitlement", asked).json() == nothing


def test_a_question_that_names_no_contract_is_refused_by_field(subscriber: Device) -> None:
    asked = {"operator": EAU.code, "contract_number": "0123456"}
    for changed, problem in (
        ({"on": "2026-03-02T10:00:00"}, "on/not_an_instant"),
        ({"on": "hier"}, "on/not_an_instant"),
        ({"on": "0001-01-01T00:00:00+14:00"}, "on/not_an_instant"),
        ({"operator": " "}, "operator/blank"),
        ({"contract_number": "123"}, "contract_number/wrong_length"),
    ):
        assert problems(subscriber.ask("POST", "entitlement", asked | changed)) == [problem]


def test_a_wrong_pair_is_refused_in_one_way(subscriber: Device) -> None:
    refused = subscriber.ask("POST", "contracts", SECOND | {"meter_number": "X999"})
    assert (refused.status_code, code(refused)) == (403, "contract_refused")


def test_a_forgotten_password_is_set_anew_behind_the_link(subscriber: Device, world: World) -> None:
    assert subscriber.ask("POST", "password/forgotten", {"email": EMAIL}).status_code == 202
    link = {"link": link_in(world, "nouveau-mot-de-passe/")}
    assert subscriber.ask("POST", "password/reset/preview", link).status_code == 204
    assert subscriber.ask("POST", "password/reset", link | NEW).status_code == 200
    assert code(subscriber.ask("GET", "session")) == "not_signed_in"
    used = subscriber.ask("POST", "password/reset", link | NEW)
    assert (used.status_code, code(used)) == (410, "reset_link_unusable")
    credentials = {"email": EMAIL, "password": NEW["password"]}
    assert subscriber.ask("POST", "session", credentials).status_code == 201


def test_the_password_is_changed_and_this_session_goes_on(subscriber: Device) -> None:
    changed = subscriber.ask("POST", "password/change", {"current_password": PASSWORD, **NEW})
    assert changed.status_code == 200
    assert subscriber.ask("GET", "session").status_code == 200


def test_the_address_is_changed_behind_the_link(subscriber: Device, world: World) -> None:
    asked = {"email": "camille.d@exemple.fr", "current_password": PASSWORD}
    assert subscriber.ask("POST", "address/change", asked).status_code == 202
    link = {"link": link_in(world, "nouvelle-adresse/")}
    preview = subscriber.ask("POST", "address/confirmation/preview", link)
    assert preview.json() == {"asks_password": False}
    assert subscriber.ask("POST", "address/confirmation", link).status_code == 200
    assert subscriber.ask("GET", "session").json()["email"] == "camille.d@exemple.fr"
    used = subscriber.ask("POST", "address/confirmation", link)
    assert (used.status_code, code(used)) == (410, "address_link_unusable")


def test_too_many_changes_of_address_are_refused_for_an_hour(subscriber: Device) -> None:
    answers = [
        subscriber.ask(
            "POST",
            "address/change",
            {"email": f"c{number}@exemple.fr", "current_password": PASSWORD},
        )
        for number in range(7)
    ]
    assert [each.status_code for each in answers] == [202] * 6 + [429]
    assert code(answers[-1]) == "too_many_requests"


def test_devices_are_listed_and_signed_out(subscriber: Device) -> None:
    subscriber.ask("POST", "session", CREDENTIALS)
    subscriber.ask("POST", "session", CREDENTIALS)
    first, *others = subscriber.ask("GET", "devices").json()["devices"]
    assert (first["is_this"], len(others)) == (True, 2)
    assert subscriber.ask("DELETE", f"devices/{others[0]['reference']}").status_code == 204
    assert len(subscriber.ask("GET", "devices").json()["devices"]) == 2
    assert subscriber.ask("DELETE", "other-devices").status_code == 204
    assert len(subscriber.ask("GET", "devices").json()["devices"]) == 1


def test_signing_out_twice_is_no_mistake(subscriber: Device) -> None:
    assert subscriber.ask("DELETE", "session").status_code == 204
    assert subscriber.ask("DELETE", "session").status_code == 204
    assert code(subscriber.ask("GET", "session")) == "not_signed_in"


def test_who_leaves_takes_an_export_and_closes_the_account(subscriber: Device) -> None:
    exported = subscriber.ask("POST", "account/export", {}).json()
    assert exported["account"]["email"] == EMAIL
    refused = subscriber.ask("POST", "account/closing", {"current_password": "Faux-2026"})
    assert code(refused) == "current_password_refused"
    closed = subscriber.ask("POST", "account/closing", {"current_password": PASSWORD})
    assert closed.status_code == 204
    again = subscriber.ask("POST", "session", CREDENTIALS)
    assert (again.status_code, code(again)) == (403, "sign_in_refused")


def test_the_language_of_the_mails_is_one_that_is_offered(subscriber: Device) -> None:
    assert subscriber.ask("PUT", "language", {"language": "fr"}).status_code == 204
    assert problems(subscriber.ask("PUT", "language", {"language": "xx"})) == [
        "language/not_offered"
    ]
