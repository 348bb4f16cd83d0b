"""What people type becomes a value, or a problem with a stable code."""

from datetime import datetime, timedelta, timezone

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from espaceclient import Commune, Communes, Contract, ContractNumber, MeterNumber, Operator
from espaceclient.answers import Problem
from espaceclient.domain.values import parse_customer
from espaceclient.values import ClientNetwork
from tests.domain.world import NOON, SUBSCRIBER

SEMM = Operator("Société Eau de Marseille Métropole")
CASSIS = Commune("13022", "Cassis", SEMM)


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("1234567", "1234567"),
        ("0000001", "0000001"),
        ("  123 45\u00a067 ", "1234567"),
        ("12\u202f34567\t", "1234567"),
    ],
)
def test_a_contract_number_is_seven_digits_spaces_aside(typed: str, digits: str) -> None:
    assert ContractNumber.parse(typed) == ContractNumber(digits)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "contract_number/required"),
        (" \u00a0 ", "contract_number/required"),
        ("1234567NK", "contract_number/has_letter"),
        ("n1234567n", "contract_number/has_letter"),
        ("NK 123 4567", "contract_number/has_letter"),
        ("123456N", "contract_number/not_digits"),
        ("O123456", "contract_number/not_digits"),
        ("12345678N", "contract_number/not_digits"),
        ("123456", "contract_number/wrong_length"),
        ("12345678", "contract_number/wrong_length"),
        ("12345-7", "contract_number/not_digits"),
        ("123456É", "contract_number/not_digits"),
        ("١٢٣٤٥٦٧", "contract_number/not_digits"),
        ("１２３４５６７", "contract_number/not_digits"),
        ("²²²²²²²", "contract_number/not_digits"),
    ],
)
def test_a_contract_number_that_is_none_says_why(typed: str, code: str) -> None:
    problem = ContractNumber.parse(typed)
    assert isinstance(problem, Problem)
    assert (problem.field, problem.code) == ("contract_number", code)


def test_a_contract_is_an_operator_s_number_or_a_problem() -> None:
    eau = Operator("Eau")
    assert Contract.parse(eau, "012 3456") == Contract(eau, ContractNumber("0123456"))
    assert Contract.parse(eau, "é") == ContractNumber.parse("é")


def test_a_number_of_another_length_tells_the_length_expected() -> None:
    problem = Problem("contract_number", "contract_number/wrong_length", {"expected": 7})
    assert ContractNumber.parse("123456") == problem


def test_a_meter_of_another_length_tells_the_lengths_expected() -> None:
    problem = Problem("meter_number", "meter_number/wrong_length", {"shortest": 3, "longest": 20})
    assert MeterNumber.parse("A1") == problem


@pytest.mark.parametrize("written", ["1234567N", "N1234567", " 123 4567 n", "1234567"])
def test_a_contract_number_is_written_with_or_without_its_letter(written: str) -> None:
    assert ContractNumber.parse(written) == ContractNumber("1234567")


@pytest.mark.parametrize("written", ["NN1234567", "N1234567N", "#N/A", "123456N"])
def test_what_stands_beside_the_digits_and_is_no_letter_is_refused(written: str) -> None:
    assert isinstance(ContractNumber.parse(written), Problem)


@given(st.text())
def test_any_text_is_a_contract_number_or_a_problem(typed: str) -> None:
    match ContractNumber.parse(typed):
        case ContractNumber(digits):
            assert digits in "".join(typed.split())
        case Problem(field):
            assert field == "contract_number"


@pytest.mark.parametrize(
    "text", ["A1", "A" * 20 + "1", "inconnu", "a02gj", "A-1", "É123", "ABC\n1"]
)
def test_no_other_meter_number_exists(text: str) -> None:
    with pytest.raises(ValueError, match="meter number"):
        MeterNumber(text)


@pytest.mark.parametrize(
    "digits", ["", "1" * 21, "ABC", "ab1", "A-1", "É123", "１２３４５６７", "1234567\n"]
)
def test_no_other_contract_number_exists(digits: str) -> None:
    with pytest.raises(ValueError, match="contract number"):
        ContractNumber(digits)


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("A02GJ098702", "A02GJ098702"),
        (" b04 ff-868.687 ", "B04FF868687"),
        ("i07cj\u2011402769", "I07CJ402769"),
        ("001", "001"),
        ("a12", "A12"),
        ("A1234567890123456789", "A1234567890123456789"),
    ],
)
def test_a_meter_number_is_letters_and_digits_separators_aside(typed: str, text: str) -> None:
    assert MeterNumber.parse(typed) == MeterNumber(text)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "meter_number/required"),
        (" - . ", "meter_number/required"),
        ("inconnu", "meter_number/no_digit"),
        ("N/A", "meter_number/bad_characters"),
        ("A1_234", "meter_number/bad_characters"),
        ("é1234", "meter_number/bad_characters"),
        ("ß1234", "meter_number/bad_characters"),
        ("A1", "meter_number/wrong_length"),
        ("A12345678901234567890", "meter_number/wrong_length"),
    ],
)
def test_a_meter_number_that_is_none_says_why(typed: str, code: str) -> None:
    problem = MeterNumber.parse(typed)
    assert isinstance(problem, Problem)
    assert (problem.field, problem.code) == ("meter_number", code)


@given(
    st.from_regex(r"[A-Z]{0,9}[0-9][A-Z0-9]{2,10}", fullmatch=True),
    st.sampled_from([" ", "-", ".", "\u00a0"]),
)
def test_a_meter_number_reads_the_same_however_it_is_spaced_and_cased(
    text: str, separator: str
) -> None:
    assert MeterNumber.parse(separator.join(text.lower())) == MeterNumber(text)


@pytest.mark.parametrize(
    ("written", "reference"),
    [("C-007", "C-007"), (" C\u00a0 007\n", "C 007"), ("9" * 64, "9" * 64), (" ", None)],
)
def test_a_customer_reference_is_one_line_as_billing_writes_it(
    written: str, reference: str | None
) -> None:
    assert parse_customer(written) == reference


@pytest.mark.parametrize("written", ["9" * 65, "C\x007", "C\u202e7"])
def test_a_customer_reference_that_is_none_says_why(written: str) -> None:
    problem = Problem("customer", "customer/malformed", {"longest": 64})
    assert parse_customer(written) == problem


@pytest.mark.parametrize("reference", ["", " ", "C  7", " C7", "9" * 65, "C\n7"])
def test_no_other_customer_reference_exists(reference: str) -> None:
    with pytest.raises(ValueError, match="a customer reference is one line of 1 to 64 characters"):
        evolve(SUBSCRIBER, customer=reference)


def test_a_subscriber_does_not_show_its_customer_reference() -> None:
    assert "C-007" not in repr(evolve(SUBSCRIBER, customer="C-007"))


@pytest.mark.parametrize(
    "since", [NOON.replace(tzinfo=None), NOON.astimezone(timezone(timedelta(hours=1)))]
)
def test_a_contract_begins_at_an_instant_in_utc(since: datetime) -> None:
    with pytest.raises(ValueError, match="since must be an aware datetime in UTC"):
        evolve(SUBSCRIBER, since=since)


def test_an_operator_is_named_with_its_spaces_folded() -> None:
    assert Operator("  Agglopole\u00a0 Provence  Eau ").name == "Agglopole Provence Eau"


def test_an_operators_code_is_its_name_unless_it_has_one() -> None:
    assert Operator(" Agglopole  Provence Eau").code == "Agglopole Provence Eau"
    assert Operator("Agglopole Provence Eau", " APE ").code == "APE"


def test_an_operator_is_known_by_its_code() -> None:
    assert Operator("Eaux d'Ici", "ici") == Operator("Eaux d'Amont", "ici")
    assert len({Operator("Eaux d'Ici", "ici"), Operator("Eaux d'Amont", "ici")}) == 1
    assert Operator("Eaux d'Ici", "ici") != Operator("Eaux d'Ici", "amont")
    assert Operator("Z", "a") < Operator("A", "z")


def test_an_operator_has_a_name() -> None:
    with pytest.raises(ValueError, match="name"):
        Operator("  ")
    with pytest.raises(ValueError, match="code"):
        Operator("Eaux d'Ici", " ")


def test_a_commune_is_found_by_its_code() -> None:
    assert Communes.of([CASSIS]).parse(" 13022 ") == CASSIS


def test_no_commune_chosen_is_a_problem() -> None:
    assert Communes.of([CASSIS]).parse("") == Problem("commune", "commune/required")


def test_a_commune_that_is_not_served_is_a_problem() -> None:
    assert Communes.of([CASSIS]).parse("75056") == Problem("commune", "commune/unknown")


def test_a_communes_code_stands_once() -> None:
    with pytest.raises(ValueError, match=r"^two communes have the same code$"):
        Communes.of([CASSIS, Commune("13022", "Cassis-sur-Mer", SEMM)])


def test_the_operators_are_those_of_the_communes() -> None:
    assert Communes.of([CASSIS]).operators == {SEMM}


def test_an_operator_has_one_name() -> None:
    renamed = Commune("13028", "La Ciotat", Operator("Eaux d'Amont", SEMM.code))
    with pytest.raises(ValueError, match=r"^an operator has two names$"):
        Communes.of([CASSIS, renamed])


def test_an_operator_goes_by_its_name_of_today() -> None:
    communes = Communes.of([Commune("13022", "Cassis", Operator("Eaux d'Amont", "ici"))])
    assert communes.current(Operator("Eaux d'Ici", "ici")).name == "Eaux d'Amont"
    assert communes.current(SEMM) is SEMM


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        (" 192.0.2.7 ", "192.0.2.7"),
        ("[2001:db8:1:2::1]", "2001:db8:1:2::/64"),
        ("192.0.2.7:4321", "unknown"),
        ("kiosk-12", "unknown"),
        ("", "unknown"),
    ],
)
def test_a_client_network_is_an_ipv4_address_or_the_64_of_an_ipv6_one(
    address: str, network: str
) -> None:
    assert ClientNetwork.parse(address) == ClientNetwork(network)


def test_around_a_64_lie_a_56_and_a_48_whose_limits_grow() -> None:
    network = ClientNetwork.parse("2001:db8:1:2345::6")
    assert [(each.text, each.grown(20)) for each in network.with_wider] == [
        ("2001:db8:1:2345::/64", 20),
        ("2001:db8:1:2300::/56", 30),
        ("2001:db8:1::/48", 40),
    ]


@pytest.mark.parametrize("address", ["192.0.2.7", "kiosk-12"])
def test_around_any_other_network_lies_none(address: str) -> None:
    network = ClientNetwork.parse(address)
    assert network.with_wider == (network,)
    assert network.grown(20) == 20
