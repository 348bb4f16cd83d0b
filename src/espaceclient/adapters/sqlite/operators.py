"""Which operators the contracts held are of, to notice one whose code is no longer known."""

from collections.abc import Mapping

from espaceclient.adapters.sqlite.database import SqliteDatabase

ACCOUNTS_BY_OPERATOR = """
    SELECT operator, count(DISTINCT account) FROM holdings WHERE until IS NULL GROUP BY operator
"""


def accounts_by_operator(database: SqliteDatabase) -> Mapping[str, int]:
    """Return the number of accounts that hold a contract, by the code of its operator.

    Raises ``StorageUnavailable`` when the database cannot answer.
    """
    with database.reading() as connection:
        return dict(connection.execute(ACCOUNTS_BY_OPERATOR).fetchall())
