"""Storages that let what is claimed be claimed twice, or belong to nobody."""

import unicodedata
from typing import Any

from attrs import evolve

from espaceclient.adapters.memory import MemoryStorage
from espaceclient.domain.account import Account, AccountId, Subscription
from espaceclient.domain.address_change import AddressChange
from espaceclient.domain.decision import Decision, Record
from espaceclient.domain.holding import Holding
from espaceclient.domain.registration import Registration
from espaceclient.domain.reset import Reset
from espaceclient.domain.session import Session
from espaceclient.domain.values import Contract, Operator
from espaceclient.ports.errors import Conflict
from espaceclient.ports.storage import (
    AccountOfContract,
    AccountsInOrder,
    AnyLookup,
    EndlessHoldings,
    Snapshot,
    identity,
)
from espaceclient.testing.laws.storage import reading, uniqueness
from tests.testing.faults.fault import Fault
from tests.testing.faults.storages.fixture import Alters, Found, address, made


class KeepsOrphans(MemoryStorage):
    def _will_be_held(self, account: AccountId, decision: Decision[object]) -> bool:
        return bool(account and decision)


class LeavesWhatBelonged(MemoryStorage):
    def _forget_what_hangs_on(self, record: Record) -> None:
        """Forgets the account alone."""


class LeavesChangesOfAddress(MemoryStorage):
    def _forget_what_hangs_on(self, record: Record) -> None:
        left = {key: one for key, one in self._records.items() if key[0] is AddressChange}
        super()._forget_what_hangs_on(record)
        if isinstance(record, Account):
            self._records |= left


class LooksAddressesUpByText(Alters):
    def alter(self, record: Record) -> Record:
        if isinstance(record, Account):
            return evolve(record, email=address(record.email.text, key=record.email.text))
        return record


class KnowsOneOperator(Alters):
    def alter(self, record: Record) -> Record:
        if not isinstance(record, Holding):
            return record
        commune = evolve(record.subscription.commune, operator=Operator("one"))
        return evolve(record, subscription=evolve(record.subscription, commune=commune))

    def read(self, *lookups: AnyLookup) -> Snapshot:
        seen = super().read(*lookups)
        by_digits: dict[AnyLookup, Found] = {
            lookup: self._find(AccountOfContract(Contract(Operator("one"), lookup.contract.number)))
            for lookup in lookups
            if isinstance(lookup, AccountOfContract)
        }
        return Snapshot({**seen.found, **by_digits})


class MovesNobody(MemoryStorage):
    def _forget(self, key: Any) -> None:
        self._records.pop(key, None)


class HoldsRegistrationsAgainstOthers(MemoryStorage):
    def commit(self, decision: Decision[object], seen: Snapshot) -> None:
        keys = [record.email.key for record in decision.save if isinstance(record, Registration)]
        if len(set(keys)) < len(keys):
            raise Conflict("an address waits already")
        super().commit(decision, seen)


class ClaimsNoContract(MemoryStorage):
    def _check_claims(self, decision: Decision[object], seen: Snapshot) -> None:
        holdings = [one for one in decision.save if isinstance(one, Holding)]
        free = [evolve(one, subscription=_a_contract_of_its_own(one)) for one in holdings]
        others = [one for one in decision.save if not isinstance(one, Holding)]
        super()._check_claims(evolve(decision, save=(*free, *others)), seen)


def _a_contract_of_its_own(holding: Holding) -> Subscription:
    commune = evolve(holding.subscription.commune, operator=Operator(holding.id))
    return evolve(holding.subscription, commune=commune)


class Collates(MemoryStorage):
    """Compares what is claimed as a database does that knows no accents, nor upper from lower
    case.
    """

    claimants: type[Record]

    def claim(self, record: Any) -> object:
        raise NotImplementedError

    def commit(self, decision: Decision[object], seen: Snapshot) -> None:
        with self._lock:
            stored = [one.record for one in self._all(self.claimants)]
            saved = [one for one in decision.save if isinstance(one, self.claimants)]
            claims = {identity(one): self.claim(one) for one in (*stored, *saved)}
            if len(set(claims.values())) < len(claims):
                raise Conflict("a duplicate entry")
            super().commit(decision, seen)


class CollatesAddresses(Collates):
    claimants = Account

    def claim(self, record: Account) -> object:
        return _folded(record.email.key)


class CollatesOperators(Collates):
    claimants = Holding

    def claim(self, record: Holding) -> object:
        return _folded(record.contract.operator.code), record.contract.number


class KnowsOperatorsByName(Alters):
    """Keeps the name alone, as it was when a code was the name."""

    def alter(self, record: Record) -> Record:
        if not isinstance(record, Holding | Registration):
            return record
        commune = record.subscription.commune
        unnamed = evolve(commune, operator=Operator(commune.operator.name))
        return evolve(record, subscription=evolve(record.subscription, commune=unnamed))


class KeepsContracts(MemoryStorage):
    """Knows whoever held a contract first, and nobody after."""

    def _check_claims(self, decision: Decision[object], seen: Snapshot) -> None:
        holders = {one.record.contract: one.record.id for one in self._all(Holding)}
        for record in decision.save:
            if isinstance(record, Holding) and record.id != holders.get(record.contract, record.id):
                raise Conflict("another holding had this contract")
        super()._check_claims(decision, seen)


class PagesEndedHoldings(MemoryStorage):
    def _page(self, lookup: EndlessHoldings) -> Found:
        after = [one for one in self._all(Holding) if one.record.id > lookup.after]
        return tuple(after[: lookup.at_most])


class PagesAccountsAsTheyCame(MemoryStorage):
    def _find(self, lookup: AnyLookup) -> Found:
        if isinstance(lookup, AccountsInOrder):
            every = [one for (kind, _), one in self._records.items() if kind is Account]
            return tuple(each for each in every if each.record.id > lookup.after)[: lookup.at_most]
        return super()._find(lookup)


def _folded(text: str) -> str:
    apart = unicodedata.normalize("NFD", text.lower())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


class CollatesIds(MemoryStorage):
    def _at(self, key: Any) -> Found:
        alike = [
            one
            for one in self._records
            if key and (one[0], one[1].lower()) == (key[0], key[1].lower())
        ]
        return super()._at(key if key in alike or not alike else alike[0])


class WantsTheAccountFirst(MemoryStorage):
    def _check_claims(self, decision: Decision[object], seen: Snapshot) -> None:
        for number, record in enumerate(decision.save):
            if isinstance(record, Session | Reset):
                earlier = evolve(decision, save=decision.save[:number])
                super()._check_claims(evolve(earlier, save=(*earlier.save, record)), seen)
        super()._check_claims(decision, seen)


UNIQUENESS_FAULTS = (
    Fault("keeps a session of nobody", reading.nothing_belongs_to_nobody, made(KeepsOrphans)),
    Fault(
        "leaves the sessions of an account that is gone",
        reading.what_belongs_to_an_account_goes_with_it,
        made(LeavesWhatBelonged),
    ),
    Fault(
        "leaves the changes of address of an account that is gone",
        reading.what_belongs_to_an_account_goes_with_it,
        made(LeavesChangesOfAddress),
    ),
    Fault(
        "looks addresses up case-sensitively",
        uniqueness.addresses_are_compared_by_key,
        made(LooksAddressesUpByText),
    ),
    Fault(
        "takes the same digits at two operators for one contract",
        uniqueness.the_same_digits_at_two_operators_are_two_contracts,
        made(KnowsOneOperator),
    ),
    Fault(
        "compares addresses without accents",
        uniqueness.like_addresses_are_several,
        made(CollatesAddresses),
    ),
    Fault(
        "compares operators without accents",
        uniqueness.the_same_digits_at_two_operators_are_two_contracts,
        made(CollatesOperators),
    ),
    Fault(
        "knows operators by their names",
        uniqueness.a_renamed_operator_has_the_same_contracts,
        made(KnowsOperatorsByName),
    ),
    Fault(
        "gives accounts in the order of their opening",
        uniqueness.accounts_are_paged_by_id,
        made(PagesAccountsAsTheyCame),
    ),
    Fault("compares ids without case", uniqueness.like_ids_are_several, made(CollatesIds)),
    Fault(
        "wants an account stored before its sessions",
        reading.what_belongs_to_an_account_comes_with_it,
        made(WantsTheAccountFirst),
    ),
    Fault(
        "lets an unconfirmed request hold an address",
        uniqueness.registrations_hold_nothing_against_anyone,
        made(HoldsRegistrationsAgainstOthers),
    ),
    Fault(
        "leaves an old index behind",
        uniqueness.a_changed_account_frees_what_it_held,
        made(MovesNobody),
    ),
    Fault(
        "lets two accounts hold one contract",
        uniqueness.one_contract_has_one_holding_without_an_end,
        made(ClaimsNoContract),
    ),
    Fault(
        "holds a contract for ever against others",
        uniqueness.holdings_with_an_end_hold_nothing_against_anyone,
        made(KeepsContracts),
    ),
    Fault(
        "gives ended holdings as well, page by page",
        uniqueness.endless_holdings_are_paged_by_id,
        made(PagesEndedHoldings),
    ),
)
