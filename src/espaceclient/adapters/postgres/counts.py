"""What there is how many of, for whoever runs a command over all of it."""

from collections.abc import Mapping, Sequence

from espaceclient.adapters.postgres.database import PostgresDatabase

ACCOUNTS = "SELECT count(*) FROM {schema}.accounts"
ENDLESS_HOLDINGS = "SELECT count(*) FROM {schema}.holdings WHERE until IS NULL"
ACCOUNTS_BY_OPERATOR = """
    SELECT operator, count(DISTINCT account) FROM {schema}.holdings
    WHERE until IS NULL GROUP BY operator
"""
OPERATORS = """
    WITH RECURSIVE told (operator) AS (
        SELECT min(operator) FROM {schema}.events WHERE contract_number IS NOT NULL
        UNION ALL
        SELECT (
            SELECT min(operator) FROM {schema}.events
            WHERE contract_number IS NOT NULL AND operator > told.operator
        ) FROM told WHERE operator IS NOT NULL
    )
    SELECT operator FROM told WHERE operator IS NOT NULL
    UNION SELECT operator FROM {schema}.holdings
    UNION SELECT name FROM {schema}.operators
    ORDER BY 1
"""


def accounts(database: PostgresDatabase) -> int:
    """Return the number of accounts; raises ``StorageUnavailable``."""
    ((number,),) = database.fetch(ACCOUNTS)
    return int(number)


def endless_holdings(database: PostgresDatabase) -> int:
    """Return the number of holdings without an end; raises ``StorageUnavailable``."""
    ((number,),) = database.fetch(ENDLESS_HOLDINGS)
    return int(number)


def accounts_by_operator(database: PostgresDatabase) -> Mapping[str, int]:
    """Return the number of accounts that hold a contract, by the code of its operator.

    Raises ``StorageUnavailable`` when the database cannot answer.
    """
    return dict(database.fetch(ACCOUNTS_BY_OPERATOR))


def operator_codes(database: PostgresDatabase) -> Sequence[str]:
    """Return the codes of all operators that an event, a holding or the register names, in order.

    Raises ``StorageUnavailable`` when the database cannot answer.
    """
    return [code for (code,) in database.fetch(OPERATORS)]
