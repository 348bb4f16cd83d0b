"""Which operators there are contracts of."""

from collections.abc import Mapping, Sequence

from espaceclient.adapters.sqlite.database import SqliteDatabase

ACCOUNTS_BY_OPERATOR = """
    SELECT operator, count(DISTINCT account) FROM holdings WHERE until IS NULL GROUP BY operator
"""

OPERATORS = """
    WITH RECURSIVE told (operator) AS (
        SELECT min(operator) FROM events WHERE contract_number IS NOT NULL
        UNION ALL
        SELECT (
            SELECT min(operator) FROM events
            WHERE contract_number IS NOT NULL AND operator > told.operator
        ) FROM told WHERE operator IS NOT NULL
    )
    SELECT operator FROM told WHERE operator IS NOT NULL
    UNION SELECT operator FROM holdings
    UNION SELECT name FROM operators
    ORDER BY 1
"""


def accounts_by_operator(database: SqliteDatabase) -> Mapping[str, int]:
    """Return the number of accounts that hold a contract, by the code of its operator.

    Raises ``StorageUnavailable`` when the database cannot answer.
    """
    with database.reading() as connection:
        return dict(connection.execute(ACCOUNTS_BY_OPERATOR).fetchall())


def operator_codes(database: SqliteDatabase) -> Sequence[str]:
    """Return the codes of all operators that an event, a holding or the register names, in order.

    Raises ``StorageUnavailable`` when the database cannot answer.
    """
    with database.reading() as connection:
        return [code for (code,) in connection.execute(OPERATORS)]
