"""The mails about a contract, read whole."""

from datetime import UTC, datetime, timedelta

import pytest

from espaceclient.adapters.wording import TomlWording
from espaceclient.domain.email_address import EmailAddress
from espaceclient.domain.mail import (
    ContractAddedMail,
    ContractClaimedMail,
    ContractEndedMail,
    ContractRemovedMail,
    ContractRenumberedMail,
    HolderChangedMail,
    HoldingRescindedMail,
    Mail,
)
from espaceclient.domain.values import ContractNumber

TO, NUMBER = EmailAddress("jeanne@exemple.fr"), ContractNumber("0000042")
ON = datetime(2026, 5, 30, 22, tzinfo=UTC)  # the 31st begins in Paris
UNTIL = ON + timedelta(days=396)
WHOLE: list[tuple[Mail, str]] = [
    (
        ContractClaimedMail(TO),
        """Une demande a été faite pour votre contrat

Bonjour,

Un accès en ligne vient d'être demandé, avec une autre adresse e-mail que la vôtre, pour un \
contrat rattaché à votre compte. Cette demande n'a pas abouti : votre Espace Client reste inchangé \
et vous seul y avez accès.

Si elle vient de vous ou d'un proche, connectez-vous simplement à l'Espace Client existant :

Se connecter
https://eau.test/connexion

Sinon, quelqu'un connaît votre numéro de contrat et votre numéro de compteur, qui figurent sur vos \
factures : contactez-nous pour nous le signaler.

Service clients
""",
    ),
    (
        ContractAddedMail(TO, NUMBER),
        """Un contrat a été ajouté à votre Espace Client

Bonjour,

Nous vous confirmons que le contrat n° 0000042 est maintenant rattaché à votre Espace Client. Vous \
le retrouvez sur votre tableau de bord :

Se connecter
https://eau.test/connexion

Si vous n'avez pas ajouté ce contrat, quelqu'un d'autre a pu accéder à votre compte : choisissez \
aussitôt un nouveau mot de passe en cliquant sur « Mot de passe oublié ? » à la page de connexion, \
puis contactez-nous.

Service clients
""",
    ),
    (
        ContractRemovedMail(TO, NUMBER),
        """Un contrat a été retiré de votre Espace Client

Bonjour,

Nous vous confirmons que le contrat n° 0000042 a été retiré de votre Espace Client. Le contrat \
lui-même ne change pas : seul son accès en ligne est fermé.

Tant que ce contrat est le vôtre, vous pouvez l'ajouter de nouveau depuis votre tableau de bord, \
avec son numéro et celui du compteur :

Se connecter
https://eau.test/connexion

Si vous n'avez pas retiré ce contrat, quelqu'un d'autre connaît votre mot de passe : \
choisissez-en aussitôt un nouveau en cliquant sur « Mot de passe oublié ? » à la page de \
connexion, puis contactez-nous.

Service clients
""",
    ),
    (
        ContractEndedMail(TO, NUMBER, ON, UNTIL),
        """Fin de votre contrat

Bonjour,

La fin de votre contrat n° 0000042 est enregistrée à la date du 31 mai 2026. Ce qui précède cette \
date reste consultable dans votre Espace Client jusqu'au 30 juin 2027 :

Se connecter
https://eau.test/connexion

Votre Espace Client reste ouvert. Si vous avez un autre contrat, par exemple dans votre nouveau \
logement, vous pouvez l'y ajouter depuis votre tableau de bord.

Si vous n'avez pas mis fin à ce contrat, contactez-nous : nous vérifierons ensemble.

Service clients
""",
    ),
    (
        HolderChangedMail(TO, NUMBER, ON, UNTIL),
        """Votre contrat change de titulaire

Bonjour,

Votre contrat n° 0000042 change de titulaire à la date du 31 mai 2026. Ce qui précède cette date \
reste consultable dans votre Espace Client jusqu'au 30 juin 2027 :

Se connecter
https://eau.test/connexion

Votre Espace Client reste ouvert. Si vous avez un autre contrat, par exemple dans votre nouveau \
logement, vous pouvez l'y ajouter depuis votre tableau de bord.

Si vous êtes toujours titulaire de ce contrat, contactez-nous : nous vérifierons ensemble.

Service clients
""",
    ),
    (
        ContractRenumberedMail(TO, NUMBER, ContractNumber("4200000"), "Eaux réunies"),
        """Votre numéro de contrat change

Bonjour,

Votre contrat n° 0000042 est désormais géré par Eaux réunies, sous le n° 4200000. Vous le \
retrouvez sous ce numéro dans votre Espace Client, avec la même adresse e-mail et le même mot de \
passe :

Se connecter
https://eau.test/connexion

Vous n'avez rien à faire. Dans vos échanges avec nous, indiquez simplement le nouveau numéro.

Service clients
""",
    ),
    (
        ContractRenumberedMail(TO, NUMBER, NUMBER, "Eaux réunies"),
        """Votre contrat change de société

Bonjour,

Votre contrat n° 0000042 est désormais géré par Eaux réunies. Son numéro ne change pas, et vous le \
retrouvez dans votre Espace Client, avec la même adresse e-mail et le même mot de passe :

Se connecter
https://eau.test/connexion

Vous n'avez rien à faire.

Service clients
""",
    ),
    (
        ContractRenumberedMail(TO, NUMBER, ContractNumber("4200000")),
        """Votre numéro de contrat change

Bonjour,

Votre contrat n° 0000042 porte désormais le n° 4200000. Vous le retrouvez sous ce numéro dans \
votre Espace Client, avec la même adresse e-mail et le même mot de passe :

Se connecter
https://eau.test/connexion

Vous n'avez rien à faire. Dans vos échanges avec nous, indiquez simplement le nouveau numéro.

Service clients
""",
    ),
    (
        HoldingRescindedMail(TO, NUMBER),
        """Un contrat n'est plus rattaché à votre Espace Client

Bonjour,

Le contrat n° 0000042 était rattaché à votre Espace Client par erreur : d'après nos fichiers, il \
n'est pas à votre nom. Nous l'en avons retiré. Votre adresse e-mail, votre mot de passe et vos \
autres contrats restent inchangés :

Se connecter
https://eau.test/connexion

Si vous pensez être titulaire de ce contrat, contactez-nous : nous vérifierons ensemble à qui il \
revient.

Service clients
""",
    ),
]


@pytest.mark.parametrize(("mail", "read"), WHOLE, ids=[type(mail).__name__ for mail, _ in WHOLE])
def test_a_mail_about_a_contract_reads(mail: Mail, read: str) -> None:
    letter = TomlWording.french().compose(mail, "https://eau.test/connexion", ON)
    whole = f"{letter.subject}\n\n{letter.text}"
    assert whole.replace("\u00a0", " ").replace("\u202f", " ") == read
