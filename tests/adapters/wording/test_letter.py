"""What all mails have, in every language; each is read whole in ``test_golden``."""

from datetime import timedelta
from html.parser import HTMLParser
from typing import get_args

import pytest

from espaceclient.adapters.wording import Contact, TomlWording
from espaceclient.domain.email_address import EmailAddress
from espaceclient.domain.mail import (
    AccountConfirmedMail,
    ActivationMail,
    AddressChangedMail,
    AddressChangeRequestedMail,
    AddressClaimedMail,
    AddressInUseMail,
    ContractClaimedMail,
    ContractInUseMail,
    Mail,
    PasswordUpdatedMail,
)
from espaceclient.domain.masked_contract import MaskedContract
from espaceclient.domain.registration import RegistrationId
from tests.adapters.wording.every_mail import (
    ACTIVATION,
    ADDRESS_CHANGE,
    MAILS,
    QUEUED_AT,
    RESET,
    TO,
)

LINK = "https://clients.eau.test/chemin/jeton?a=1&b=2"
CONTACT = Contact(
    "Service <clients> & Cie {link}",
    "04\u00a091\u00a000\u00a000\u00a000",
    EmailAddress("clients@eau.test"),
    "du lundi au vendredi",
)
FRENCH, ENGLISH = TomlWording.french(CONTACT), TomlWording.english(CONTACT)
each_mail = pytest.mark.parametrize("mail", MAILS, ids=lambda mail: type(mail).__name__)
each_wording = pytest.mark.parametrize("wording", [FRENCH, ENGLISH], ids=["fr", "en"])


class Document(HTMLParser):
    """What a mail program makes of the HTML: its text, its links, and whether each tag is closed in
    turn.
    """

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[dict[str, str | None]] = []
        self.images: list[dict[str, str | None]] = []
        self.words = ""
        self.open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.links.append(dict(attrs))
        if tag == "img":
            self.images.append(dict(attrs))
        if tag not in ("meta", "br", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data if self.open[-1:] != ["style"] else ""


def spaced(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_every_mail_is_tried_here() -> None:
    assert {type(mail) for mail in MAILS} == set(get_args(Mail))


@each_mail
def test_the_text_has_the_link_on_a_line_of_its_own(mail: Mail) -> None:
    assert FRENCH.compose(mail, LINK, QUEUED_AT).text.splitlines().count(LINK) == 1


@each_mail
def test_the_html_has_the_link_in_blue_on_a_target_of_44_pixels_and_its_address_in_clear(
    mail: Mail,
) -> None:
    document = Document(FRENCH.compose(mail, LINK, QUEUED_AT).html)
    (link,) = [each for each in document.links if each["href"] == LINK]
    styles = set((link["style"] or "").rstrip(";").split(";"))
    assert {"color: #0000ee", "text-decoration: underline", "min-height: 48px"} <= styles
    assert document.words.count(LINK) == 1


@each_wording
@each_mail
def test_the_html_is_a_document_in_its_language_with_every_tag_closed(
    mail: Mail, wording: TomlWording
) -> None:
    html = wording.compose(mail, LINK, QUEUED_AT).html
    start = f'<!DOCTYPE html><html lang="{wording.language.code}" '
    assert (html.startswith(start), Document(html).open) == (True, [])


@each_mail
def test_both_parts_say_the_same(mail: Mail) -> None:
    letter = FRENCH.compose(mail, LINK, QUEUED_AT)
    words = " ".join(Document(letter.html).words.split())
    facts = ("Commune\u00a0:", "Contrat\u00a0:", "Lien valable\u00a0:")  # a list in the HTML
    lines = [line for line in letter.text.splitlines() if line and not line.startswith(facts)]
    assert [line for line in lines if " ".join(line.split()) not in words] == []


@each_wording
@each_mail
def test_no_placeholder_is_left(mail: Mail, wording: TomlWording) -> None:
    letter = wording.compose(mail, LINK, QUEUED_AT)
    said = letter.subject + letter.text + Document(letter.html).words
    left = said.replace("& Cie {link}", "")
    assert [sign for sign in "{}$" if sign in left] == []


@each_wording
@each_mail
def test_a_subject_is_one_short_line(mail: Mail, wording: TomlWording) -> None:
    subject = wording.compose(mail, LINK, QUEUED_AT).subject
    assert (0 < len(subject) <= 60, subject.splitlines()) == (True, [subject])


@each_mail
def test_a_mail_ends_with_whom_to_turn_to(mail: Mail) -> None:
    assert FRENCH.compose(mail, LINK, QUEUED_AT).text.endswith(
        "\n\nService <clients> & Cie {link}\nTéléphone\u00a0: 04\u00a091\u00a000\u00a000\u00a000\n"
        "E-mail\u00a0: clients@eau.test\nHoraires\u00a0: du lundi au vendredi\n\n"
        "Cet e-mail a été envoyé automatiquement. "
        "Nous ne vous demandons jamais votre mot de passe par e-mail ni par téléphone.\n"
    )


def test_whoever_answers_reaches_the_customer_service_and_may_call_it() -> None:
    letter = FRENCH.compose(RESET, LINK, QUEUED_AT)
    links = [each["href"] for each in Document(letter.html).links]
    assert letter.reply_to == EmailAddress("clients@eau.test")
    assert links == [LINK, "tel:0491000000", "mailto:clients@eau.test"]


def test_what_a_utility_writes_is_escaped() -> None:
    html = FRENCH.compose(RESET, LINK, QUEUED_AT).html
    assert "Service &lt;clients&gt; &amp; Cie {link}</strong>" in html
    assert "<clients>" not in html


def test_a_link_cannot_leave_its_attribute() -> None:
    hostile = '"><script>'
    document = Document(FRENCH.compose(RESET, hostile, QUEUED_AT).html)
    assert (document.links[0]["href"], document.open) == (hostile, [])


def test_a_name_from_a_register_cannot_leave_its_place() -> None:
    hostile = ActivationMail(
        TO, RegistrationId("r"), timedelta(hours=1), about=MaskedContract("<b>", "<script>$url")
    )
    html = FRENCH.compose(hostile, LINK, QUEUED_AT).html
    assert "&lt;script&gt;$url" in html


def test_a_mail_loads_nothing_unless_the_utility_gives_an_image() -> None:
    logo = "https://eau.test/logo.png"
    with_logo = TomlWording.french(Contact("Eaux d'Ici", logo=logo, colour="#7a1f3d"))
    plain, drawn = (
        Document(wording.compose(RESET, LINK, QUEUED_AT).html) for wording in (FRENCH, with_logo)
    )
    assert plain.images == []
    assert [(each["src"], each["alt"]) for each in drawn.images] == [(logo, "Eaux d'Ici")]


def test_a_mail_has_the_colour_of_its_utility() -> None:
    wording = TomlWording.french(Contact(colour="#7a1f3d", ink="#fffff0"))
    html = wording.compose(RESET, LINK, QUEUED_AT).html
    assert "background-color: #7a1f3d;color: #fffff0;" in html


def test_a_strip_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(ValueError, match=r"#ffffff on #88aacc has a contrast of 2\.4"):
        Contact(colour="#88aacc")


@pytest.mark.parametrize("logo", ["http://eau.test/a.png", "data:image/png;base64,AA", "logo.png"])
def test_a_logo_is_loaded_over_https_or_not_at_all(logo: str) -> None:
    with pytest.raises(ValueError, match="https"):
        Contact(logo=logo)


def test_contact_details_that_are_not_given_are_left_out() -> None:
    letter = TomlWording.french().compose(RESET, LINK, QUEUED_AT)
    assert "\n\nService clients\n\nCet e-mail" in letter.text
    assert letter.reply_to is None


@pytest.mark.parametrize("part", ["text", "html"])
def test_the_activation_mail_warns_in_the_guides_words(part: str) -> None:
    warning = (
        "Attention : ce lien n'est valable que 48 heures. "
        "Si vous dépassez ce délai, vous devrez recommencer entièrement la procédure."
    )
    assert warning in spaced(getattr(FRENCH.compose(ACTIVATION, LINK, QUEUED_AT), part))


@pytest.mark.parametrize(
    ("valid_for", "told"),
    [
        (timedelta(hours=48), "48\u00a0heures"),
        (timedelta(hours=24), "24\u00a0heures"),
        (timedelta(hours=47, minutes=59, seconds=59), "47\u00a0heures"),
        (timedelta(hours=2), "2\u00a0heures"),
        (timedelta(hours=2) - timedelta(microseconds=1), "119\u00a0minutes"),
        (timedelta(hours=1), "1\u00a0heure"),
        (timedelta(minutes=90), "90\u00a0minutes"),
        (timedelta(minutes=30), "30\u00a0minutes"),
        (timedelta(minutes=1), "1\u00a0minute"),
        (timedelta(seconds=119), "1\u00a0minute"),
    ],
)
def test_the_activation_mail_tells_the_true_time(valid_for: timedelta, told: str) -> None:
    mail = ActivationMail(TO, RegistrationId("r"), valid_for)
    assert f"ce lien n'est valable que {told}. Si" in FRENCH.compose(mail, LINK, QUEUED_AT).text


@pytest.mark.parametrize(
    ("wording", "until"),
    [
        (FRENCH, "Lien valable : jusqu'au mercredi 4 mars 2026 à 14 h 05\n"),
        (ENGLISH, "Link valid: until Wednesday 4 March 2026 at 14:05 (French time)\n"),
    ],
    ids=["fr", "en"],
)
def test_until_when_a_link_works_is_told_in_words_and_never_too_late(
    wording: TomlWording, until: str
) -> None:
    assert until in spaced(wording.compose(ACTIVATION, LINK, QUEUED_AT).text)


@pytest.mark.parametrize(
    ("wording", "told"),
    [
        (FRENCH, "\n\nCommune : Cassis\nContrat : numéro se terminant par 456\n"),
        (ENGLISH, "\n\nCommune: Cassis\nContract: number ending in 456\n"),
    ],
    ids=["fr", "en"],
)
def test_for_which_commune_and_contract_is_told_with_the_number_masked(
    wording: TomlWording, told: str
) -> None:
    assert told in spaced(wording.compose(ACTIVATION, LINK, QUEUED_AT).text)


def test_a_mail_that_was_queued_before_it_told_so_is_silent_about_it() -> None:
    old = ActivationMail(TO, RegistrationId("r"), timedelta(hours=48))
    letter = FRENCH.compose(old, LINK, QUEUED_AT)
    assert ("Commune" in letter.text, "Contrat" in letter.text) == (False, False)


def test_the_reset_mail_tells_the_true_time() -> None:
    text = FRENCH.compose(RESET, LINK, QUEUED_AT).text
    assert "dans un délai de 1\u00a0heure." in text
    assert "jusqu'au lundi 2\u00a0mars 2026 à 15\u00a0h\u00a005\n" in text


def test_the_mail_to_a_new_address_tells_the_true_time() -> None:
    text = FRENCH.compose(ADDRESS_CHANGE, LINK, QUEUED_AT).text
    assert "dans un délai de 24\u00a0heures." in text
    assert "jusqu'au mardi 3\u00a0mars 2026 à 14\u00a0h\u00a005\n" in text


@pytest.mark.parametrize(
    ("mail", "said"),
    [
        (ADDRESS_CHANGE, "cliquez sur le lien de validation\u00a0:"),
        (AddressClaimedMail(TO), "il reste inchangé, et l'autre garde son adresse."),
        (AddressChangeRequestedMail(TO), "Rien n'est changé pour le moment"),
        (AddressChangedMail(TO), "ne permet plus de choisir un nouveau mot de passe."),
        (ACTIVATION, "cliquez sur le lien d'activation\u00a0:"),
        (RESET, "cliquez sur le lien de réinitialisation\u00a0:"),
        (AddressInUseMail(TO), "vous en avez déjà un à cette adresse"),
        (ContractInUseMail(TO), "Le contrat indiqué est déjà rattaché à un autre compte"),
        (ContractClaimedMail(TO), "contactez-nous pour nous le signaler."),
        (AccountConfirmedMail(TO), "votre compte est validé."),
        (PasswordUpdatedMail(TO), "Nous vous confirmons la mise à jour de votre mot de passe."),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_mail_says_what_it_is_for(mail: Mail, said: str) -> None:
    assert said in FRENCH.compose(mail, LINK, QUEUED_AT).text
