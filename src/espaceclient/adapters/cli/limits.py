"""The settings of the limits: each is one of ``Limits``, within the same bounds."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from attrs import field, fields_dict, frozen

from espaceclient.domain.throttle import Limits

_SECOND = timedelta(seconds=1)
_LIMITS = fields_dict(Limits)


@contextmanager
def said_plainly() -> Iterator[None]:
    """Say of a time that is too long to be computed with what can be understood."""
    try:
        yield
    except OverflowError:
        raise ValueError("is out of all bounds") from None


def _count(name: str) -> int:
    limit = _LIMITS[name]
    declared: int = field(default=limit.default, validator=limit.validator)
    return declared


def _wait(name: str) -> float:
    """Declare a wait in seconds."""
    limit = _LIMITS[name]

    def check(instance: Any, attribute: Any, seconds: float) -> None:
        with said_plainly():
            limit.validator(instance, attribute, seconds * _SECOND)  # type: ignore[misc]  # each limit has one

    declared: float = field(default=limit.default / _SECOND, validator=check)  # type: ignore[operator]  # a wait
    return declared


@frozen(slots=False, kw_only=True)  # slots, in several bases, would not go together
class LimitSettings:
    """How often is too often; nothing can be switched off."""

    sign_in_failures_before_wait: int = _count("sign_in_failures_before_wait")
    sign_in_first_wait_seconds: float = _wait("sign_in_first_wait")
    sign_in_longest_wait_seconds: float = _wait("sign_in_longest_wait")
    sign_in_failures_a_day: int = _count("sign_in_failures_a_day")
    sign_in_failures_in_a_row: int = _count("sign_in_failures_in_a_row")
    sign_in_failures_an_hour_per_network: int = _count("sign_in_failures_an_hour_per_network")
    wrong_pairs_an_hour_per_contract_and_network: int = _count(
        "wrong_pairs_an_hour_per_contract_and_network"
    )
    wrong_pairs_an_hour_per_contract: int = _count("wrong_pairs_an_hour_per_contract")
    wrong_pairs_an_hour_per_meter: int = _count("wrong_pairs_an_hour_per_meter")
    wrong_pairs_an_hour_per_network: int = _count("wrong_pairs_an_hour_per_network")
    openings_an_hour_per_contract: int = _count("openings_an_hour_per_contract")
    openings_an_hour_per_recipient: int = _count("openings_an_hour_per_recipient")
    resets_an_hour_per_address: int = _count("resets_an_hour_per_address")
    resets_an_hour_per_network: int = _count("resets_an_hour_per_network")

    @property
    def limits(self) -> Limits:
        """Raises ``ValueError``, which begins with the name of the setting, for limits that
        contradict each other.
        """
        waits = ("sign_in_first_wait", "sign_in_longest_wait")
        counts = {name: getattr(self, name) for name in _LIMITS if name not in waits}
        first, longest = (getattr(self, f"{name}_seconds") * _SECOND for name in waits)
        try:
            return Limits(**counts, sign_in_first_wait=first, sign_in_longest_wait=longest)
        except ValueError as error:
            name, _, rest = str(error).replace("_wait", "_wait_seconds").partition(" ")
            raise ValueError(f"{name}: {rest}") from error
