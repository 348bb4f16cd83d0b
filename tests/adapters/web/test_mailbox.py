import re

import pytest

from espaceclient.adapters.memory import MemoryMailer
from espaceclient.adapters.web.mailbox import with_links
from tests.adapters.web.visitor import Visitor, shown
from tests.adapters.web.world import World

LIST = "/demonstration/courriers"


@pytest.fixture
def demonstration() -> World:
    return World(demonstration=True)


def newest(demonstration: World) -> str:
    """Deliver, and return the path of the newest mail."""
    return f"{LIST}/{demonstration.deliver()[-1].message_id}"


def test_there_is_no_mailbox_unless_one_is_given(visitor: Visitor) -> None:
    assert visitor.get(LIST).status_code == 404
    assert "Démonstration" not in visitor.get("/").text


def test_every_page_of_a_demonstration_leads_to_its_mailbox(demonstration: World) -> None:
    visitor = Visitor(demonstration)
    for path in ("/", "/connexion", "/nulle-part"):
        assert 'href="/demonstration/courriers"' in visitor.get(path).text


def test_the_newest_mail_comes_first(demonstration: World) -> None:
    visitor = Visitor(demonstration)
    visitor.become_subscriber()
    demonstration.deliver()
    subjects = re.findall(
        r'<a href="/demonstration/courriers/[^"]+">([^<]+)', visitor.get(LIST).text
    )
    assert subjects == ["Votre compte est confirmé", "Activez votre espace client"]


def test_the_list_leads_to_each_mail(demonstration: World) -> None:
    visitor = Visitor(demonstration)
    visitor.open_account()
    demonstration.deliver()
    [path] = re.findall(r'<a href="(/demonstration/courriers/[^"]+)"', visitor.get(LIST).text)
    assert "Activez votre espace client" in shown(visitor.get(path))


def test_a_mail_keeps_its_address_when_an_older_one_is_dropped(demonstration: World) -> None:
    demonstration.mailer = MemoryMailer(keep=2)
    visitor = Visitor(demonstration)
    for email in ("un@exemple.fr", "deux@exemple.fr", "trois@exemple.fr"):
        visitor.open_account(email=email)
    second = demonstration.deliver()[0]
    assert "deux@exemple.fr" in shown(visitor.get(f"{LIST}/{second.message_id}"))


def test_a_mail_is_read_with_its_link(demonstration: World) -> None:
    visitor = Visitor(demonstration)
    visitor.open_account()
    link = demonstration.newest_link("activation/")
    page = visitor.get(newest(demonstration))
    assert "camille@exemple.fr" in shown(page)
    assert f'<a href="{link}">' in page.text


def test_a_mail_s_html_is_shown_in_a_sandbox(demonstration: World) -> None:
    visitor = Visitor(demonstration)
    visitor.open_account()
    answer = visitor.get(newest(demonstration) + "/html")
    policy = answer.headers["content-security-policy"]
    assert "sandbox allow-top-navigation-by-user-activation" in policy
    assert "frame-ancestors 'self'" in policy
    assert "script-src" not in policy


@pytest.mark.parametrize("name", ["0", "nul@exemple.fr", "9" * 5000])
def test_a_mail_that_is_not_there_is_no_page(demonstration: World, name: str) -> None:
    assert Visitor(demonstration).get(f"{LIST}/{name}").status_code == 404


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 200),
        ("localhost:8000", 200),
        ("127.0.0.1", 200),
        ("evil.example", 400),
        ("", 400),
    ],
)
def test_a_demonstration_answers_its_own_names_alone(
    demonstration: World, host: str, status: int
) -> None:
    assert Visitor(demonstration).get(LIST, host=host).status_code == status


def test_an_empty_mailbox_says_so(demonstration: World) -> None:
    assert "Aucun e-mail pour le moment." in shown(Visitor(demonstration).get(LIST))


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Bonjour <b>", "Bonjour &lt;b&gt;"),
        (
            "ici\u00a0: http://a.test/x?y=1&z=2 là",
            'ici\u00a0: <a href="http://a.test/x?y=1&amp;z=2">http://a.test/x?y=1&amp;z=2</a> là',
        ),
        ("javascript:alert(1)", "javascript:alert(1)"),
        (
            'http://a.test/"onclick="x',
            '<a href="http://a.test/">http://a.test/</a>&#34;onclick=&#34;x',
        ),
    ],
)
def test_only_web_addresses_become_links(text: str, html: str) -> None:
    assert str(with_links(text)) == html
