"""The utility's customer service, as subscribers read of it."""

from attrs import frozen

from espaceclient.domain.email_address import EmailAddress


@frozen
class Contact:
    """The signature of mails; what is ``None`` is left out.

    ``hours`` is free text, such as « du lundi au vendredi, de 8 h à 18 h ».
    """

    name: str = "Service clients"
    phone: str | None = None
    email: EmailAddress | None = None
    hours: str | None = None
