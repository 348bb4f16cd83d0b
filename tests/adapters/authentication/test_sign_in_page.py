import pytest

from espaceclient.adapters.authentication import where_to_sign_in


@pytest.mark.parametrize(
    ("path", "query", "asked"),
    [
        ("/factures", b"", "/factures"),
        ("/factures/2026", b"mois=3&tri=a%2Fb", "/factures/2026?mois=3&tri=a%2Fb"),
        ("/factures/€ \r\n?", b"", "/factures/%E2%82%AC%20%0D%0A%3F"),
        ("/factures/\udce9", b"\xe9\r\n", "/factures/%3F?%E9%0D%0A"),
    ],
)
def test_the_page_is_told_what_was_asked_for_as_a_header_can_hold_it(
    path: str, query: bytes, asked: str
) -> None:
    assert where_to_sign_in(lambda told: f"/connexion?de={told}", path, query) == (
        f"/connexion?de={asked}"
    )


def test_a_page_that_is_a_path_is_taken_as_it_is() -> None:
    assert where_to_sign_in("/connexion", "/factures", b"an=2026") == "/connexion"
