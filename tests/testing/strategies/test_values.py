"""Values: all of them are accepted, and the extremes that they name are drawn."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from espaceclient import Commune, EmailAddress, PasswordPolicy
from espaceclient.adapters.system import SystemTokens
from espaceclient.answers import LinkUnusable, NoSession, Problem
from espaceclient.domain.instant import FOREVER
from espaceclient.domain.token import IssuedToken, LinkToken, Purpose, SessionToken
from espaceclient.ports.keys import Keys
from espaceclient.testing import ports_over
from espaceclient.testing.samples import EPOCH, LONGEST_ASCII_EMAIL, LONGEST_EMAIL
from espaceclient.testing.strategies import values
from espaceclient.values import ClientNetwork
from tests.adapters.makers import memory_storage
from tests.testing.strategies.drawn import drawn

pytestmark = pytest.mark.unmeasured

TOKENS = SystemTokens.of(Keys.generate())
ASTRAL = range(0x10000, 0x110000)


def test_instants_are_those_of_1970_and_of_9999_to_the_microsecond() -> None:
    instants = drawn(values.instants())
    told = {instant.isoformat() for instant in instants}
    assert told >= {
        "1970-01-01T00:00:00+00:00",
        "1970-01-01T00:00:00.000001+00:00",
        "9999-12-31T23:59:59.999999+00:00",
    }
    assert len(told) > 100
    assert min(instants) == EPOCH
    assert max(instants) == FOREVER


@given(st.data())
def test_instants_stay_within_their_bounds(data: st.DataObject) -> None:
    earliest, latest = sorted(data.draw(st.tuples(values.instants(), values.instants())))
    assert earliest <= data.draw(values.instants(earliest, latest)) <= latest


def test_the_longest_addresses_have_254_bytes_as_an_smtp_path_allows() -> None:
    assert len(f"<{LONGEST_EMAIL}>".encode()) == len(f"<{LONGEST_ASCII_EMAIL}>") == 256
    assert (len(LONGEST_EMAIL), len(LONGEST_ASCII_EMAIL)) == (222, 254)


@pytest.mark.parametrize(
    ("longest", "code"),
    [(LONGEST_EMAIL, "email/malformed"), (LONGEST_ASCII_EMAIL, "email/too_long")],
)
def test_an_address_of_255_bytes_is_refused(longest: str, code: str) -> None:
    assert isinstance(EmailAddress.parse(longest), EmailAddress)
    refused = EmailAddress.parse(f"x{longest}")
    assert isinstance(refused, Problem)
    assert refused.code == code


def test_addresses_are_long_and_short_and_of_any_script() -> None:
    texts = drawn(values.email_texts())
    assert {type(EmailAddress.parse(text)) for text in texts} == {EmailAddress}
    assert {LONGEST_EMAIL, LONGEST_ASCII_EMAIL, "x@y.fr"} <= set(texts)
    assert any(ord(text[0]) in ASTRAL for text in texts)
    assert any(text != text.lower() for text in texts)
    assert {email.text for email in drawn(values.email_addresses())} >= {
        LONGEST_EMAIL,
        LONGEST_ASCII_EMAIL,
    }


def test_contract_numbers_begin_with_zeros() -> None:
    digits = {number.digits for number in drawn(values.contract_numbers())}
    assert digits >= {"0000000", "9999999"}
    assert any(text.startswith("0000") and text != "0000000" for text in digits)


def test_meter_numbers_have_3_to_20_characters() -> None:
    texts = {number.text for number in drawn(values.meter_numbers())}
    assert texts >= {"000", "0" * 20, "1E5"}
    assert {3, 20} <= {len(text) for text in texts} <= set(range(3, 21))
    assert any(text.isalnum() and text[0].isalpha() for text in texts)


def test_names_are_short_and_long_and_of_any_script() -> None:
    names = {commune.name for commune in drawn(values.communes())}
    assert {1, 45} <= {len(name) for name in names}
    assert any(ord(letter) in ASTRAL for name in names for letter in name)
    assert any(operator.name == "Y" for operator in drawn(values.operators()))


def test_communes_begin_with_a_zero_or_lie_in_corsica() -> None:
    assert {commune.code for commune in drawn(values.communes())} >= {"01001", "2A004"}


def test_several_communes_are_from_one_to_eight_of_one_to_eight_operators() -> None:
    several = drawn(values.several_communes())
    sizes = {len(communes.communes) for communes in several}
    assert {1, 2, 3} <= sizes <= set(range(1, 9))
    assert all(isinstance(each.parse(each.communes[0].code), Commune) for each in several)


def test_subscribers_are_ended_or_not() -> None:
    assert {line.ended for line in drawn(values.subscribers())} == {True, False}
    assert len({contract.operator for contract in drawn(values.contracts())}) > 10


def test_subscribers_tell_when_they_begin_and_who_they_are_or_not() -> None:
    lines = drawn(values.subscribers())
    told = {(line.since is not None, line.customer is not None) for line in lines}
    assert told == {(False, False), (False, True), (True, False), (True, True)}


def test_registers_hold_the_same_digits_at_several_operators() -> None:
    registers = drawn(values.registers())
    assert () in registers
    assert all(len({line.contract for line in lines}) == len(lines) for lines in registers)
    assert any(len({line.contract.number for line in lines}) < len(lines) for lines in registers)


@pytest.mark.parametrize("shortest", [8, 12, 64])
def test_passwords_are_those_that_the_policy_takes(shortest: int) -> None:
    texts = drawn(values.password_texts(shortest))
    assert all(PasswordPolicy(shortest).checklist(text).accepted for text in texts)
    assert {shortest, 128} <= {len(text) for text in texts}


def test_passwords_have_spaces_at_either_end_and_512_bytes_at_most() -> None:
    texts = drawn(values.password_texts())
    assert any(text.startswith(" ") for text in texts)
    assert any(text.endswith(" ") for text in texts)
    assert max(len(text.encode()) for text in texts) == 512
    assert 512 in {len(password.prepared.encode()) for password in drawn(values.passwords())}


def test_attempts_are_whatever_may_be_typed() -> None:
    attempts = {attempt.prepared for attempt in drawn(values.password_attempts())}
    assert attempts >= {"\ud800", "\0", " "}
    assert max(len(attempt) for attempt in attempts) == 2050


def test_hashes_are_under_a_key_or_under_none() -> None:
    assert {stored.key_id for stored in drawn(values.password_hashes())} == {
        None,
        "k",
        "2026",
        "an-older_key",
    }


def test_client_networks_are_addresses_networks_and_the_unknown() -> None:
    networks = drawn(values.client_networks())
    assert {ClientNetwork("192.0.2.1"), ClientNetwork("unknown")} <= set(networks)
    assert any(network.text.endswith("::/64") for network in networks)


@pytest.mark.parametrize("purpose", Purpose)
def test_issued_tokens_open_what_they_are_for(purpose: Purpose) -> None:
    @given(values.issued_tokens(TOKENS, purpose))
    def check(issued: IssuedToken[str, str]) -> None:
        assert TOKENS.verify(purpose, issued.token) == issued.id

    check()


@given(values.forged_tokens())
def test_forged_tokens_open_nothing(token: str) -> None:
    client = ports_over(memory_storage()).client()
    link = LinkToken(token)
    assert client.preview_activation(link) == client.preview_reset(link) == LinkUnusable()
    assert client.find_session(SessionToken(token)) == NoSession()


def test_forged_tokens_are_well_formed_or_not() -> None:
    tokens = drawn(values.forged_tokens())
    assert {"", "x" * 9999} <= set(tokens)
    signed = TOKENS.sign(Purpose.RESET, "i").partition(".")[2]
    assert any(len(token.partition(".")[2]) == len(signed) for token in tokens)
