"""The directory: read an account that is named, or a page of all, each with its holdings."""

from espaceclient.domain.account import Account, AccountId
from espaceclient.domain.account_view import Accounts, AccountView, NoAccount
from espaceclient.domain.decision import Decision
from espaceclient.domain.email_address import EmailAddress
from espaceclient.domain.values import Contract
from espaceclient.ports.storage import (
    AccountAtAddress,
    AccountById,
    AccountOfContract,
    AccountsInOrder,
    HoldingsOfAccount,
)
from espaceclient.use_cases.services import Services
from espaceclient.use_cases.unit_of_work import UnitOfWork

NamesAccount = AccountById | AccountAtAddress | AccountOfContract


def named_by(
    account: AccountId | None, email: EmailAddress | None, contract: Contract | None
) -> NamesAccount:
    """Return the lookup of the account that one of the three names.

    Raises ``ValueError`` unless exactly one is given.
    """
    match (account, email, contract):
        case (str(), None, None):
            return AccountById(account)
        case (None, EmailAddress(), None):
            return AccountAtAddress(email.key)
        case (None, None, Contract()):
            return AccountOfContract(contract)
        case _:
            raise ValueError("an account is found by its id, its email or its contract: give one")


def find(services: Services, named: NamesAccount) -> AccountView | NoAccount:
    def attempt(unit: UnitOfWork) -> Decision[AccountView | NoAccount]:
        unit.read(named)
        account = unit.one(named)
        if account is None:
            return Decision(NoAccount(), unit.now)
        unit.read(HoldingsOfAccount(account.id))
        return Decision(_view(services, unit, account), unit.now)

    return services.transactions.run(attempt)


def page(services: Services, after: str, at_most: int) -> Accounts:
    asked = AccountsInOrder(after, at_most)

    def attempt(unit: UnitOfWork) -> Decision[Accounts]:
        unit.read(asked)
        found = unit.all(asked)
        unit.read(*(HoldingsOfAccount(each.id) for each in found))
        views = tuple(_view(services, unit, each) for each in found)
        return Decision(Accounts(views, found[-1].id if len(found) == at_most else None), unit.now)

    return services.transactions.run(attempt)


def _view(services: Services, unit: UnitOfWork, account: Account) -> AccountView:
    held = unit.all(HoldingsOfAccount(account.id))
    return AccountView.of(account, held, services.communes, unit.now)
