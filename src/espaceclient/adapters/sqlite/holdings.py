"""How many holdings there are, for whoever runs a command over all of them."""

from espaceclient.adapters.sqlite.database import SqliteDatabase


def endless_holdings(database: SqliteDatabase) -> int:
    """Return the number of holdings without an end, counted in their index."""
    with database.reading() as connection:
        (number,) = connection.execute(
            "SELECT count(*) FROM holdings WHERE until IS NULL"
        ).fetchone()
    return int(number)
