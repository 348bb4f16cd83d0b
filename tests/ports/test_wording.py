from espaceclient.ports.wording import MailContent


def test_a_letter_does_not_show_its_link() -> None:
    assert (
        repr(MailContent("Bonjour", "https://exemple.fr/a", "<a>https://exemple.fr/a</a>"))
        == "MailContent(subject='Bonjour', reply_to=None)"
    )
