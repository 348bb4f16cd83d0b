import csv
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from espaceclient.adapters.subscribers_csv import (
    BillingError,
    BillingExport,
    read_communes,
    stage,
    write_rejects,
)
from espaceclient.domain.values import Contract, ContractNumber, MeterNumber, Operator, Subscriber

OPERATORS = (Operator("Société Eau de Marseille Métropole"), Operator("Agglopole Provence Eau"))
HEADER = ("societe", "numero_contrat", "numero_compteur", "etat")
STATES = {False: ("actif", " Actif ", "ACTIVE"), True: ("résilié", "RÉSILIÉE", "resilie ")}

letters = st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
meters = st.from_regex(r"(?=.*[0-9])[A-Z0-9]{3,20}", fullmatch=True).map(MeterNumber)
contracts = st.builds(
    Contract,
    st.sampled_from(OPERATORS),
    st.from_regex(r"[0-9]{7}", fullmatch=True).map(ContractNumber),
)
subscribers = st.builds(Subscriber, contracts, meters, st.booleans())


@st.composite
def scattered(draw: st.DrawFn, text: str, noise: str) -> str:
    """Put noise before, between and after the characters of a text."""
    return "".join(draw(st.text(noise, max_size=1)) + character for character in text) + draw(
        st.text(noise, max_size=2)
    )


@st.composite
def noisy_lines(draw: st.DrawFn, subscriber: Subscriber) -> tuple[str, ...]:
    digits = subscriber.contract.number.digits
    lettered = draw(st.sampled_from((digits, digits + draw(letters), draw(letters) + digits)))
    meter = "".join(draw(st.sampled_from((c, c.lower()))) for c in subscriber.meter.text)
    name = subscriber.contract.operator.name
    operator = draw(st.sampled_from((name, name.upper(), name.lower())))
    return (
        operator.replace(" ", draw(st.sampled_from((" ", "  ", "\u00a0")))),
        draw(scattered(lettered, " \u00a0")),
        draw(scattered(meter, " \u00a0.-\u2013")),
        draw(st.sampled_from(STATES[subscriber.ended])),
    )


def register(path: Path) -> list[Subscriber]:
    with stage(BillingExport(path, operators=OPERATORS)) as staged:
        return list(staged.subscribers())


@given(
    known=st.lists(subscribers, unique_by=lambda subscriber: subscriber.contract, max_size=5),
    data=st.data(),
    encoding=st.sampled_from(("utf-8", "utf-8-sig", "cp1252")),
    delimiter=st.sampled_from(";,\t|"),
    line_break=st.sampled_from(("\n", "\r\n")),
    quoting=st.sampled_from((csv.QUOTE_MINIMAL, csv.QUOTE_ALL)),
)
def test_subscribers_written_with_noise_are_read_back_equal(
    known: list[Subscriber],
    data: st.DataObject,
    encoding: str,
    delimiter: str,
    line_break: str,
    quoting: int,
) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder, "export.csv")
        with path.open("w", encoding=encoding, newline="") as file:
            writer = csv.writer(
                file,
                delimiter=delimiter,
                lineterminator=line_break,
                quoting=quoting,  # type: ignore[arg-type]  # typeshed wants the literal
            )
            writer.writerows(
                (HEADER, *(data.draw(noisy_lines(subscriber)) for subscriber in known))
            )
        assert register(path) == sorted(known, key=_key)


def _key(subscriber: Subscriber) -> tuple[str, str]:
    return subscriber.contract.operator.name, subscriber.contract.number.digits


lines = st.lists(
    st.binary(max_size=40)
    | st.text('AB";|,\t 019.-é\u2028\x85\x1c=', max_size=40).map(str.encode)
    | st.lists(
        st.sampled_from(("Agglopole Provence Eau", "1234567", "A1B2", "actif", "résilié", "")),
        max_size=5,
    ).map(lambda fields: ";".join(fields).encode("cp1252"))
)


@given(
    header=st.sampled_from(
        (b"", b"societe;numero_contrat;numero_compteur;etat\n", b"\xef\xbb\xbf", b"\xff\xfe")
    ),
    lines=lines,
    line_break=st.sampled_from((b"\n", b"\r\n", b"\r")),
)
def test_whatever_the_bytes_nothing_but_the_own_errors_is_raised(
    header: bytes, lines: list[bytes], line_break: bytes
) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder, "export.csv")
        path.write_bytes(header + line_break.join(lines))
        with suppress(BillingError), stage(BillingExport(path)) as staged:
            assert len(list(staged.subscribers())) == staged.accepted
            assert write_rejects(staged.rejects(), Path(folder, "rejects.csv")) == staged.refused


@given(
    content=st.binary(max_size=200), header=st.sampled_from((b"", b"code_insee;commune;societe\n"))
)
def test_whatever_the_bytes_communes_raise_nothing_but_the_own_errors(
    content: bytes, header: bytes
) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder, "communes.csv")
        path.write_bytes(header + content)
        with suppress(BillingError):
            assert read_communes(path).communes
