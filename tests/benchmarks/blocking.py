"""Who is kept out, and by how much: `python -m tests.benchmarks.blocking`.

Attacks on a client in memory, whose clock is moved by hand: what is counted here is exact. The
figures of 0.1.0 were counted by the same attacks.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import count

from attrs import frozen

from espaceclient import Contract, ContractNumber, MeterNumber, Subscriber
from espaceclient.adapters.memory import MemorySubscribers
from espaceclient.answers import RequestReceived, RequestRefused, SignInRefused
from espaceclient.domain.instant import FOREVER
from espaceclient.domain.throttle import FailedAttempts, HourlyCounter
from espaceclient.ports.storage import Expired
from tests.client_fixture import FORM, SEMM, ClientFixture, client_fixture

HOUR = timedelta(hours=1)
HOME = "203.0.113.7"
SIGN_IN = {"email": FORM["email"], "password": FORM["password"]}
WRONG = {**SIGN_IN, "password": "Wrong1!!"}


def contract(number: int, meter: str) -> Subscriber:
    return Subscriber(Contract(SEMM, ContractNumber(f"{number:07}")), MeterNumber(meter))


def world_of(*register: Subscriber) -> ClientFixture:
    return client_fixture(subscribers=MemorySubscribers(register))


def form_of(line: Subscriber, **changed: str) -> dict[str, str]:
    pair = {
        "contract_number": line.contract.number.digits,
        "meter_number": line.meter.text,
    }
    return {**FORM, **pair, **changed}


def new_addresses() -> Iterator[str]:
    """Yield IPv4 addresses, each once."""
    return (f"198.18.{each >> 8}.{each & 255}" for each in count())


def owner_refused() -> int:
    """A hundred wrong guesses by a stranger, then two an hour for five days: how many of the
    owner's 120 right passwords are refused, in the browser that they activated in.
    """
    world, refused = client_fixture(), 0
    asked = world.requested()
    world.activate(asked.browser)
    for _ in range(100):
        world.client.sign_in(WRONG, client_address="192.0.2.1")
        world.clock.advance(HOUR)
    for _ in range(120):
        for address in ("192.0.2.1", "192.0.2.2"):
            world.client.sign_in(WRONG, client_address=address)
        answer = world.client.sign_in(SIGN_IN, browser=asked.browser, client_address=HOME)
        refused += isinstance(answer, SignInRefused)
        world.clock.advance(HOUR)
    return refused


def subscriber_refused() -> int:
    """Fifteen wrong meters an hour for a contract, from three networks: how many of twelve hours
    the real subscriber is refused.
    """
    line, refused = contract(123456, "A123456"), 0
    world = world_of(line)
    for hour in range(12):
        for turn in range(15):
            wrong = form_of(line, meter_number=f"B{hour:03}{turn:03}")
            world.client.open_account(wrong, client_address=f"192.0.2.{turn % 3}")
        answer = world.client.open_account(form_of(line), client_address=HOME)
        refused += isinstance(answer, RequestRefused)
        world.clock.advance(HOUR)
    return refused


def blocked_by_one_line() -> int:
    """Wrong meters from all over a /56 of IPv6: how many of 120 contracts their subscribers cannot
    open.
    """
    lines = [contract(number, f"A{number:06}") for number in range(120)]
    world, refused = world_of(*lines), 0
    networks = (f"2001:db8:0:{each % 256:x}::1" for each in count())
    for line in lines:
        for turn in range(10):
            wrong = form_of(line, meter_number=f"B{turn:06}")
            world.client.open_account(wrong, client_address=next(networks))
    for line, address in zip(lines, new_addresses(), strict=False):
        answer = world.client.open_account(
            form_of(line, email=f"{address}@exemple.fr"), client_address=address
        )
        refused += isinstance(answer, RequestRefused)
    return refused


def found_in_a_run() -> int | None:
    """A known meter, tried with a run of 300 contracts, each from a new network: which try of the
    hour opens the right one, the 251st of the run, if any does.
    """
    world = world_of(contract(251, "A123456"))
    for number, address in zip(range(1, 301), new_addresses(), strict=False):
        pair = form_of(contract(number, "A123456"))
        if isinstance(world.client.open_account(pair, client_address=address), RequestReceived):
            return number
    return None


def mails_to_a_stranger() -> int:
    """Six pairs that somebody knows, used for an hour with one stranger's address, and five reset
    links asked for it: how many mails arrive.
    """
    lines = [contract(number, f"A{number:06}") for number in range(6)]
    world = world_of(*lines)
    for line, address in zip(lines * 11, new_addresses(), strict=False):
        world.client.open_account(form_of(line), client_address=address)
    for _ in range(5):
        world.client.request_reset({"email": FORM["email"]})
    return sum(mail.to.text == FORM["email"] for mail in world.mails)


def mails_to_a_holder() -> int:
    """One pair that somebody knows, used for an hour with twelve addresses of theirs, and five
    reset links asked for the address of the contract's holder: how many mails the holder gets.
    """
    world = client_fixture()
    world.activated()
    world.clock.advance(HOUR)
    before = len(world.mails)
    for number, address in zip(range(12), new_addresses(), strict=False):
        throwaway = {**FORM, "email": f"u{number}@exemple.fr"}
        world.client.open_account(throwaway, client_address=address)
    for _ in range(5):
        world.client.request_reset({"email": FORM["email"]})
    return sum(mail.to.text == FORM["email"] for mail in world.mails[before:])


def guesses_from_one_network() -> int:
    """One password guessed at 405 addresses from one network: how many guesses count."""
    world = client_fixture()
    for number in range(405):
        guess = {"email": f"a{number}@exemple.fr", "password": "Azerty123!"}
        world.client.sign_in(guess, client_address="192.0.2.1")
    return rows(world, FailedAttempts)


def rows_from_one_network() -> int:
    """Reset links asked for 700 addresses from one network: how many rows are written."""
    world = client_fixture()
    for number in range(700):
        request = {"email": f"a{number}@exemple.fr"}
        world.client.request_reset(request, client_address="192.0.2.1")
    return rows(world, HourlyCounter)


def rows(world: ClientFixture, kind: type) -> int:
    everything = Expired(FOREVER, 10_000)
    found = world.memory.read(everything).all(everything)
    return sum(isinstance(record, kind) for record in found)


@frozen
class Attack:
    title: str
    run: Callable[[], int | None]
    in_0_1_0: int


ATTACKS = (
    Attack("right passwords of the owner refused, of 120", owner_refused, 120),
    Attack("hours in which the subscriber is refused, of 12", subscriber_refused, 12),
    Attack("contracts blocked by one /56, of 120", blocked_by_one_line, 120),
    Attack("try that opens a run's contract by its meter", found_in_a_run, 251),
    Attack("mails an hour to one stranger by six pairs", mails_to_a_stranger, 60),
    Attack("guesses that count of 405 from one network", guesses_from_one_network, 405),
    Attack("rows by 700 reset requests from one network", rows_from_one_network, 700),
)


def main() -> None:
    print(f"{'':50}{'0.1.0':>8}{'now':>8}")  # noqa: T201 - a script's output
    for attack in ATTACKS:
        now = attack.run()
        shown = "none" if now is None else now
        print(f"{attack.title:50}{attack.in_0_1_0:>8}{shown:>8}")  # noqa: T201 - as above


if __name__ == "__main__":
    main()
