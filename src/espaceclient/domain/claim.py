"""A claim: somebody proves a contract that another account holds."""

from espaceclient.domain.account import Account
from espaceclient.domain.mail import ContractClaimedMail
from espaceclient.domain.masked_contract import MaskedContract
from espaceclient.domain.rates import Rates
from espaceclient.domain.values import Contract


def tell_holder(
    holder: Account, contract: Contract, openings: Rates
) -> tuple[ContractClaimedMail, ...]:
    """Tell a contract's holder of the first request for it within its hour, and of no other.

    The requests after it are the same news, and nobody is to flood the holder's mailbox with them.
    ``openings`` are the limits of the present request, before it is counted.
    """
    if openings.contract.count:
        return ()
    about = MaskedContract.of(contract)
    return (ContractClaimedMail(holder.email, about=about, language=holder.language),)
