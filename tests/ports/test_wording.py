from espaceclient.ports.wording import Letter


def test_a_letter_does_not_show_its_link() -> None:
    assert (
        repr(Letter("Bonjour", "https://exemple.fr/a", "<a>https://exemple.fr/a</a>")) == "Letter(subject='Bonjour')"
    )
