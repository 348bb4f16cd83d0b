from datetime import UTC, datetime, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from espaceclient.adapters.subscribers_csv import (
    BillingExport,
    Columns,
    Entry,
    Format,
    Reject,
    UnreadableFile,
)
from espaceclient.domain.formats import Formats, OperatorFormats
from espaceclient.domain.number_format import ContractFormat, MeterFormat
from espaceclient.domain.values import Contract, ContractNumber, MeterNumber, Operator, Subscriber
from tests.adapters.subscribers_csv.conftest import WriteFile

SEM = Operator("Société Eau de Marseille Métropole")
AGGLOPOLE = Operator("Agglopole Provence Eau")
HEADER = "societe;numero_contrat;numero_compteur;etat\n"
DETAILED = "societe;numero_contrat;numero_compteur;debut;client\n"


def subscriber(
    number: str = "0647285", meter: str = "F01AD534694", *, ended: bool = False
) -> Subscriber:
    return Subscriber(Contract(AGGLOPOLE, ContractNumber(number)), MeterNumber(meter), ended)


def read(
    path: Path, columns: Columns | None = None, written: Format | None = None
) -> list[Entry | Reject]:
    return list(BillingExport(path, columns, (SEM, AGGLOPOLE), written).lines())


def codes(path: Path) -> list[tuple[int, str]]:
    return [
        (line.line, line.problem.code if isinstance(line, Reject) else "used")
        for line in read(path)
    ]


def details(
    write_file: WriteFile, day: str = "", customer: str = "", zone: tzinfo | None = None
) -> list[tuple[datetime | None, str | None] | str]:
    """Return what a line tells of its beginning and its customer, or the code of its reject."""
    path = write_file(f"{DETAILED}Agglopole Provence Eau;0647285;F01AD534694;{day};{customer}\n")
    columns = Columns(since="Début", customer="client")
    return [
        line.problem.code
        if isinstance(line, Reject)
        else (line.subscriber.since, line.subscriber.customer)
        for line in BillingExport(path, columns, time_zone=zone).lines()
    ]


def test_a_line_tells_a_subscriber_with_its_number_and_text(write_file: WriteFile) -> None:
    path = write_file(HEADER + "Agglopole Provence Eau;0647285E;F01AD534694;actif\r\n")
    text = "Agglopole Provence Eau;0647285E;F01AD534694;actif"
    assert read(path) == [Entry(2, subscriber(), text)]


@pytest.mark.parametrize("contract", ["0647285", "0647285E", "E0647285", " 064 7285 e "])
def test_a_contract_number_is_read_with_or_without_its_letter(
    write_file: WriteFile, contract: str
) -> None:
    path = write_file(f"{HEADER}Agglopole Provence Eau;{contract};F01AD534694;actif\n")
    assert [line.subscriber for line in read(path) if isinstance(line, Entry)] == [subscriber()]


def test_each_operator_s_numbers_are_read_in_its_formats(write_file: WriteFile) -> None:
    formats = Formats(
        by_operator={
            AGGLOPOLE.code: OperatorFormats(
                ContractFormat("9 digits", example="012345678", letter=True),
                MeterFormat(["2 digits", "3 digits"], example="12/345"),
            )
        }
    )
    path = write_file(
        f"{HEADER}agglopole provence eau;K 012345678;12/345;actif\n"
        f"Agglopole Provence Eau;0647285;12/34;actif\n"
        f"Agglopole Provence Eau;012345678;12/34;actif\n"
        f"{SEM.name};0647285E;F01AD534694;actif\n"
    )
    lines = list(BillingExport(path, operators=(SEM, AGGLOPOLE), formats=formats).lines())
    assert [line.subscriber for line in lines if isinstance(line, Entry)] == [
        subscriber("012345678", "12345"),
        Subscriber(Contract(SEM, ContractNumber("0647285")), MeterNumber("F01AD534694")),
    ]
    assert [line.sentence for line in lines if isinstance(line, Reject)] == [
        "Le numéro de contrat ne compte pas exactement 9\u00a0chiffres.",
        "Le numéro de compteur n'est pas écrit comme 12/345.",
    ]


@pytest.mark.parametrize("state", ["résilié", "RÉSILIÉE", "resilie", " Re\u0301silie\u0301 "])
def test_an_ended_contract_is_read_as_ended(write_file: WriteFile, state: str) -> None:
    path = write_file(f"{HEADER}Agglopole Provence Eau;0647285;F01AD534694;{state}\n")
    assert [line.subscriber for line in read(path) if isinstance(line, Entry)] == [
        subscriber(ended=True)
    ]


@pytest.mark.parametrize(
    "name", ["agglopole  provence eau ", "AGGLOPOLE PROVENCE EAU", "Àgglopole Provence Eau"]
)
def test_a_known_operator_is_recognised_in_other_letters(write_file: WriteFile, name: str) -> None:
    path = write_file(f"{HEADER}{name};0647285;F01AD534694;actif\n")
    assert [line.subscriber for line in read(path) if isinstance(line, Entry)] == [subscriber()]


@pytest.mark.parametrize("text", ["Eaux d’Amont", "eds", "EDS"])
def test_a_known_operator_is_recognised_by_name_and_by_code(
    write_file: WriteFile, text: str
) -> None:
    path = write_file(f"{HEADER}{text};0647285;F01AD534694;actif\n")
    (line,) = BillingExport(path, operators=[Operator("Eaux d'Amont", "EDS")]).lines()
    assert isinstance(line, Entry)
    assert line.subscriber.contract.operator.code == "EDS"


def test_without_known_operators_the_file_names_them(write_file: WriteFile) -> None:
    path = write_file(
        HEADER + " Régie  des Eaux;0647285;F01AD534694;actif\n;0647286;F01AD534694;actif\n"
    )
    lines = list(BillingExport(path).lines())
    assert [
        line.problem.code if isinstance(line, Reject) else line.subscriber.contract.operator.name
        for line in lines
    ] == ["Régie des Eaux", "operator/required"]


def test_a_thousand_and_one_operators_are_one_too_many(write_file: WriteFile) -> None:
    path = write_file(
        HEADER + "".join(f"Client {at};0647285;F01AD534694;actif\n" for at in range(1001))
    )
    rejects = [line for line in BillingExport(path).lines() if isinstance(line, Reject)]
    assert [(reject.line, reject.problem.code) for reject in rejects] == [
        (1002, "operator/too_many")
    ]


def test_known_operators_that_look_alike_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="differ only in case"):
        BillingExport(tmp_path, operators=(Operator("Régie"), Operator("REGIE")))
    with pytest.raises(ValueError, match="differ only in case"):
        BillingExport(tmp_path, operators=(Operator("Régie"), Operator("Sources", "régie")))


def test_each_line_that_cannot_be_used_has_its_reason(write_file: WriteFile) -> None:
    good = b"Agglopole Provence Eau;0647285;F01AD534694;actif\n"
    lines = [
        HEADER.encode(),
        b"\xc9\n",  # no UTF-8, but by then the file is known to be cp1252: too few fields
        b"Agglopole Provence Eau;0647285\x81;F01AD534694;actif\n",
        b"Agglopole Provence Eau;0647285;F01AD534694;actif;\n",
        b'"Agglopole Provence Eau;0647285;F01AD534694;actif\n',
        b"   \r\n",
        b";0647285;F01AD534694;actif\n",
        b"Veolia;0647285;F01AD534694;actif\n",
        b"Agglopole Provence Eau; ;F01AD534694;actif\n",
        b"Agglopole Provence Eau;#N/A;F01AD534694;actif\n",
        b"Agglopole Provence Eau;647285;F01AD534694;actif\n",
        b"Agglopole Provence Eau;0647285;;actif\n",
        b"Agglopole Provence Eau;0647285;N/A;actif\n",
        b"Agglopole Provence Eau;0647285;F1;actif\n",
        b"Agglopole Provence Eau;0647285;inconnu;actif\n",
        b"Agglopole Provence Eau;0647285;F01AD534694;suspendu\n",
        b"Agglopole Provence Eau;0647285;F01AD534694;\n",
        b"x" * 200_000 + b"\n",
        good,
    ]
    assert codes(write_file(b"".join(lines))) == [
        (2, "line/wrong_fields"),
        (3, "line/undecodable"),
        (4, "line/wrong_fields"),
        (5, "line/bad_quotes"),
        (7, "operator/required"),
        (8, "operator/unknown"),
        (9, "contract_number/required"),
        (10, "contract_number/not_digits"),
        (11, "contract_number/wrong_length"),
        (12, "meter_number/required"),
        (13, "meter_number/bad_characters"),
        (14, "meter_number/wrong_length"),
        (15, "meter_number/no_digit"),
        (16, "state/unknown"),
        (17, "state/unknown"),
        (18, "line/too_long"),
        (19, "used"),
    ]


def test_a_quotation_mark_left_open_spoils_its_own_line_alone(write_file: WriteFile) -> None:
    good = "Agglopole Provence Eau;0647285;F01AD534694;actif\n"
    path = write_file(
        f'{HEADER}{good}"Agglopole Provence Eau;0647286;F01AD534694;actif\n{good}{good}'
    )
    assert codes(path) == [(2, "used"), (3, "line/bad_quotes"), (4, "used"), (5, "used")]


def test_a_quoted_field_may_hold_the_delimiter(write_file: WriteFile) -> None:
    path = write_file(
        HEADER.replace("etat", "etat;nom")
        + 'Agglopole Provence Eau;0647285;F01AD534694;actif;"A;B"\n'
    )
    assert codes(path) == [(2, "used")]


def test_a_damaged_byte_in_a_utf8_file_spoils_its_own_line_alone(write_file: WriteFile) -> None:
    good = "Société Eau de Marseille Métropole;0647285;F01AD534694;résilié\n".encode()
    path = write_file(HEADER.encode() + good + good.replace(b"\xc3\xa9", b"\xc3", 1) + good)
    assert codes(path) == [(2, "used"), (3, "line/undecodable"), (4, "used")]


def test_an_undecodable_text_is_shown_with_its_bytes(write_file: WriteFile) -> None:
    path = write_file(HEADER.encode() + "é\n".encode() + b"\xe9\n")
    assert [line.text for line in read(path)] == ["é", "\\xe9"]


def test_headers_are_found_in_other_letters_and_any_order(write_file: WriteFile) -> None:
    path = write_file(
        " ÉTAT "
        ",Numero_Compteur,NUMÉRO_CONTRAT,Société\nrésilié,F01AD534694,0647285,Agglopole "
        "Provence Eau\n"
    )
    assert [line.subscriber for line in read(path) if isinstance(line, Entry)] == [
        subscriber(ended=True)
    ]


def test_headers_can_be_mapped(write_file: WriteFile) -> None:
    path = write_file(
        "Régie|PDS|Matricule|Fin\nAgglopole Provence Eau|0647285|F01AD534694|RESILIE\n"
    )
    lines = read(path, Columns(operator="regie", contract="pds", meter="matricule", state="fin"))
    assert [line.subscriber for line in lines if isinstance(line, Entry)] == [
        subscriber(ended=True)
    ]


def test_an_export_without_states_knows_no_ended_contract(write_file: WriteFile) -> None:
    path = write_file(
        "societe;numero_contrat;numero_compteur\nAgglopole Provence Eau;0647285;F01AD534694\n"
    )
    assert [line.subscriber for line in read(path) if isinstance(line, Entry)] == [subscriber()]


@pytest.mark.parametrize(
    ("day", "began"),
    [
        ("31/12/2026", datetime(2026, 12, 30, 23, tzinfo=UTC)),
        (" 1/7/2026 ", datetime(2026, 6, 30, 22, tzinfo=UTC)),
        ("2026-07-01", datetime(2026, 6, 30, 22, tzinfo=UTC)),
        ("01/07/2026 00:00:00", datetime(2026, 6, 30, 22, tzinfo=UTC)),
        ("2026-07-01T00:00:00.000", datetime(2026, 6, 30, 22, tzinfo=UTC)),
        ("29/02/2024", datetime(2024, 2, 28, 23, tzinfo=UTC)),
        ("", None),
        ("  ", None),
    ],
)
def test_a_day_is_its_beginning_in_france(
    write_file: WriteFile, day: str, began: datetime | None
) -> None:
    assert details(write_file, day) == [(began, None)]


@pytest.mark.parametrize(
    "day",
    [
        "31/12/26",
        "29/02/2026",
        "12/31/2026",
        "2026-13-01",
        "2026/12/31",
        "31-12-2026",
        "01/01/0001",
        "2026-07-01 08:30",
        "٣١/12/2026",
        "hier",
    ],
)
def test_what_is_no_day_is_refused(write_file: WriteFile, day: str) -> None:
    assert details(write_file, day) == ["since/not_a_day"]


def test_a_day_begins_where_the_utility_is(write_file: WriteFile) -> None:
    began = [(datetime(2026, 12, 31, 4, tzinfo=UTC), None)]
    assert details(write_file, "31/12/2026", zone=ZoneInfo("America/Martinique")) == began


@pytest.mark.parametrize(
    ("written", "customer"),
    [("C-007", "C-007"), (" C  007 ", "C 007"), ("0042", "0042"), (" ", None)],
)
def test_a_customer_reference_is_read_as_it_is_written_spaces_aside(
    write_file: WriteFile, written: str, customer: str | None
) -> None:
    assert details(write_file, customer=written) == [(None, customer)]


@pytest.mark.parametrize("written", ["9" * 65, "C\x007"])
def test_a_customer_reference_that_is_none_is_refused(write_file: WriteFile, written: str) -> None:
    assert details(write_file, customer=written) == ["customer/malformed"]


@pytest.mark.parametrize("columns", [Columns(since="debut"), Columns(customer="client")])
def test_a_column_of_details_that_is_named_must_exist(
    write_file: WriteFile, columns: Columns
) -> None:
    with pytest.raises(UnreadableFile, match="there is no column"):
        read(write_file(HEADER), columns)


def test_details_are_read_from_no_column_that_is_not_named(write_file: WriteFile) -> None:
    path = write_file(DETAILED + "Agglopole Provence Eau;0647285;F01AD534694;hier;C7\n")
    assert [line.subscriber for line in read(path) if isinstance(line, Entry)] == [subscriber()]


@pytest.mark.parametrize(
    ("header", "tells"), [(HEADER, True), ("societe;numero_contrat;numero_compteur\n", False)]
)
def test_an_export_says_whether_it_tells_states(
    write_file: WriteFile,
    header: str,
    tells: bool,  # noqa: FBT001 - parametrized
) -> None:
    assert BillingExport(write_file(header)).tells_state() is tells


def test_a_delimiter_that_is_told_is_taken(write_file: WriteFile) -> None:
    path = write_file(
        (HEADER + "Agglopole Provence Eau;0647285;F01AD534694;actif\n").replace(";", "~")
    )
    assert [
        line.line for line in read(path, written=Format(delimiter="~")) if isinstance(line, Entry)
    ] == [2]


@pytest.mark.parametrize(
    "written", [{"delimiter": "ab"}, {"delimiter": '"'}, {"encoding": "utf-16"}, {"encoding": "no"}]
)
def test_a_format_that_cannot_be_is_refused(written: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"delimiter|encoding"):
        Format(**written)


@pytest.mark.parametrize(
    ("content", "columns", "line", "reason"),
    [
        (b"", Columns(), None, "the file is empty"),
        (b"\r\n\n", Columns(), None, "the file is empty"),
        (
            b"\nsociete;contrat;numero_compteur\n",
            Columns(),
            2,
            (
                'there is no column "numero_contrat"; the columns are "societe", "contrat", '
                '"numero_compteur"'
            ),
        ),
        (
            b"societe;numero_contrat;numero_compteur\n",
            Columns(state="etat"),
            1,
            (
                'there is no column "etat"; the columns are "societe", "numero_contrat", '
                '"numero_compteur"'
            ),
        ),
        (
            b"societe;numero_contrat;numero_compteur;Societe\n",
            Columns(),
            1,
            '2 columns are called "societe"',
        ),
        (b"\xff\xfes\x00o\x00", Columns(), None, "the file is in UTF-16; save it as UTF-8"),
        (
            b"a\rb\r",
            Columns(),
            1,
            "this is not a table header; lines must end in LF or CR LF",
        ),
        (
            b"a" * 70_000,
            Columns(),
            1,
            "this is not a table header; lines must end in LF or CR LF",
        ),
        (b"societe\x81;numero_contrat\n", Columns(), 1, "the header cannot be read as cp1252"),
    ],
)
def test_a_file_of_no_use_is_told_so(
    write_file: WriteFile, content: bytes, columns: Columns, line: int | None, reason: str
) -> None:
    path = write_file(content)
    with pytest.raises(UnreadableFile) as caught:
        read(path, columns)
    assert (caught.value.line, caught.value.reason) == (line, reason)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="Is a directory"):
        read(tmp_path)


def test_progress_goes_from_some_bytes_to_all(write_file: WriteFile) -> None:
    line = "Agglopole Provence Eau;0647285;F01AD534694;actif\n"
    path = write_file(HEADER + line * 10_001)
    told: list[tuple[int, int]] = []
    list(BillingExport(path).lines(lambda read, size: told.append((read, size))))
    assert told == [(490_044, 490_093), (490_093, 490_093)]
