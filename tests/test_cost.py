"""One use case costs one hash, one commit, two snapshots and one look-up at most: counted, not
timed.
"""

from collections.abc import Callable

import pytest
from attrs import evolve, frozen

from espaceclient import EspaceClient
from espaceclient.adapters.memory import (
    ManualClock,
    MemoryBreachedPasswords,
    MemoryHasher,
    MemoryOutbox,
    MemoryStorage,
)
from espaceclient.answers import Activated, RequestReceived, SignedIn
from espaceclient.billing import (
    BillingEventId,
    ContractEnded,
    ContractRenumbered,
    HolderChanged,
    HoldingRescinded,
)
from espaceclient.domain.account import AccountId
from espaceclient.domain.email_address import EmailAddress
from espaceclient.domain.language import FRENCH, Language
from espaceclient.domain.mail import ActivationMail, AddressChangeMail, ResetMail
from espaceclient.domain.session import SessionReference
from espaceclient.domain.token import BrowserToken, LinkToken, SessionToken
from espaceclient.support import Support
from espaceclient.testing import BEGINNING, Cost, Meter, Ports, StorageAndOutbox, ports_over
from espaceclient.testing.cost import MOST, MOST_WITH_NEW_HASH
from espaceclient.testing.samples import DAY, LINKS, REGISTER

FORM = {
    "commune": "13001",
    "email": "jeanne@exemple.fr",
    "password": "Aa1!aaaa",
    "confirmation": "Aa1!aaaa",
    "contract_number": "0000042",
    "meter_number": "A042",
}
SECOND = {"commune": "13001", "contract_number": "4200000", "meter_number": "C420"}
HELD = REGISTER[0].contract
BILLED = BillingEventId("billed")
WRONG = {**FORM, "password": "wrong"}
NEW_ADDRESS = {"email": "jeanne@nouveau.fr", "current_password": "Aa1!aaaa"}
CHANGE = {"current_password": "Aa1!aaaa", "password": "Bb2!bbbb", "confirmation": "Bb2!bbbb"}


@frozen
class Tokens:
    activation: LinkToken
    reset: LinkToken
    address: LinkToken
    session: SessionToken
    browser: BrowserToken


def newest(ports: Ports, kind: type[ActivationMail | ResetMail | AddressChangeMail]) -> LinkToken:
    mail = [mail for mail in ports.mails() if isinstance(mail, kind)][-1]
    return LinkToken(LINKS.to(mail, ports.tokens).rpartition("/")[2])


def prepared(*, with_account: bool) -> tuple[Ports, Tokens]:
    """A registration that waits; and, unless it shall be the first thing, an account with a session
    and a reset.
    """
    outbox = MemoryOutbox()
    ports = ports_over(
        StorageAndOutbox(MemoryStorage(outbox), outbox), clock=ManualClock(BEGINNING)
    )
    client = ports.client()
    asked = client.open_account(FORM)
    assert isinstance(asked, RequestReceived)
    activation = newest(ports, ActivationMail)
    if not with_account:
        none = LinkToken("")
        return ports, Tokens(activation, none, none, SessionToken(""), asked.browser)
    activated = client.activate(activation, browser=asked.browser)
    assert isinstance(activated, Activated)
    client.request_reset(FORM)
    client.request_address_change(activated.session, NEW_ADDRESS, browser=asked.browser)
    reset, address = newest(ports, ResetMail), newest(ports, AddressChangeMail)
    return ports, Tokens(activation, reset, address, activated.session, asked.browser)


UseCase = Callable[[EspaceClient, Tokens], object]

MOST_OF_SUPPORT = Cost(reads=2, commits=1)


def helping(client: EspaceClient) -> Support:
    return Support(client, actor="Zoé")


WITHOUT_ACCOUNT: dict[str, tuple[UseCase, Cost]] = {
    "open an account": (lambda c, _: c.open_account(FORM, client_address="192.0.2.1"), MOST),
    "a wrong pair": (
        lambda c, _: c.open_account({**FORM, "meter_number": "X999"}, client_address="192.0.2.1"),
        MOST,
    ),
    "an invalid form": (lambda c, _: c.open_account({**FORM, "email": ""}), Cost()),
    "look at an activation": (
        lambda c, t: c.preview_activation(t.activation, browser=t.browser),
        Cost(reads=2),
    ),
    "activate here": (lambda c, t: c.activate(t.activation, browser=t.browser), Cost(0, 2, 1)),
    "activate elsewhere": (
        lambda c, t: c.activate(t.activation, password="Aa1!aaaa"),
        Cost(1, 2, 1),
    ),
    "activate with a wrong password": (
        lambda c, t: c.activate(t.activation, password="wrong"),
        Cost(1, 2, 1),
    ),
    "activate without a password": (lambda c, t: c.activate(t.activation), Cost(reads=2)),
    "activate by a forged link": (
        lambda c, _: c.activate(LinkToken("forged"), password="Aa1!aaaa"),
        Cost(),
    ),
    "sign in, unknown": (lambda c, _: c.sign_in(WRONG), Cost(1, 1, 1)),
    "sign in, unknown, with a browser": (
        lambda c, t: c.sign_in(WRONG, browser=t.browser, client_address="2001:db8::1"),
        Cost(1, 1, 1),
    ),
    "ask for a reset, unknown": (
        lambda c, _: c.request_reset(FORM, client_address="2001:db8::1"),
        Cost(0, 1, 1),
    ),
}

WITH_ACCOUNT: dict[str, tuple[UseCase, Cost]] = {
    "open an account again": (lambda c, _: c.open_account(FORM, client_address="192.0.2.1"), MOST),
    "activate again": (lambda c, t: c.activate(t.activation, browser=t.browser), Cost(reads=2)),
    "sign in": (lambda c, _: c.sign_in(FORM), Cost(1, 1, 1)),
    "sign in, wrong": (lambda c, _: c.sign_in(WRONG), Cost(1, 1, 1)),
    "sign in where known": (lambda c, t: c.sign_in(FORM, browser=t.browser), Cost(1, 1, 1)),
    "sign in where known, wrong": (
        lambda c, t: c.sign_in(WRONG, browser=t.browser, client_address="2001:db8::1"),
        Cost(1, 1, 1),
    ),
    "ask for a reset": (
        lambda c, _: c.request_reset(FORM, client_address="2001:db8::1"),
        Cost(0, 1, 1),
    ),
    "look at a reset": (lambda c, t: c.preview_reset(t.reset), Cost(reads=1)),
    "reset a password": (lambda c, t: c.reset_password(t.reset, CHANGE), Cost(1, 2, 1)),
    "reset by a forged link": (lambda c, _: c.reset_password(LinkToken("forged"), CHANGE), Cost()),
    "change a password": (lambda c, t: c.change_password(t.session, CHANGE), Cost(2, 1, 1)),
    "change a password, wrong": (
        lambda c, t: c.change_password(t.session, {**CHANGE, "current_password": "wrong"}),
        Cost(2, 1, 1),
    ),
    "add a contract": (
        lambda c, t: c.add_contract(t.session, SECOND, client_address="2001:db8::1"),
        Cost(reads=2, commits=1, register_queries=1),
    ),
    "add a contract, a wrong pair": (
        lambda c, t: c.add_contract(t.session, {**SECOND, "meter_number": "X999"}),
        Cost(reads=2, commits=1, register_queries=1),
    ),
    "add a contract that one holds": (
        lambda c, t: c.add_contract(t.session, FORM),
        Cost(reads=1),
    ),
    "add a contract by a forged session": (
        lambda c, _: c.add_contract(SessionToken("forged"), SECOND),
        Cost(),
    ),
    "remove a contract": (
        lambda c, t: c.remove_contract(t.session, HELD, "Aa1!aaaa"),
        Cost(1, 1, 1),
    ),
    "remove a contract, wrong": (
        lambda c, t: c.remove_contract(t.session, HELD, "wrong"),
        Cost(1, 1, 1),
    ),
    "ask for another address": (
        lambda c, t: c.request_address_change(t.session, NEW_ADDRESS),
        Cost(1, 2, 1),
    ),
    "ask for another address, wrong": (
        lambda c, t: c.request_address_change(
            t.session, {**NEW_ADDRESS, "current_password": "wrong"}
        ),
        Cost(1, 2, 1),
    ),
    "ask for another address by a forged session": (
        lambda c, _: c.request_address_change(SessionToken("forged"), NEW_ADDRESS),
        Cost(),
    ),
    "look at a link to a new address": (
        lambda c, t: c.preview_address_change(t.address, browser=t.browser),
        Cost(reads=2),
    ),
    "confirm a new address here": (
        lambda c, t: c.confirm_address_change(t.address, browser=t.browser),
        Cost(0, 2, 1),
    ),
    "confirm a new address elsewhere": (
        lambda c, t: c.confirm_address_change(t.address, password="Aa1!aaaa"),
        Cost(1, 2, 1),
    ),
    "confirm a new address with a wrong password": (
        lambda c, t: c.confirm_address_change(t.address, password="wrong"),
        Cost(1, 2, 1),
    ),
    "confirm a new address by a forged link": (
        lambda c, _: c.confirm_address_change(LinkToken("forged"), password="Aa1!aaaa"),
        Cost(),
    ),
    "look at contracts": (lambda c, t: c.contracts(t.session), Cost(reads=1)),
    "look at contracts by a forged session": (
        lambda c, _: c.contracts(SessionToken("forged")),
        Cost(),
    ),
    "may see": (lambda c, t: c.may_see(t.session, HELD), Cost(reads=1)),
    "may see, another's": (
        lambda c, t: c.may_see(t.session, REGISTER[1].contract, BEGINNING),
        Cost(reads=1),
    ),
    "contracts of an account": (
        lambda c, _: c.contracts_of_account(AccountId("unknown")),
        Cost(reads=1),
    ),
    "may an account see": (
        lambda c, _: c.may_account_see(AccountId("unknown"), HELD),
        Cost(reads=1),
    ),
    "a contract ends": (
        lambda c, _: c.apply(ContractEnded(BILLED, HELD, BEGINNING + DAY)),
        Cost(reads=2, commits=1),
    ),
    "a holder changes": (
        lambda c, _: c.apply(HolderChanged(BILLED, HELD, BEGINNING + DAY)),
        Cost(reads=2, commits=1),
    ),
    "a contract is renumbered": (
        lambda c, _: c.apply(ContractRenumbered(BILLED, HELD, REGISTER[2].contract)),
        Cost(reads=2, commits=1),
    ),
    "a holding is rescinded": (
        lambda c, _: c.apply(HoldingRescinded(BILLED, HELD)),
        Cost(reads=2, commits=1),
    ),
    "find a session": (lambda c, t: c.find_session(t.session), Cost(0, 1, 1)),
    "find a session without a visit": (
        lambda c, t: c.find_session(t.session, visit=False),
        Cost(reads=1),
    ),
    "find no session": (lambda c, _: c.find_session(SessionToken("forged")), Cost()),
    "find an account": (lambda c, _: c.find_account(contract=HELD), Cost(reads=2)),
    "page through accounts": (lambda c, _: c.accounts(), Cost(reads=2)),
    "export an account": (
        lambda c, t: c.export_account(t.session, client_address="2001:db8::1"),
        Cost(reads=2, commits=1),
    ),
    "export by a forged session": (
        lambda c, _: c.export_account(SessionToken("forged")),
        Cost(),
    ),
    "close an account": (lambda c, t: c.close_account(t.session, "Aa1!aaaa"), Cost(1, 2, 1)),
    "close an account, wrong": (lambda c, t: c.close_account(t.session, "wrong"), Cost(1, 2, 1)),
    "close an account by a forged session": (
        lambda c, _: c.close_account(SessionToken("forged"), "Aa1!aaaa"),
        Cost(),
    ),
    "retire accounts": (lambda c, _: c.retire_accounts(), Cost(reads=1)),
    "support finds": (lambda c, _: helping(c).find(contract=HELD, reason="4711"), MOST_OF_SUPPORT),
    "support resends": (
        lambda c, _: helping(c).resend_activation(EmailAddress(FORM["email"]), reason="4711"),
        Cost(reads=1, commits=1),
    ),
    "support ends sessions": (
        lambda c, _: helping(c).end_sessions(AccountId("unknown"), reason="4711"),
        Cost(reads=1, commits=1),
    ),
    "support closes": (
        lambda c, _: helping(c).close_account(AccountId("unknown"), reason="4711"),
        MOST_OF_SUPPORT,
    ),
    "look at one's sessions": (lambda c, t: c.sessions(t.session), Cost(reads=2)),
    "end a session that is over": (
        lambda c, t: c.end_session(t.session, SessionReference("")),
        Cost(reads=2),
    ),
    "end a session by a forged one": (
        lambda c, _: c.end_session(SessionToken("forged"), SessionReference("")),
        Cost(),
    ),
    "end the other sessions": (
        lambda c, t: c.end_other_sessions(t.session),
        Cost(reads=2, commits=1),
    ),
    "choose a language": (
        lambda c, t: c.choose_language(t.session, Language("en")),
        Cost(reads=1, commits=1),
    ),
    "choose the language that one reads": (
        lambda c, t: c.choose_language(t.session, FRENCH),
        Cost(reads=1),
    ),
    "sign out": (lambda c, t: c.sign_out(t.session), Cost(0, 1, 1)),
    "purge": (lambda c, _: c.purge(), Cost(0, 1, 1)),
}


def cost_of(use_case: UseCase, *, with_account: bool) -> Cost:
    ports, tokens = prepared(with_account=with_account)
    meter = Meter()
    use_case(ports.intercepted(meter).client(), tokens)
    return meter.cost


@pytest.mark.parametrize("name", WITHOUT_ACCOUNT)
def test_a_use_case_without_an_account_stays_within_its_cost(name: str) -> None:
    use_case, most = WITHOUT_ACCOUNT[name]
    cost = cost_of(use_case, with_account=False)
    assert cost.within(most), cost


@pytest.mark.parametrize("name", WITH_ACCOUNT)
def test_a_use_case_with_an_account_stays_within_its_cost(name: str) -> None:
    use_case, most = WITH_ACCOUNT[name]
    cost = cost_of(use_case, with_account=True)
    assert cost.within(most), cost


@pytest.mark.parametrize("with_account", [True, False])
def test_what_a_use_case_changes_or_refuses_is_told_by_one_event_in_its_commit(
    *, with_account: bool
) -> None:
    untold = []
    for name, (use_case, _) in (WITH_ACCOUNT if with_account else WITHOUT_ACCOUNT).items():
        ports, tokens = prepared(with_account=with_account)
        meter = Meter()
        use_case(ports.intercepted(meter).client(), tokens)
        if len(meter.events) != meter.cost.commits:
            untold.append(name)
    assert untold == []


@pytest.mark.parametrize("with_account", [True, False])
def test_a_forgotten_password_looks_up_no_account(*, with_account: bool) -> None:
    ports, _ = prepared(with_account=with_account)
    meter = Meter()
    ports.intercepted(meter).client().request_reset(FORM)
    assert (meter.cost, meter.account_lookups) == (Cost(reads=1, commits=1), 0)


def test_past_its_limit_a_forgotten_password_reads_its_counter_only() -> None:
    ports, _ = prepared(with_account=True)
    meter = Meter()
    client = ports.intercepted(meter).client()
    for _ in range(3):
        client.request_reset(FORM)
    meter.reset()
    client.request_reset(FORM)
    assert (meter.cost, meter.account_lookups) == (Cost(reads=1), 0)


@pytest.mark.parametrize(
    ("with_account", "cost"),
    [(True, Cost(reads=1, commits=1)), (False, Cost(reads=2))],
    ids=["a reset link", "the mail of a request that waits"],
)
def test_what_a_relay_reads_and_commits_for_a_question(*, with_account: bool, cost: Cost) -> None:
    ports, _ = prepared(with_account=with_account)
    ports.relay().deliver_due()
    ports.client().request_reset(FORM)
    meter = Meter()
    ports.intercepted(meter).relay().deliver_due()
    assert meter.cost == cost


def test_a_sign_in_that_renews_the_kept_hash_computes_two() -> None:
    ports, _ = prepared(with_account=True)
    meter = Meter()
    renewing = evolve(ports, hasher=MemoryHasher("newer")).intercepted(meter)
    assert isinstance(renewing.client().sign_in(FORM), SignedIn)
    assert meter.cost == Cost(hashes=2, reads=1, commits=1)


BREACHED = {"password": "Cc3!cccc", "confirmation": "Cc3!cccc"}
NEW_PASSWORDS: dict[str, tuple[UseCase, UseCase, UseCase]] = {
    "open an account": (
        lambda c, _: c.open_account(FORM),
        lambda c, _: c.open_account(FORM | BREACHED),
        lambda c, _: c.open_account(WRONG),
    ),
    "reset a password": (
        lambda c, t: c.reset_password(t.reset, CHANGE),
        lambda c, t: c.reset_password(t.reset, BREACHED),
        lambda c, _: c.reset_password(LinkToken("forged"), CHANGE),
    ),
    "change a password": (
        lambda c, t: c.change_password(t.session, CHANGE),
        lambda c, t: c.change_password(t.session, CHANGE | BREACHED),
        lambda c, _: c.change_password(SessionToken("forged"), CHANGE),
    ),
}


@pytest.mark.parametrize("name", NEW_PASSWORDS)
def test_a_list_of_breached_passwords_is_asked_once_and_only_for_a_form_that_is_right(
    name: str,
) -> None:
    right, breached, wrong = (cost_with_list(use_case) for use_case in NEW_PASSWORDS[name])
    assert right.breach_queries == 1
    assert right.within(MOST_WITH_NEW_HASH)
    assert breached == Cost(breach_queries=1)
    assert wrong == Cost()


def cost_with_list(use_case: UseCase) -> Cost:
    ports, tokens = prepared(with_account=True)
    meter = Meter()
    listed = evolve(ports, breached_passwords=MemoryBreachedPasswords(["Cc3!cccc"]))
    use_case(listed.intercepted(meter).client(), tokens)
    return meter.cost


def test_a_stranger_and_an_owner_cost_the_same() -> None:
    strangers = ("sign in, unknown", "sign in, unknown, with a browser", "ask for a reset, unknown")
    owners = ("sign in, wrong", "sign in where known, wrong", "ask for a reset")
    for stranger, owner in zip(strangers, owners, strict=True):
        assert cost_of(WITHOUT_ACCOUNT[stranger][0], with_account=False) == cost_of(
            WITH_ACCOUNT[owner][0], with_account=True
        )


def test_what_billing_tells_again_or_of_nobody_reads_once() -> None:
    ports, _ = prepared(with_account=True)
    meter = Meter()
    client = ports.intercepted(meter).client()
    of_nobody = ContractEnded(BILLED, REGISTER[1].contract, BEGINNING)
    client.apply(of_nobody)
    assert meter.cost == Cost(reads=1, commits=1)
    meter.reset()
    client.apply(of_nobody)
    assert meter.cost == Cost(reads=1)


def test_finding_a_session_twice_in_a_second_commits_once() -> None:
    ports, tokens = prepared(with_account=True)
    ports.client().find_session(tokens.session)
    meter = Meter()
    ports.intercepted(meter).client().find_session(tokens.session)
    assert meter.cost == Cost(reads=1)
