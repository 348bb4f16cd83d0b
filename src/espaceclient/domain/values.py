"""The values of a subscription: communes, operators, contracts, meters.

Each class refuses invalid data when it is constructed (``ValueError``). ``parse`` reads what a
person typed and returns the value, or a ``Problem`` with a stable code.
"""

import re
from collections.abc import Iterable
from datetime import datetime
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Self

from attrs import field, fields, frozen
from attrs.validators import matches_re

from espaceclient.domain.instant import require_utc
from espaceclient.domain.number_format import (
    CONTRACT_FORMAT,
    METER_FORMAT,
    SHORTEST_CONTRACT,
    SHORTEST_METER,
    ContractFormat,
    MeterFormat,
)
from espaceclient.domain.number_part import LONGEST_NUMBER
from espaceclient.domain.problem import Problem
from espaceclient.domain.text import require_name

_A_DIGIT_AMONG = "(?=[A-Z]*[0-9])[A-Z0-9]"
_CONTRACT_NUMBER = re.compile(f"{_A_DIGIT_AMONG}{{{SHORTEST_CONTRACT},{LONGEST_NUMBER}}}")
_METER_NUMBER = re.compile(f"{_A_DIGIT_AMONG}{{{SHORTEST_METER},{LONGEST_NUMBER}}}")


def _one_line(name: str) -> str:
    return " ".join(name.split())


@frozen(order=True)
class Operator:
    """The company that manages a commune's contracts, identified by its code.

    ``name`` is shown to people and may change; ``code`` never does, and is the name by default.
    Neither is empty; runs of white space in them become one space.
    """

    name: str = field(converter=_one_line, validator=require_name, eq=False)
    code: str = field(converter=_one_line, validator=require_name)

    @code.default
    def _its_name(self) -> str:
        return self.name


@frozen
class Commune:
    """A commune and the operator of its contracts; ``code`` is its five-character INSEE code."""

    code: str = field(validator=matches_re(r"[0-9AB]{5}"))
    name: str = field(validator=require_name)
    operator: Operator


@frozen
class Communes:
    """The communes served, in the order given.

    Raises ``ValueError`` when two communes have the same code, or an operator two names.
    """

    communes: tuple[Commune, ...]
    _by_code: dict[str, Commune] = field(init=False, repr=False, eq=False)
    _operators: dict[str, Operator] = field(init=False, repr=False, eq=False)

    def __attrs_post_init__(self) -> None:
        by_code = {commune.code: commune for commune in self.communes}
        if len(by_code) != len(self.communes):
            raise ValueError("two communes have the same code")
        operators = {commune.operator.code: commune.operator for commune in self.communes}
        for commune in self.communes:
            if commune.operator.name != operators[commune.operator.code].name:
                raise ValueError("an operator has two names")
        object.__setattr__(self, "_by_code", by_code)
        object.__setattr__(self, "_operators", operators)

    @classmethod
    def of(cls, communes: Iterable[Commune]) -> Self:
        return cls(tuple(communes))

    def parse(self, code: str) -> Commune | Problem:
        """Return the commune with this INSEE code.

        Problems: ``commune/required``, ``commune/unknown``.
        """
        if not code.strip():
            return Problem("commune", "commune/required")
        return self._by_code.get(code.strip()) or Problem("commune", "commune/unknown")

    @property
    def operators(self) -> frozenset[Operator]:
        return frozenset(self._operators.values())

    def current(self, operator: Operator) -> Operator:
        """Return an operator under its name of today.

        One that serves no commune any more is returned as it is.
        """
        return self._operators.get(operator.code, operator)


def _require_contract_number(_instance: object, _attribute: object, digits: str) -> None:
    if not _CONTRACT_NUMBER.fullmatch(digits):
        raise ValueError(
            f"a contract number is 1 to 20 of A-Z and 0-9 with at least one digit, not {digits!r}"
        )


@frozen(order=True)
class ContractNumber:
    """A contract number: 1 to 20 upper-case ASCII letters and digits, with at least one digit.

    How an operator writes its own is narrower, and data: ``parse`` reads one in a format. By the
    guide's they are seven digits, leading zeros included.
    """

    digits: str = field(validator=_require_contract_number)

    @classmethod
    def parse(cls, text: str, written: ContractFormat = CONTRACT_FORMAT) -> Self | Problem:
        """Parse a number as a subscriber or a billing system writes it; the problems are those of
        ``ContractFormat.read``.
        """
        number = written.read(text)
        return number if isinstance(number, Problem) else cls(number)


def _require_meter_number(_instance: object, _attribute: object, text: str) -> None:
    if not _METER_NUMBER.fullmatch(text):
        raise ValueError(
            f"a meter number is 3 to 20 of A-Z and 0-9 with at least one digit, not {text!r}"
        )


@frozen(order=True)
class MeterNumber:
    """A meter number: 3 to 20 upper-case ASCII letters and digits, with at least one digit.

    How an operator writes its own may be narrower, as for a ``ContractNumber``.
    """

    text: str = field(validator=_require_meter_number)

    @classmethod
    def parse(cls, text: str, written: MeterFormat = METER_FORMAT) -> Self | Problem:
        """Parse a number as it was typed; the problems are those of ``MeterFormat.read``."""
        number = written.read(text)
        return number if isinstance(number, Problem) else cls(number)


@frozen
class Contract:
    """What identifies a contract: the same number at two operators is two contracts."""

    operator: Operator
    number: ContractNumber

    @classmethod
    def parse(
        cls, operator: Operator, number: str, written: ContractFormat = CONTRACT_FORMAT
    ) -> Self | Problem:
        """Parse the number of a contract of ``operator``, as ``ContractNumber.parse`` does."""
        parsed = ContractNumber.parse(number, written)
        return parsed if isinstance(parsed, Problem) else cls(operator, parsed)


LONGEST_CUSTOMER = 64
"""Number of characters of a customer reference."""


def parse_customer(text: str) -> str | Problem | None:
    """Return a customer reference as billing writes it, or ``None`` for an empty one.

    Runs of white space become one space. Problem: ``customer/malformed``, for one that is too long
    or has control characters.
    """
    reference = _one_line(text)
    if len(reference) > LONGEST_CUSTOMER or not reference.isprintable():
        return Problem("customer", "customer/malformed", {"longest": LONGEST_CUSTOMER})
    return reference or None


@frozen
class Subscriber:
    """A line of the register of subscribers: a contract, its meter, and whether it has ended.

    Where the register tells it, ``since`` is the instant, in UTC, at which the contract of the
    present subscriber begins, and ``customer`` the reference under which billing knows them. An
    unchanged number with another reference is another subscriber.
    """

    contract: Contract
    meter: MeterNumber
    ended: bool = False
    since: datetime | None = None
    customer: str | None = field(default=None, repr=False)

    def __attrs_post_init__(self) -> None:
        """Check both at once: a register has many lines, and two validators double their time."""
        if self.since is not None:
            require_utc(self, fields(Subscriber).since, self.since)
        if self.customer is not None and parse_customer(self.customer) != self.customer:
            raise ValueError(
                f"a customer reference is one line of 1 to {LONGEST_CUSTOMER} characters"
            )

    def in_force(self, now: datetime) -> bool:
        """Return whether the contract has begun and not ended."""
        return not self.ended and (self.since is None or self.since <= now)


WIDEST_GROWTH = 2
"""How many times a limit per network the widest network that is counted may reach."""

_GROWTH = {"/64": 1.0, "/56": 1.5, "/48": WIDEST_GROWTH}
"""The IPv6 networks that are counted, and how far the limits grow with them: a line is given any of
the three, and the wider ones may be shared.
"""


@frozen
class ClientNetwork:
    """The network that a request comes from, as the rate limits count it.

    ``text`` is an IPv4 address, a /64, /56 or /48 network of IPv6, or ``unknown``.
    """

    text: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the network of a client's address, a /64 of IPv6; an IPv4-mapped address counts as
        IPv4.

        Whatever is no IP address counts as one network, ``unknown``: were it kept as it is, a
        caller that passes ports along would make every connection a network of its own.
        """
        try:
            address = ip_address(text.strip().removeprefix("[").removesuffix("]"))
        except ValueError:
            return cls("unknown")
        if isinstance(address, IPv6Address) and address.ipv4_mapped:
            return cls(str(address.ipv4_mapped))
        if isinstance(address, IPv6Address):
            return cls(str(IPv6Network((int(address) >> 64 << 64, 64))))
        return cls(str(address))

    @classmethod
    def of(cls, client_address: str | None) -> Self | None:
        """Return the network of a client's address, ``None`` where the caller did not tell it."""
        return cls.parse(client_address) if client_address else None

    @property
    def with_wider(self) -> tuple["ClientNetwork", ...]:
        """This network and, around a /64, the /56 and the /48: who holds one of those has thousands
        of the smaller.
        """
        if not self.text.endswith("/64"):
            return (self,)
        smallest = IPv6Network(self.text)
        return tuple(
            ClientNetwork(str(smallest.supernet(new_prefix=int(prefix[1:])))) for prefix in _GROWTH
        )

    @property
    def shortened(self) -> str:
        """The network as the trail keeps it, in which nobody is told from their neighbours: the
        /24 of an IPv4 address, the /48 of IPv6, or ``unknown``.
        """
        if self.text == "unknown":
            return self.text
        if ":" in self.text:
            return str(IPv6Network(self.text).supernet(new_prefix=48))
        return str(IPv4Network((self.text, 24), strict=False))

    def grown(self, limit: int) -> int:
        """Return what a limit per network is for this one: more for a wider one."""
        return int(limit * _GROWTH.get(self.text[-3:], 1.0))
