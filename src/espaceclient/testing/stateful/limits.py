"""What the model counts of a request, of whom, and how much is too much."""

from ipaddress import ip_network

from espaceclient.testing.samples import LOW_LIMITS
from espaceclient.testing.stateful.model_records import Line

LIMITS = LOW_LIMITS.limits

Limit = tuple[str, object, int]
"""What is counted, of whom, and the most in an hour."""


def wrong_pairs(line: Line, address: str | None) -> list[Limit]:
    """Count a wrong pair for its contract and its meter, from a network and altogether, and for the
    network.
    """
    contract, meter = line.contract, (line.operator, line.meter)
    from_one = address or "unknown", LIMITS.wrong_pairs_an_hour_per_contract_and_network
    return [
        ("contract", contract, LIMITS.wrong_pairs_an_hour_per_contract),
        ("meter", meter, LIMITS.wrong_pairs_an_hour_per_meter),
        *_of_network("contract from", *from_one, contract),
        *_of_network("meter from", *from_one, meter),
        *_of_network("wrong from", address, LIMITS.wrong_pairs_an_hour_per_network),
    ]


def wrong_pairs_of(account: str, line: Line, address: str | None) -> list[Limit]:
    """Count a wrong pair for the account that is signed in too."""
    of_account = ("proof of account", account, LIMITS.wrong_pairs_an_hour_per_network)
    return [*wrong_pairs(line, address), of_account]


def openings(line: Line, email: str) -> list[Limit]:
    return [
        ("opening", line.contract, LIMITS.openings_an_hour_per_contract),
        ("recipient", email, LIMITS.openings_an_hour_per_recipient),
    ]


def address_changes(former: str, new: str) -> list[Limit]:
    most = LIMITS.openings_an_hour_per_recipient
    return [("recipient", new, most), ("recipient", former, most)]


def told_holder(line: Line) -> Limit:
    """One mail an hour to the contract's holder, of the first request for it in that hour."""
    return ("opening", line.contract, 1)


def resets(email: str, address: str | None) -> list[Limit]:
    return [
        ("reset", email, LIMITS.resets_an_hour_per_address),
        *_of_network("reset from", address, LIMITS.resets_an_hour_per_network),
    ]


def failed_sign_ins(address: str | None) -> list[Limit]:
    return _of_network("sign-in from", address, LIMITS.sign_in_failures_an_hour_per_network)


def _of_network(scope: str, address: str | None, most: int, *whose: object) -> list[Limit]:
    """Count for a network; one of IPv6 is counted thrice, and the wider may reach more."""
    if address is None:
        return []
    if ":" not in address:
        return [(scope, (address, *whose), most)]
    sizes = ((64, most), (56, most * 3 // 2), (48, most * 2))
    return [
        (scope, (str(ip_network(f"{address}/{size}", strict=False)), *whose), grown)
        for size, grown in sizes
    ]
