"""The reply to a request for an account: one mail, which says what can come of the request.

It is the same mail whenever it is sent: at once, again, or to a corrected address. Who already has
an account is told in it alone, and to the address alone.
"""

from datetime import datetime

from attrs import frozen

from espaceclient.domain.account import Account
from espaceclient.domain.event_outcome import RequestOutcome
from espaceclient.domain.mail import ActivationMail, AddressInUseMail, ContractInUseMail
from espaceclient.domain.masked_contract import MaskedContract
from espaceclient.domain.registration import Registration

Reply = ActivationMail | AddressInUseMail | ContractInUseMail


@frozen
class InTheWay:
    """The accounts, if any, that make an activation impossible."""

    at_address: Account | None
    of_contract: Account | None

    @property
    def outcome(self) -> RequestOutcome:
        """The code of what the reply says."""
        if self.at_address:
            return RequestOutcome.ADDRESS_IN_USE
        if self.of_contract:
            return RequestOutcome.CONTRACT_HELD
        return RequestOutcome.ACTIVATION_MAILED

    def reply(self, registration: Registration, now: datetime) -> Reply:
        """Return the mail that answers a registration at ``now``."""
        if self.at_address:
            return AddressInUseMail(self.at_address.email, language=self.at_address.language)
        about = MaskedContract.of_subscription(registration.subscription)
        if self.of_contract:
            return ContractInUseMail(
                registration.email, about=about, language=registration.language
            )
        return ActivationMail(
            registration.email,
            registration.id,
            registration.expires_at - now,
            about=about,
            language=registration.language,
        )
