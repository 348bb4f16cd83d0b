"""The register of subscribers and the communes from delimited text files (CSV).

A billing export is read line by line; every line that is not used is reported with a reason.
"""

from pathlib import Path

from espaceclient.adapters.subscribers_csv.accounts import AccountsFile, ImportedLine
from espaceclient.adapters.subscribers_csv.communes import read_communes
from espaceclient.adapters.subscribers_csv.contracts import ContractReader
from espaceclient.adapters.subscribers_csv.errors import BillingError, StagingFailed, UnreadableFile
from espaceclient.adapters.subscribers_csv.export import BillingExport, Columns, Entry
from espaceclient.adapters.subscribers_csv.reject import Reject, sentences, write_rejects
from espaceclient.adapters.subscribers_csv.renumbering import Renumbered, RenumberingFile
from espaceclient.adapters.subscribers_csv.staging import Staged, stage
from espaceclient.adapters.subscribers_csv.table import Format

SAMPLE_COMMUNES = Path(__file__).with_name("samples") / "communes.csv"
"""A sample file: nineteen communes and their three operators."""

SAMPLE_SUBSCRIBERS = Path(__file__).with_name("samples") / "abonnes.csv"
"""A sample file: six hundred invented subscribers of those communes, fourteen of them ended."""

__all__ = [
    "SAMPLE_COMMUNES",
    "SAMPLE_SUBSCRIBERS",
    "AccountsFile",
    "BillingError",
    "BillingExport",
    "Columns",
    "ContractReader",
    "Entry",
    "Format",
    "ImportedLine",
    "Reject",
    "Renumbered",
    "RenumberingFile",
    "Staged",
    "StagingFailed",
    "UnreadableFile",
    "read_communes",
    "sentences",
    "stage",
    "write_rejects",
]
