"""Time and memory of importing a billing export of any size.

``python -m tests.benchmarks.billing_export 100000 1000000`` writes an export of each size with the
noise of a real one, sorted by contract and shuffled, imports each into a register on a file, in a
process of its own, and prints lines a second, staged and end to end, and the peak of resident
memory.
"""

import resource
import subprocess
import sys
from itertools import product
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import perf_counter

from espaceclient.adapters.sqlite import SqliteDatabase, SqliteSubscribers
from espaceclient.adapters.subscribers_csv import (
    SAMPLE_COMMUNES,
    BillingExport,
    read_communes,
    stage,
)

_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"


def write_export(path: Path, lines: int, *, shuffled: bool) -> None:
    """Write so many lines in cp1252 and CR LF; the same for each call. One in 100 cannot be
    used.
    """
    scatter = 6_700_417 if shuffled else 1
    draw = Random(2)  # noqa: S311 -- invented lines, always the same ones
    communes = read_communes(SAMPLE_COMMUNES).communes
    with path.open("w", encoding="cp1252", newline="\r\n") as file:
        file.write("societe;code_insee;commune;numero_contrat;numero_compteur;etat\n")
        for at in range(lines):
            commune = draw.choice(communes)
            contract = f"{at * scatter % 10_000_000:07}{draw.choice(_LETTERS)}"
            maker, year, series = draw.choice(_LETTERS), draw.randrange(26), draw.choice(_LETTERS)
            meter = f"{maker}{year:02}{series}{draw.randrange(10**6):06}"
            noise = draw.random()
            if noise < 0.01:
                meter = "inconnu"
            elif noise < 0.04:
                contract = f" {contract[:3]} {contract[3:]} "
            elif noise < 0.07:
                meter = f" {meter[:5].lower()}-{meter[5:]} "
            state = "résilié" if draw.random() < 0.02 else "actif"
            file.write(
                f"{commune.operator.name};{commune.code};{commune.name};{contract};{meter};{state}\n"
            )


def measure(path: Path) -> str:
    operators = read_communes(SAMPLE_COMMUNES).operators
    began = perf_counter()
    with stage(BillingExport(path, operators=operators)) as staged:
        staged_in = perf_counter() - began
        lines = staged.accepted + staged.repeated + staged.refused
        with SqliteDatabase(path.with_suffix(".sqlite3")) as database:
            SqliteSubscribers(database).replace(staged.subscribers())
        took = perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    rates = f"{lines / staged_in:>9,.0f}/s staged  {lines / took:>9,.0f}/s end to end"
    return f"{lines:>9,} lines  {path.stem:<8}  {rates}  {peak:5.0f} MiB"


def main(sizes: list[int]) -> None:
    with TemporaryDirectory() as folder:
        for lines, order in product(sizes, ("sorted", "shuffled")):
            path = Path(folder, str(lines), f"{order}.csv")
            path.parent.mkdir(exist_ok=True)
            write_export(path, lines, shuffled=order == "shuffled")
            subprocess.run([sys.executable, "-m", __spec__.name, str(path)], check=True)


if __name__ == "__main__":
    if sys.argv[1:] and Path(sys.argv[1]).is_file():
        print(measure(Path(sys.argv[1])))  # noqa: T201 -- its result
    else:
        main([int(size) for size in sys.argv[1:]] or [100_000, 1_000_000])
