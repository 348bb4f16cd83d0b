"""The accounts of another system, line by line: an address, a contract, and a password's hash."""

from collections.abc import Iterator
from pathlib import Path

from attrs import define, field, frozen

from espaceclient.adapters.subscribers_csv.contracts import ContractReader
from espaceclient.adapters.subscribers_csv.errors import UnreadableFile
from espaceclient.adapters.subscribers_csv.operators import KnownOperators
from espaceclient.adapters.subscribers_csv.reject import Reject
from espaceclient.adapters.subscribers_csv.table import Format, Table, open_table
from espaceclient.domain.email_address import EmailAddress
from espaceclient.domain.formats import GUIDE_FORMATS, Formats
from espaceclient.domain.problem import Fields, Problem
from espaceclient.domain.values import Commune, Communes, Contract

_EMAIL, _COMMUNE, _OPERATOR = "email", "code_insee", "societe"
_NUMBER, _METER, _HASH = "numero_contrat", "numero_compteur", "empreinte"
_LANGUAGE = "langue"


@frozen
class ImportedLine:
    """A line that was read: its physical number, its text without the hash, and the form that says
    the same, as ``EspaceClient.import_account`` takes it.
    """

    line: int
    text: str = field(repr=False)
    fields: Fields = field(repr=False)

    def rejected(self, problem: Problem) -> Reject:
        return Reject(self.line, problem, self.text)


class AccountsFile:
    """A file with the columns ``email``, ``numero_contrat``, ``empreinte``, and ``code_insee`` or
    ``societe`` or both; ``numero_compteur``, if there is one, is compared with the register, and
    ``langue``, if there is one, is what the owner reads.

    A contract stands on one line; an account with several has a line for each, with one hash.
    Without ``code_insee`` the commune is the operator's only one.

    ``written`` gives the delimiter and the encoding, detected otherwise. No ``Reject`` has
    the hash in its text.
    """

    def __init__(
        self,
        path: Path,
        communes: Communes,
        formats: Formats = GUIDE_FORMATS,
        written: Format | None = None,
    ) -> None:
        self.path = path
        self._communes = communes
        self._operators = KnownOperators(communes.operators)
        self._read_contract = ContractReader(communes.operators, formats)
        self._format = written or Format()

    def __iter__(self) -> Iterator[ImportedLine | Reject]:
        """Read the file once, in its order; raises ``UnreadableFile``."""
        with open_table(self.path, (_EMAIL, _NUMBER, _HASH), self._format) as table:
            columns, before = _Columns.of(table), _Before()
            for line, text, fields in table:
                if isinstance(fields, Problem):
                    yield Reject(line, fields, "")
                else:
                    yield self._line(line, text, columns.named(fields), before)

    def _line(
        self, line: int, text: str, fields: Fields, before: "_Before"
    ) -> ImportedLine | Reject:
        password_hash = fields[_HASH].strip()
        shown = text.replace(password_hash, "***") if password_hash else text
        commune = self._commune(fields[_COMMUNE], fields[_OPERATOR])
        if isinstance(commune, Problem):
            return Reject(line, commune, shown)
        contract = self._read_contract(commune.operator.code, fields[_NUMBER])
        if isinstance(contract, Problem):
            return Reject(line, contract, shown)
        email = EmailAddress.parse(fields[_EMAIL])
        if isinstance(email, Problem):
            return Reject(line, email, shown)
        problem = before.contradicted(line, email, contract, password_hash)
        if problem:
            return Reject(line, problem, shown)
        form = {
            "email": email.text,
            "commune": commune.code,
            "contract_number": contract.number.digits,
            "meter_number": fields[_METER],
            "password_hash": password_hash,
            "language": fields[_LANGUAGE],
        }
        return ImportedLine(line, shown, form)

    def _commune(self, code: str, operator_name: str) -> Commune | Problem:
        if not code.strip():
            return self._only_commune(operator_name)
        commune = self._communes.parse(code)
        if isinstance(commune, Problem) or not operator_name.strip():
            return commune
        operator = self._operators.parse(operator_name)
        if operator == commune.operator or isinstance(operator, Problem):
            return operator if isinstance(operator, Problem) else commune
        values = {"name": operator.name, "commune": commune.name}
        return Problem("operator", "operator/not_of_commune", values)

    def _only_commune(self, operator_name: str) -> Commune | Problem:
        operator = self._operators.parse(operator_name)
        if isinstance(operator, Problem):
            return operator
        theirs = [each for each in self._communes.communes if each.operator == operator]
        if len(theirs) > 1:
            return Problem("commune", "commune/ambiguous", {"name": operator.name})
        return theirs[0]


@define
class _Before:
    """What the lines before had: where each contract stood, and where each address and its hash.

    The hash is kept as a number: the file may be large.
    """

    contracts: dict[Contract, int] = field(factory=dict)
    addresses: dict[str, tuple[int, int]] = field(factory=dict)

    def contradicted(
        self, line: int, email: EmailAddress, contract: Contract, password_hash: str
    ) -> Problem | None:
        """Note a line; return what is wrong with it if one before says otherwise."""
        first = self.contracts.get(contract)
        if first is not None:
            return Problem("contract_number", "contract_number/repeated", {"line": first})
        known = self.addresses.setdefault(email.key, (line, hash(password_hash)))
        if known[1] != hash(password_hash):
            return Problem("email", "email/two_hashes", {"line": known[0]})
        self.contracts[contract] = line
        return None


@frozen
class _Columns:
    """Where each column stands; ``None`` for one that the file does not have."""

    positions: dict[str, int | None]

    @classmethod
    def of(cls, table: Table) -> "_Columns":
        required = {name: table.column(name) for name in (_EMAIL, _NUMBER, _HASH)}
        may_lack = (_COMMUNE, _OPERATOR, _METER, _LANGUAGE)
        optional = {name: table.optional_column(name) for name in may_lack}
        if optional[_COMMUNE] is None and optional[_OPERATOR] is None:
            reason = f'there is neither a column "{_COMMUNE}" nor a column "{_OPERATOR}"'
            raise UnreadableFile(table.path, None, reason)
        return cls({**required, **optional})

    def named(self, fields: list[str]) -> Fields:
        return {
            name: "" if position is None else fields[position]
            for name, position in self.positions.items()
        }
