"""The mails, as they are read."""

from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from typing import get_args

import pytest

from espaceclient.adapters.wording import Contact, TomlWording
from espaceclient.domain.address_change import AddressChangeId
from espaceclient.domain.email_address import EmailAddress
from espaceclient.domain.event_outcome import ClosingReason
from espaceclient.domain.mail import (
    AccountClosedMail,
    AccountConfirmedMail,
    AccountUnvisitedMail,
    ActivationMail,
    AddressChangedMail,
    AddressChangeMail,
    AddressChangeRequestedMail,
    AddressClaimedMail,
    AddressInUseMail,
    ContractAddedMail,
    ContractClaimedMail,
    ContractEndedMail,
    ContractInUseMail,
    ContractRemovedMail,
    ContractRenumberedMail,
    HolderChangedMail,
    HoldingRescindedMail,
    Mail,
    PasswordUpdatedMail,
    ResetMail,
)
from espaceclient.domain.registration import RegistrationId
from espaceclient.domain.reset import ResetId
from espaceclient.domain.values import ContractNumber

TO = EmailAddress("marius@example.fr")
QUEUED_AT = datetime(2026, 3, 2, 13, 5, 30, tzinfo=UTC)
LINK = "https://clients.eau.test/chemin/jeton?a=1&b=2"
ACTIVATION = ActivationMail(TO, RegistrationId("r" * 22), timedelta(hours=48))
RESET = ResetMail(TO, ResetId("s" * 22), timedelta(hours=1))
ADDRESS_CHANGE = AddressChangeMail(TO, AddressChangeId("a" * 22), timedelta(hours=24))
NUMBER = ContractNumber("0000042")
END_OF_MAY = datetime(2026, 5, 30, 22, tzinfo=UTC)  # the 31st begins in Paris
IN_13_MONTHS = END_OF_MAY + timedelta(days=396)
MAILS: list[Mail] = [
    ACTIVATION,
    RESET,
    ADDRESS_CHANGE,
    AddressClaimedMail(TO),
    AddressChangeRequestedMail(TO),
    AddressChangedMail(TO),
    AddressInUseMail(TO),
    ContractInUseMail(TO),
    ContractClaimedMail(TO),
    AccountConfirmedMail(TO),
    PasswordUpdatedMail(TO),
    ContractAddedMail(TO, NUMBER),
    ContractRemovedMail(TO, NUMBER),
    ContractEndedMail(TO, NUMBER, END_OF_MAY, IN_13_MONTHS),
    HolderChangedMail(TO, NUMBER, END_OF_MAY, IN_13_MONTHS),
    ContractRenumberedMail(TO, NUMBER, ContractNumber("4200000")),
    ContractRenumberedMail(TO, NUMBER, ContractNumber("4200000"), "Eau & Cie"),
    ContractRenumberedMail(TO, NUMBER, NUMBER, "Eau & Cie"),
    HoldingRescindedMail(TO, NUMBER),
    AccountUnvisitedMail(TO, END_OF_MAY, IN_13_MONTHS),
    *(AccountClosedMail(TO, because) for because in ClosingReason),
]
WORDING = TomlWording.french(
    Contact(
        "Service <clients> & Cie {link}",
        "04\u00a091\u00a000\u00a000\u00a000",
        EmailAddress("clients@eau.test"),
        "du lundi au vendredi",
    )
)
each_mail = pytest.mark.parametrize("mail", MAILS, ids=lambda mail: type(mail).__name__)


class Document(HTMLParser):
    """What a mail program makes of the HTML: its text, its links, and whether each tag is closed in
    turn.
    """

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[dict[str, str | None]] = []
        self.words = ""
        self.open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.links.append(dict(attrs))
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data


def spaced(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_every_mail_is_tried_here() -> None:
    assert {type(mail) for mail in MAILS} == set(get_args(Mail))


@each_mail
def test_the_text_has_the_link_on_a_line_of_its_own(mail: Mail) -> None:
    assert WORDING.compose(mail, LINK, QUEUED_AT).text.splitlines().count(LINK) == 1


@each_mail
def test_the_html_has_the_link_once_in_blue(mail: Mail) -> None:
    [link] = Document(WORDING.compose(mail, LINK, QUEUED_AT).html).links
    assert (link["href"], link["style"]) == (LINK, "color:#0000ee;text-decoration:underline")


@each_mail
def test_the_html_is_a_french_document_with_every_tag_closed(mail: Mail) -> None:
    html = WORDING.compose(mail, LINK, QUEUED_AT).html
    assert (html.startswith('<!DOCTYPE html>\n<html lang="fr">\n'), Document(html).open) == (
        True,
        [],
    )


@each_mail
def test_both_parts_say_the_same(mail: Mail) -> None:
    letter = WORDING.compose(mail, LINK, QUEUED_AT)
    words = Document(letter.html).words.split()
    said = letter.text.replace(LINK, "").split()
    assert words == letter.subject.split() + said


@each_mail
def test_no_placeholder_is_left(mail: Mail) -> None:
    letter = WORDING.compose(mail, LINK, QUEUED_AT)
    left = letter.subject + letter.text.replace("& Cie {link}", "")
    assert ("{" in left, "}" in left) == (False, False)


@each_mail
def test_a_subject_is_one_short_line(mail: Mail) -> None:
    subject = WORDING.compose(mail, LINK, QUEUED_AT).subject
    assert (0 < len(subject) <= 60, subject.splitlines()) == (True, [subject])


@each_mail
def test_a_mail_ends_with_whom_to_turn_to(mail: Mail) -> None:
    assert WORDING.compose(mail, LINK, QUEUED_AT).text.endswith(
        "\n\nService <clients> & Cie {link}\nTéléphone\u00a0: 04\u00a091\u00a000\u00a000\u00a000\n"
        "E-mail\u00a0: clients@eau.test\nHoraires\u00a0: du lundi au vendredi\n"
    )


@each_mail
def test_what_a_utility_writes_is_escaped(mail: Mail) -> None:
    assert (
        "Service &lt;clients&gt; &amp; Cie {link}<br>"
        in WORDING.compose(mail, LINK, QUEUED_AT).html
    )


def test_a_link_cannot_leave_its_attribute() -> None:
    [link] = Document(WORDING.compose(RESET, '"><script>', QUEUED_AT).html).links
    assert link["href"] == '"><script>'


def test_contact_details_that_are_not_given_are_left_out() -> None:
    assert (
        TomlWording.french().compose(RESET, LINK, QUEUED_AT).text.endswith("\n\nService clients\n")
    )


@pytest.mark.parametrize("part", ["text", "html"])
def test_the_activation_mail_warns_in_the_guides_words(part: str) -> None:
    warning = (
        "Attention : ce lien n'est valable que 48 heures. "
        "Si vous dépassez ce délai, vous devrez recommencer entièrement la procédure."
    )
    assert warning in spaced(getattr(WORDING.compose(ACTIVATION, LINK, QUEUED_AT), part))


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
    letter = WORDING.compose(ActivationMail(TO, RegistrationId("r"), valid_for), LINK, QUEUED_AT)
    assert f"ce lien n'est valable que {told}. Si" in letter.text


def test_the_reset_mail_tells_the_true_time() -> None:
    assert "dans un délai de 1\u00a0heure." in WORDING.compose(RESET, LINK, QUEUED_AT).text


def test_the_mail_to_a_new_address_tells_the_true_time() -> None:
    text = WORDING.compose(ADDRESS_CHANGE, LINK, QUEUED_AT).text
    assert "dans un délai de 24\u00a0heures." in text


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
    assert said in WORDING.compose(mail, LINK, QUEUED_AT).text
