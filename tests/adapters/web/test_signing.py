from tests.adapters.web.visitor import Visitor, asks_to_sign_in, shown


def test_a_subscriber_signs_in_and_out(visitor: Visitor, stranger: Visitor) -> None:
    visitor.become_subscriber()
    assert stranger.sign_in().headers["location"] == "/tableau-de-bord"
    assert stranger.submit_sign_out().headers["location"] == "/"
    assert "Vous êtes déconnecté." in shown(stranger.get("/"))
    assert asks_to_sign_in(stranger.get("/tableau-de-bord"))


def test_signing_out_ends_the_session_itself(visitor: Visitor) -> None:
    visitor.become_subscriber()
    stolen = dict(visitor.http.cookies)
    visitor.submit_sign_out()
    visitor.http.cookies.update(stolen)
    assert asks_to_sign_in(visitor.get("/tableau-de-bord"))


def test_signing_out_twice_is_no_mistake(visitor: Visitor) -> None:
    visitor.become_subscriber()
    token = visitor.token("/tableau-de-bord")
    answers = [visitor.post("/deconnexion", {"csrf": token}).headers["location"] for _ in range(2)]
    assert answers == ["/", "/"]


def test_an_unknown_address_and_a_wrong_password_get_the_same_page(
    visitor: Visitor, stranger: Visitor
) -> None:
    visitor.become_subscriber()
    wrong = stranger.sign_in("Autre-mot-2026")
    unknown = stranger.submit(
        "/connexion", {"email": "inconnu@exemple.fr", "password": "Autre-mot-2026"}
    )
    assert wrong.status_code == unknown.status_code == 422
    assert wrong.text.replace("camille@exemple.fr", "inconnu@exemple.fr") == unknown.text


def test_the_address_is_kept_after_a_refusal_and_the_password_is_not(visitor: Visitor) -> None:
    page = visitor.sign_in("Autre-mot-2026").text
    assert 'value="camille@exemple.fr"' in page
    assert "Autre-mot-2026" not in page


def test_empty_fields_are_asked_for(visitor: Visitor) -> None:
    page = visitor.submit("/connexion")
    assert page.status_code == 422
    assert page.text.count('aria-invalid="true"') == 2


def test_who_is_signed_in_is_sent_from_the_sign_in_page_to_the_dashboard(visitor: Visitor) -> None:
    visitor.become_subscriber()
    assert visitor.get("/connexion").headers["location"] == "/tableau-de-bord"


def test_the_home_page_of_who_is_signed_in_is_the_dashboard(visitor: Visitor) -> None:
    visitor.become_subscriber()
    assert visitor.get("/").headers["location"] == "/tableau-de-bord"


def test_every_page_knows_who_is_signed_in(visitor: Visitor) -> None:
    visitor.become_subscriber()
    pages = [shown(visitor.get(path)) for path in ("/ouverture", "/appareils", "/activation/x")]
    assert all("camille@exemple.fr Tableau de bord Se déconnecter" in page for page in pages)


def test_nothing_in_a_request_chooses_where_a_form_leads(
    visitor: Visitor, stranger: Visitor
) -> None:
    visitor.become_subscriber()
    token = stranger.token()
    fields = {
        "email": "camille@exemple.fr",
        "password": "Clé-d'eau-2026",
        "csrf": token,
        "next": "//evil.example/",
    }
    answer = stranger.post("/connexion?next=//evil.example/&url=https://evil.example/", fields)
    assert answer.headers["location"] == "/tableau-de-bord"


def test_a_known_browser_signs_in_whatever_strangers_try(
    visitor: Visitor, stranger: Visitor
) -> None:
    visitor.become_subscriber()
    visitor.submit_sign_out()
    for _ in range(5):
        stranger.sign_in("Autre-mot-2026")
    assert stranger.sign_in().status_code == 422
    assert visitor.sign_in().headers["location"] == "/tableau-de-bord"


def test_a_browser_that_signed_in_before_is_known(visitor: Visitor, stranger: Visitor) -> None:
    visitor.become_subscriber()
    stranger.sign_in()
    stranger.submit_sign_out()
    visitor.submit_sign_out()
    del visitor.http.cookies["espaceclient-browser"]
    for _ in range(5):
        visitor.sign_in("Autre-mot-2026")
    assert stranger.sign_in().headers["location"] == "/tableau-de-bord"
