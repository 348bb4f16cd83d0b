import re

import pytest

from espaceclient.adapters.web.mailbox import with_links
from tests.adapters.web.visitor import Visitor, shown
from tests.adapters.web.world import World


@pytest.fixture
def demonstration() -> World:
    return World(demonstration=True)


def test_there_is_no_mailbox_unless_one_is_given(visitor: Visitor) -> None:
    assert visitor.get("/demonstration/courriers").status_code == 404
    assert "Démonstration" not in visitor.get("/").text


def test_every_page_of_a_demonstration_leads_to_its_mailbox(demonstration: World) -> None:
    visitor = Visitor(demonstration)
    for path in ("/", "/connexion", "/nulle-part"):
        assert 'href="/demonstration/courriers"' in visitor.get(path).text


def test_the_newest_mail_comes_first(demonstration: World) -> None:
    visitor = Visitor(demonstration)
    visitor.become_subscriber()
    demonstration.deliver()
    numbers = re.findall(r'href="/demonstration/courriers/(\d+)"', visitor.get("/demonstration/courriers").text)
    assert numbers == ["2", "1"]


def test_a_mail_is_read_with_its_link(demonstration: World) -> None:
    visitor = Visitor(demonstration)
    visitor.open_account()
    link = demonstration.newest_link("activation/")
    page = visitor.get("/demonstration/courriers/1")
    assert "camille@exemple.fr" in shown(page)
    assert f'<a href="{link}">' in page.text


def test_a_mail_s_html_is_shown_in_a_sandbox(demonstration: World) -> None:
    visitor = Visitor(demonstration)
    visitor.open_account()
    demonstration.deliver()
    answer = visitor.get("/demonstration/courriers/1/html")
    policy = answer.headers["content-security-policy"]
    assert "sandbox allow-top-navigation-by-user-activation" in policy
    assert "frame-ancestors 'self'" in policy
    assert "script-src" not in policy


@pytest.mark.parametrize("number", ["0", "1", "99999999999999999999"])
def test_a_mail_that_is_not_there_is_no_page(demonstration: World, number: str) -> None:
    assert Visitor(demonstration).get(f"/demonstration/courriers/{number}").status_code == 404


def test_an_empty_mailbox_says_so(demonstration: World) -> None:
    assert "Aucun courrier pour le moment." in shown(Visitor(demonstration).get("/demonstration/courriers"))


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Bonjour <b>", "Bonjour &lt;b&gt;"),
        (
            "ici\u00a0: http://a.test/x?y=1&z=2 là",
            'ici\u00a0: <a href="http://a.test/x?y=1&amp;z=2">http://a.test/x?y=1&amp;z=2</a> là',
        ),
        ("javascript:alert(1)", "javascript:alert(1)"),
        ('http://a.test/"onclick="x', '<a href="http://a.test/">http://a.test/</a>&#34;onclick=&#34;x'),
    ],
)
def test_only_web_addresses_become_links(text: str, html: str) -> None:
    assert str(with_links(text)) == html
