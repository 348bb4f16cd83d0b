from datetime import timedelta

from tests.adapters.web.visitor import Visitor, shown
from tests.adapters.web.world import PASSWORD, World


def test_the_browser_that_filled_the_form_activates_with_one_click(visitor: Visitor) -> None:
    visitor.open_account()
    answer = visitor.submit(visitor.activation_path())
    assert (answer.status_code, answer.headers["location"]) == (303, "/tableau-de-bord")
    assert "Bienvenue sur votre Agence en Ligne Votre compte a été validé." in shown(
        visitor.get("/tableau-de-bord")
    )


def test_opening_the_link_twenty_times_activates_nothing(visitor: Visitor) -> None:
    visitor.open_account()
    path = visitor.activation_path()
    pages = {visitor.get(path).status_code for _ in range(10)} | {
        visitor.http.head(path).status_code for _ in range(10)
    }
    assert pages == {200}
    assert visitor.sign_in().status_code == 422


def test_another_browser_is_asked_for_the_chosen_password(
    visitor: Visitor, stranger: Visitor
) -> None:
    visitor.open_account()
    path = visitor.activation_path()
    assert 'name="password"' not in visitor.get(path).text
    assert 'name="password"' in stranger.get(path).text


def test_a_scanner_that_presses_the_button_activates_nothing(
    visitor: Visitor, stranger: Visitor
) -> None:
    visitor.open_account()
    assert stranger.submit(visitor.activation_path()).status_code == 422
    assert visitor.sign_in().status_code == 422


def test_another_browser_activates_with_the_chosen_password(
    visitor: Visitor, stranger: Visitor
) -> None:
    visitor.open_account()
    answer = stranger.submit(visitor.activation_path(), {"password": PASSWORD})
    assert answer.headers["location"] == "/tableau-de-bord"


def test_another_browser_with_a_wrong_password_is_told_so(
    visitor: Visitor, stranger: Visitor
) -> None:
    visitor.open_account()
    answer = stranger.submit(visitor.activation_path(), {"password": "Autre-mot-2026"})
    assert answer.status_code == 422
    assert "Ce mot de passe n'est pas celui du formulaire" in shown(answer)


def test_the_link_works_one_second_before_its_48_hours_are_over(
    world: World, visitor: Visitor
) -> None:
    visitor.open_account()
    path = visitor.activation_path()
    world.clock.advance(timedelta(hours=48, seconds=-1))
    assert visitor.submit(path).headers["location"] == "/tableau-de-bord"


def test_at_48_hours_the_link_sends_back_to_the_start(world: World, visitor: Visitor) -> None:
    visitor.open_account()
    path, token = visitor.activation_path(), visitor.token()
    world.clock.advance(timedelta(hours=48))
    pages = [visitor.get(path), visitor.post(path, {"csrf": token})]
    assert [page.status_code for page in pages] == [410, 410]
    assert all('href="/ouverture">Créer mon espace client' in page.text for page in pages)


def test_a_link_acts_once(visitor: Visitor) -> None:
    visitor.open_account()
    path = visitor.activation_path()
    visitor.submit(path)
    assert visitor.post(path, {"csrf": visitor.token("/mot-de-passe-oublie")}).status_code == 410


def test_a_link_that_never_was_answers_like_a_used_one(visitor: Visitor) -> None:
    assert visitor.get("/activation/nimporte-quoi").status_code == 410


def test_a_link_that_has_served_leads_who_is_signed_in_to_their_dashboard(
    visitor: Visitor,
) -> None:
    visitor.become_subscriber()
    dead = visitor.get(visitor.activation_path())
    assert dead.status_code == 410
    assert 'class="button" href="/tableau-de-bord"' in dead.text
    assert "Créer mon espace client" not in dead.text
