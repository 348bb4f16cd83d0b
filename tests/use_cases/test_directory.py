"""A host finds accounts and pages through them, and sees nothing that opens one."""

from datetime import timedelta

import pytest

from espaceclient.adapters.memory import ManualClock, MemoryOutbox, MemoryStorage
from espaceclient.answers import AccountView, NoAccount
from espaceclient.client import EspaceClient
from espaceclient.domain.account import Account
from espaceclient.domain.decision import Decision
from espaceclient.ports.storage import Snapshot
from espaceclient.testing import BEGINNING, StorageAndOutbox, ports_over
from espaceclient.testing.samples import PASSWORD_HASH, sample_holding
from espaceclient.values import AccountId, Contract, ContractNumber, EmailAddress, Operator

NOW = BEGINNING + timedelta(days=3)
EMAILS = {name: EmailAddress(f"{name}@exemple.fr") for name in ("anne", "bob", "carl")}


@pytest.fixture
def client() -> EspaceClient:
    outbox = MemoryOutbox()
    storage = MemoryStorage(outbox)
    for number, (name, email) in enumerate(EMAILS.items()):
        account = Account(AccountId(name), email, PASSWORD_HASH, BEGINNING)
        held = sample_holding(f"holding of {name}", account, number)
        storage.commit(Decision(None, BEGINNING, save=(account, held)), Snapshot({}))
    return ports_over(StorageAndOutbox(storage, outbox), clock=ManualClock(NOW)).client()


def test_an_account_is_found_by_its_id_its_address_and_its_contract(client: EspaceClient) -> None:
    by_id = client.find_account(id=AccountId("bob"))
    assert isinstance(by_id, AccountView)
    (held,) = by_id.holdings
    by_address = client.find_account(email=EmailAddress("BOB@Exemple.FR"))
    by_contract = client.find_account(contract=held.contract)
    assert by_id == by_address == by_contract
    assert (by_id.id, by_id.email.text, by_id.opened_at) == ("bob", "bob@exemple.fr", BEGINNING)
    assert (by_id.last_seen_at, by_id.closes_at) == (BEGINNING, None)


def test_what_is_seen_of_an_account_holds_no_hash(client: EspaceClient) -> None:
    assert PASSWORD_HASH.encoded not in repr(client.find_account(id=AccountId("bob")))
    assert not hasattr(client.find_account(id=AccountId("bob")), "password_hash")


def test_an_account_that_there_is_not_is_an_answer(client: EspaceClient) -> None:
    nobodys = Contract(Operator("Eaux d'Ailleurs"), ContractNumber("9999999"))
    assert client.find_account(id=AccountId("dora")) == NoAccount()
    assert client.find_account(email=EmailAddress("dora@exemple.fr")) == NoAccount()
    assert client.find_account(contract=nobodys) == NoAccount()


def test_exactly_one_name_is_given(client: EspaceClient) -> None:
    with pytest.raises(ValueError, match="give one"):
        client.find_account()
    with pytest.raises(ValueError, match="give one"):
        client.find_account(id=AccountId("bob"), email=EMAILS["bob"])


def test_all_accounts_are_paged_through_in_the_order_of_their_ids(client: EspaceClient) -> None:
    first = client.accounts(at_most=2)
    assert [(each.id, len(each.holdings)) for each in first.accounts] == [("anne", 1), ("bob", 1)]
    assert first.resume_after == "bob"
    last = client.accounts(after="bob", at_most=2)
    assert ([each.id for each in last.accounts], last.resume_after) == (["carl"], None)
