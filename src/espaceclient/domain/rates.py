"""Hourly limits: under which names a request counts, and how much is too much."""

from collections.abc import Iterator
from datetime import datetime

from attrs import evolve, frozen

from espaceclient.domain.account import AccountId, Subscription
from espaceclient.domain.email_address import EmailAddress
from espaceclient.domain.throttle import HourlyCounter, HourlyCounterName, Limits
from espaceclient.domain.values import ClientNetwork

_NO_NETWORK = ClientNetwork.parse("")


@frozen
class RateLimit:
    """So many events an hour, counted under one name."""

    name: HourlyCounterName
    most: int


@frozen
class Rate:
    """A limit as it stands: its counter, and the most that this may count within its hour."""

    counter: HourlyCounter
    most: int


@frozen
class Rates:
    """The limits of one request as they stand."""

    each: tuple[Rate, ...]

    @property
    def contract(self) -> HourlyCounter:
        """The counter of the contract, which is the first for a wrong pair and an opening."""
        return self.each[0].counter

    @property
    def reached(self) -> bool:
        """Whether any of them allows no more."""
        return self.reached_until is not None

    @property
    def reached_until(self) -> datetime | None:
        """Until when they allow no more; ``None`` while all of them do."""
        reached = (rate.counter for rate in self.each if rate.counter.count >= rate.most)
        return max((counter.expires_at for counter in reached), default=None)

    @property
    def counters(self) -> tuple[HourlyCounter, ...]:
        return tuple(rate.counter for rate in self.each)

    def one_more(self) -> "Rates":
        """Return them after one more request was counted."""
        return Rates(tuple(evolve(rate, counter=rate.counter.one_more()) for rate in self.each))


def limits_of_wrong_pairs(
    subscription: Subscription, network: ClientNetwork | None, limits: Limits
) -> tuple[RateLimit, ...]:
    """Return where a wrong pair counts: for its contract and its meter, from one network and
    altogether, and for the network, whatever the pair.

    Pairs from an unknown address (``network`` is ``None``) count for a contract and a meter as if
    they all came from one network, which itself has no limit.
    """
    of_one = limits.wrong_pairs_an_hour_per_contract_and_network
    contract, meter = _contract(subscription), _meter(subscription)
    return (
        RateLimit(HourlyCounterName("proof", contract), limits.wrong_pairs_an_hour_per_contract),
        RateLimit(HourlyCounterName("meter", meter), limits.wrong_pairs_an_hour_per_meter),
        *_of_network("proof from network", network or _NO_NETWORK, of_one, contract),
        *_of_network("meter from network", network or _NO_NETWORK, of_one, meter),
        *_of_network("network", network, limits.wrong_pairs_an_hour_per_network),
    )


def limits_of_wrong_pairs_of(
    account: AccountId, subscription: Subscription, network: ClientNetwork | None, limits: Limits
) -> tuple[RateLimit, ...]:
    """Return where a wrong pair counts that somebody gives who is signed in: as any other, and for
    the account, which is allowed what a network is, from however many it asks.
    """
    of_account = HourlyCounterName("proof of account", account)
    return (
        *limits_of_wrong_pairs(subscription, network, limits),
        RateLimit(of_account, limits.wrong_pairs_an_hour_per_network),
    )


def limits_of_openings(
    subscription: Subscription, email: EmailAddress, limits: Limits
) -> tuple[RateLimit, ...]:
    """Return where an accepted request for an account counts: each has a mail sent."""
    contract = HourlyCounterName("opening", _contract(subscription))
    recipient = HourlyCounterName("recipient", email.key)
    return (
        RateLimit(contract, limits.openings_an_hour_per_contract),
        RateLimit(recipient, limits.openings_an_hour_per_recipient),
    )


def limits_of_address_changes(
    former: EmailAddress, new: EmailAddress, limits: Limits
) -> tuple[RateLimit, ...]:
    """Return where a request to change an address counts: each has a mail sent to both.

    What counts for the former one bounds how many addresses an account can have mails sent to.
    """
    most = limits.openings_an_hour_per_recipient
    return tuple(
        RateLimit(HourlyCounterName("recipient", each.key), most) for each in (new, former)
    )


def limits_of_mails(email: EmailAddress, limits: Limits) -> tuple[RateLimit, ...]:
    """Return where a mail counts that the support has sent again: with all to its address."""
    most = limits.openings_an_hour_per_recipient
    return (RateLimit(HourlyCounterName("recipient", email.key), most),)


def limits_of_resets(
    email: EmailAddress, network: ClientNetwork | None, limits: Limits
) -> tuple[RateLimit, ...]:
    """Return where a request for a reset link counts, account or no account."""
    return (
        RateLimit(HourlyCounterName("reset", email.key), limits.resets_an_hour_per_address),
        *_of_network("reset from network", network, limits.resets_an_hour_per_network),
    )


def limits_of_failed_sign_ins(
    network: ClientNetwork | None, limits: Limits
) -> tuple[RateLimit, ...]:
    """Return where a failed sign-in counts beside its address; a known browser's does not."""
    most = limits.sign_in_failures_an_hour_per_network
    return tuple(_of_network("sign-in from network", network, most))


def _of_network(
    scope: str, network: ClientNetwork | None, most: int, subject: str = ""
) -> Iterator[RateLimit]:
    for each in network.with_wider if network else ():
        name = HourlyCounterName(scope, f"{each.text} {subject}".rstrip())
        yield RateLimit(name, each.grown(most))


def _contract(subscription: Subscription) -> str:
    return f"{subscription.contract_number.digits} {subscription.contract.operator.code}"


def _meter(subscription: Subscription) -> str:
    return f"{subscription.meter.text} {subscription.contract.operator.code}"
