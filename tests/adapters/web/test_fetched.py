"""What a page's script is answered: the same as a browser, but it is told where to go."""

from datetime import timedelta

import pytest
from httpx2 import Response

from tests.adapters.web.visitor import FORM, OPENING, Visitor
from tests.adapters.web.world import PASSWORD, World

AGAIN = "Par sécurité, saisissez de nouveau votre mot de passe."


def fetch(visitor: Visitor, path: str, fields: dict[str, str]) -> Response:
    fields = fields | {"csrf": visitor.token(path)}
    return visitor.post(path, fields, **{"x-requested-with": "fetch"})


def test_where_a_form_leads_is_told_with_the_cookies_and_the_notice_is_left(
    visitor: Visitor,
) -> None:
    answer = fetch(visitor, FORM, OPENING)
    assert (answer.status_code, answer.json()) == (200, {"location": "/"})
    names = [each.partition("=")[0] for each in answer.headers.get_list("set-cookie")]
    assert names == ["espaceclient-notice", "espaceclient-browser", "espaceclient-waiting"]
    assert "Votre compte a bien été créé." in visitor.get("/").text


@pytest.mark.parametrize("wrong", [{"meter_number": "X9999"}, {"email": ""}])
def test_a_password_is_asked_for_again_where_no_script_keeps_it(
    visitor: Visitor, wrong: dict[str, str]
) -> None:
    fields = OPENING | wrong
    answers = [fetch(visitor, FORM, fields), visitor.submit(FORM, fields)]
    assert [answer.status_code for answer in answers] == [422, 422]
    assert [AGAIN in answer.text for answer in answers] == [False, True]
    assert not any(PASSWORD in answer.text for answer in answers)


def test_a_password_that_was_refused_is_not_asked_for_twice(visitor: Visitor) -> None:
    assert AGAIN not in visitor.open_account(password="abc", confirmation="abc").text
    assert AGAIN not in visitor.open_account(password="", confirmation="").text


def stay(visitor: Visitor) -> Response:
    fields = {"csrf": visitor.token(FORM)}
    return visitor.post("/connexion/prolongation", fields)


def test_staying_is_a_visit_and_tells_the_seconds_left(world: World, visitor: Visitor) -> None:
    visitor.become_subscriber()
    world.clock.advance(timedelta(minutes=29))
    assert stay(visitor).json() == {"left": 1800}


def test_nobody_stays_longer_than_twelve_hours(world: World, visitor: Visitor) -> None:
    visitor.become_subscriber()
    for _ in range(24):
        world.clock.advance(timedelta(minutes=29))
        stay(visitor)
    world.clock.advance(timedelta(minutes=20))
    assert stay(visitor).json() == {"left": 240}
    world.clock.advance(timedelta(minutes=4))
    assert stay(visitor).json() == {"left": 0}


def test_nobody_stays_without_a_session_or_the_field_of_the_form(visitor: Visitor) -> None:
    assert stay(visitor).json() == {"left": 0}
    visitor.become_subscriber()
    assert visitor.post("/connexion/prolongation", {"a": ""}).status_code == 403
    assert visitor.get("/connexion/prolongation").status_code == 405
