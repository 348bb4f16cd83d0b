"""Where requests count, and how much is too much."""

from attrs import evolve

from espaceclient import Limits, Operator
from espaceclient.domain.rates import (
    RateLimit,
    limits_of_failed_sign_ins,
    limits_of_openings,
    limits_of_resets,
    limits_of_wrong_pairs,
)
from espaceclient.domain.throttle import HOUR, HourlyCounterName
from espaceclient.values import ClientNetwork
from tests.domain.world import CASSIS, JEANNE, NOON, SUBSCRIPTION, counter, rates

LIMITS = Limits()
CONTRACT = "0123456 Société Eau de Marseille Métropole"
METER = "A02GJ098702 Société Eau de Marseille Métropole"
IPV4 = ClientNetwork.parse("192.0.2.1")
IPV6 = ClientNetwork.parse("2001:db8:1:2345::6")


def limit(scope: str, subject: str, most: int) -> RateLimit:
    return RateLimit(HourlyCounterName(scope, subject), most)


def test_a_wrong_pair_counts_for_contract_and_meter_from_one_network_and_altogether() -> None:
    assert limits_of_wrong_pairs(SUBSCRIPTION, IPV4, LIMITS) == (
        limit("proof", CONTRACT, 50),
        limit("meter", METER, 20),
        limit("proof from network", f"192.0.2.1 {CONTRACT}", 5),
        limit("meter from network", f"192.0.2.1 {METER}", 5),
        limit("network", "192.0.2.1", 20),
    )


def test_a_wrong_pair_from_nowhere_counts_as_if_nowhere_were_one_network() -> None:
    assert limits_of_wrong_pairs(SUBSCRIPTION, None, LIMITS) == (
        limit("proof", CONTRACT, 50),
        limit("meter", METER, 20),
        limit("proof from network", f"unknown {CONTRACT}", 5),
        limit("meter from network", f"unknown {METER}", 5),
    )


def test_a_wrong_pair_from_ipv6_counts_in_networks_of_three_sizes() -> None:
    assert limits_of_wrong_pairs(SUBSCRIPTION, IPV6, LIMITS)[2:] == (
        limit("proof from network", f"2001:db8:1:2345::/64 {CONTRACT}", 5),
        limit("proof from network", f"2001:db8:1:2300::/56 {CONTRACT}", 7),
        limit("proof from network", f"2001:db8:1::/48 {CONTRACT}", 10),
        limit("meter from network", f"2001:db8:1:2345::/64 {METER}", 5),
        limit("meter from network", f"2001:db8:1:2300::/56 {METER}", 7),
        limit("meter from network", f"2001:db8:1::/48 {METER}", 10),
        limit("network", "2001:db8:1:2345::/64", 20),
        limit("network", "2001:db8:1:2300::/56", 30),
        limit("network", "2001:db8:1::/48", 40),
    )


def test_an_accepted_request_counts_for_the_contract_and_the_recipient() -> None:
    assert limits_of_openings(SUBSCRIPTION, JEANNE, LIMITS) == (
        limit("opening", CONTRACT, 10),
        limit("recipient", "jeanne@exemple.fr", 7),
    )


def test_a_reset_counts_for_the_address_and_its_network() -> None:
    of_address = limit("reset", "jeanne@exemple.fr", 3)
    of_network = limit("reset from network", "192.0.2.1", 30)
    assert limits_of_resets(JEANNE, IPV4, LIMITS) == (of_address, of_network)
    assert limits_of_resets(JEANNE, None, LIMITS) == (of_address,)


def test_a_failed_sign_in_counts_for_its_network() -> None:
    assert limits_of_failed_sign_ins(IPV4, LIMITS) == (
        limit("sign-in from network", "192.0.2.1", 100),
    )
    assert limits_of_failed_sign_ins(None, LIMITS) == ()


def test_limits_are_reached_when_one_is_and_all_count_one_more() -> None:
    assert rates(one=(3, 3), other=(0, 3)).reached
    assert not rates(one=(2, 3), other=(0, 3)).reached
    assert not rates().reached
    after = rates(one=(2, 3), other=(0, 3)).one_more()
    assert after.counters == (counter("one", 3), counter("other", 1))
    assert after.reached_until == NOON + HOUR


def test_counting_goes_on_when_an_operator_is_renamed() -> None:
    def of(operator: Operator) -> tuple[tuple[RateLimit, ...], ...]:
        subscription = evolve(SUBSCRIPTION, commune=evolve(CASSIS, operator=operator))
        return (
            limits_of_wrong_pairs(subscription, IPV4, LIMITS),
            limits_of_openings(subscription, JEANNE, LIMITS),
        )

    before = of(Operator("Eaux d'Ici", "ici"))
    assert of(Operator("Eaux d'Amont", "ici")) == before
    assert of(Operator("Eaux d'Ici", "amont")) != before
